#include "tests/ptx/replay/syntax.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr auto kScalarTypes =
    std::to_array<std::pair<std::string_view, ScalarType>>({{"u8", {'u', 8}},
                                                            {"u16", {'u', 16}},
                                                            {"u32", {'u', 32}},
                                                            {"u64", {'u', 64}},
                                                            {"s8", {'s', 8}},
                                                            {"s16", {'s', 16}},
                                                            {"s32", {'s', 32}},
                                                            {"s64", {'s', 64}},
                                                            {"b8", {'b', 8}},
                                                            {"b16", {'b', 16}},
                                                            {"b32", {'b', 32}},
                                                            {"b64", {'b', 64}},
                                                            {"f32", {'f', 32}},
                                                            {"f64", {'f', 64}},
                                                            {"pred", {'p', 1}}});

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::uint64_t digits_value(const std::string& atom, std::string_view digits, int base) {
  if (base != 10 && digits.ends_with('U')) digits.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  const bool whole = end == digits.data() + digits.size() || *end == 'U';
  if (error != std::errc{} || !whole) throw ReplayError("'" + atom + "' is no PTX literal");
  return value;
}

}  // namespace

std::optional<ScalarType> scalar_type(std::string_view name) {
  for (const auto& [spelling, type] : kScalarTypes) {
    if (spelling == name) return type;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> literal_value(const std::string& atom) {
  if (atom.starts_with('-')) {
    const auto positive = literal_value(atom.substr(1));
    if (!positive) throw ReplayError("'" + atom + "' is no PTX literal");
    return -*positive;
  }
  if (atom.empty() || std::isdigit(static_cast<unsigned char>(atom.front())) == 0) {
    return std::nullopt;
  }
  const std::string_view digits =
      std::string_view(atom).substr(std::min<std::size_t>(2, atom.size()));
  if (atom.size() > 2 && atom[0] == '0') {
    switch (atom[1]) {
      case 'd':
      case 'D':
      case 'f':
      case 'F':
      case 'x':
      case 'X':
        return digits_value(atom, digits, 16);
      case 'b':
      case 'B':
        return digits_value(atom, digits, 2);
      default:
        break;
    }
  }
  return digits_value(atom, atom, 10);
}

const Function* Syntax::function(std::string_view name) const {
  // A declaration may stand before the definition of the same name.
  const auto defined = std::find_if(functions.begin(), functions.end(), [&](const Function& one) {
    return one.name == name && one.has_body;
  });
  return defined != functions.end() ? &*defined : find_named(functions, name);
}

const Variable* Syntax::variable(std::string_view name) const {
  return find_named(variables, name);
}

std::string Syntax::line_text(int line) const {
  if (line < 1 || static_cast<std::size_t>(line) > lines.size()) return {};
  const std::string& text = lines[static_cast<std::size_t>(line) - 1];
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? std::string{} : text.substr(begin);
}

}  // namespace tessera::ptx

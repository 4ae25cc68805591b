#include "tests/ptx/replay/decoder.hpp"

#include <algorithm>
#include <set>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {

Opcode::Opcode(std::string_view spelling) : text(spelling) {
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    modifiers.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  base = modifiers.front();
  modifiers.erase(modifiers.begin());
}

bool Opcode::has(std::string_view modifier) const {
  return std::find(modifiers.begin(), modifiers.end(), modifier) != modifiers.end();
}

ScalarType Opcode::type() const {
  const auto found = modifiers.empty() ? std::nullopt : scalar_type(modifiers.back());
  if (!found) throw ReplayError("the opcode ends without a type");
  return *found;
}

std::string Opcode::without(std::string_view modifier) const {
  std::string rest = base;
  for (const std::string& other : modifiers) {
    if (other != modifier) rest += "." + other;
  }
  return rest;
}

std::string refusal(const Opcode& opcode) {
  static const std::set<std::string> kApproximate = {"ex2", "lg2", "sin", "cos", "tanh", "rsqrt"};
  const bool is_float = !opcode.modifiers.empty() && opcode.modifiers.back().starts_with('f');
  if (opcode.has("approx") || kApproximate.contains(opcode.base)) {
    return "an approximation: its bits are the hardware's own";
  }
  if (opcode.has("ftz")) return "flushes subnormal numbers to zero";
  if (opcode.has("full")) return "a division that is not correctly rounded";
  if ((opcode.base == "atom" || opcode.base == "red") && is_float) {
    return "a floating-point atomic: its sum depends on the order of arrival";
  }
  return {};
}

void check_operand_count(const InstructionText& text, std::size_t least, std::size_t most) {
  const std::size_t count = text.operands.size();
  if (count >= least && count <= most) return;
  throw ReplayError(std::to_string(count) + " operands are not what this opcode takes");
}

}  // namespace tessera::ptx

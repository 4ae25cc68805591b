#include "host/report/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace tessera {
namespace {

using nlohmann::json;

constexpr double kLargestExact = 9007199254740992.0;  // 2^53

// A number is 0.d1d2d3... times ten to the power of `point`.
struct Decimal {
  std::string digits;
  int point = 0;
};

Decimal shortest_decimal(double positive) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), positive,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t mark = text.find('e');
  Decimal decimal{std::string(text.substr(0, mark)), 0};
  std::erase(decimal.digits, '.');
  const std::size_t exponent = mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + exponent, end, decimal.point);
  ++decimal.point;
  return decimal;
}

std::string in_exponent_form(Decimal decimal) {
  const int exponent = decimal.point - 1;
  if (decimal.digits.size() > 1) decimal.digits.insert(1, 1, '.');
  return decimal.digits + (exponent < 0 ? "e" : "e+") + std::to_string(exponent);
}

// UTF-8 sorts as code points do; UTF-16 puts what needs a pair of surrogates (from F0 on in UTF-8)
// before U+E000 to U+FFFF (EE and EF in UTF-8).
unsigned char utf16_rank(char byte) {
  const auto unit = static_cast<unsigned char>(byte);
  if (unit < 0xEE) return unit;
  return static_cast<unsigned char>(unit >= 0xF0 ? unit - 2 : unit + 0x10);
}

bool sorts_before(const std::string& left, const std::string& right) {
  return std::ranges::lexicographical_compare(left, right, {}, utf16_rank, utf16_rank);
}

std::string canonical_integer(const json& value) {
  const double number = value.get<double>();
  if (std::abs(number) > kLargestExact) {
    throw std::invalid_argument("canonical JSON has no whole numbers beyond 2^53: " + value.dump());
  }
  return canonical_number(number);
}

std::string canonical_array(const json& array) {
  std::string text = "[";
  for (const json& item : array) {
    if (text.size() > 1) text += ',';
    text += canonical_json(item);
  }
  return text + "]";
}

std::string canonical_object(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  std::ranges::sort(names, sorts_before);
  std::string text = "{";
  for (const std::string& name : names) {
    if (text.size() > 1) text += ',';
    text += json(name).dump() + ":" + canonical_json(object[name]);
  }
  return text + "}";
}

}  // namespace

std::string canonical_number(double number) {
  if (!std::isfinite(number)) throw std::invalid_argument("canonical JSON has no NaN or infinity");
  if (number == 0.0) return "0";
  if (number < 0.0) return "-" + canonical_number(-number);
  const Decimal decimal = shortest_decimal(number);
  const int digits = static_cast<int>(decimal.digits.size());
  if (decimal.point < -5 || decimal.point > 21) return in_exponent_form(decimal);
  if (decimal.point <= 0) {
    return "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + decimal.digits;
  }
  if (digits <= decimal.point) {
    return decimal.digits + std::string(static_cast<std::size_t>(decimal.point - digits), '0');
  }
  std::string text = decimal.digits;
  return text.insert(static_cast<std::size_t>(decimal.point), 1, '.');
}

std::string canonical_json(const json& value) {
  if (value.is_object()) return canonical_object(value);
  if (value.is_array()) return canonical_array(value);
  if (value.is_number_integer()) return canonical_integer(value);
  if (value.is_number_float()) return canonical_number(value.get<double>());
  return value.dump();  // strings as the RFC escapes them; true, false, null
}

}  // namespace tessera

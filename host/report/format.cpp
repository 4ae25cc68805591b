#include "host/report/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tessera {
namespace {

// The longest fixed double: sign, 309 digits, point, decimals.
constexpr std::size_t kLongestNumber = 384;

std::string printed(double number, std::chars_format format, int precision) {
  std::array<char, kLongestNumber> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, format, precision).ptr;
  return {digits.data(), end};
}

/// Three significant digits for a number from 1 to 1000 (1024 for binary prefixes).
std::string three_digits(double number) {
  return format_fixed(number, number < 9.995 ? 2 : number < 99.95 ? 1 : 0);
}

std::string two_places(std::int64_t number) {
  std::string digits(number < 10 ? 1 : 0, '0');
  return digits += std::to_string(number);
}

}  // namespace

std::string format_number(double number, int digits) {
  if (std::isnan(number)) return "not a number";
  // Minus zero would only raise questions.
  return printed(number == 0.0 ? 0.0 : number, std::chars_format::general, digits);
}

std::string format_fixed(double number, int decimals) {
  return printed(number, std::chars_format::fixed, decimals);
}

std::string format_count(std::int64_t count) {
  std::string digits = std::to_string(count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t place = digits.size(); place > first + 3; place -= 3) {
    digits.insert(place - 3, 1, ',');
  }
  return digits;
}

std::string format_duration(double seconds) {
  constexpr double kLongestSpan = 1e9;
  if (!(seconds >= 0.0) || seconds > kLongestSpan) return "?";
  if (seconds < 9.995) return format_fixed(seconds, 2) + " s";
  if (seconds < 59.95) return format_fixed(seconds, 1) + " s";
  const std::int64_t whole = std::llround(seconds);
  const std::int64_t minutes = whole / 60;
  const std::int64_t hours = minutes / 60;
  if (hours == 0) return std::to_string(minutes) + " min " + two_places(whole % 60) + " s";
  if (hours < 24) return std::to_string(hours) + " h " + two_places(minutes % 60) + " min";
  return std::to_string(hours / 24) + " d " + two_places(hours % 24) + " h";
}

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{" KiB", " MiB", " GiB", " TiB", " PiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // What would be rounded to 1024 belongs to the next unit.
  while (size >= 1023.5 && unit + 1 < kUnits.size()) {
    size /= 1024;
    ++unit;
  }
  return three_digits(size) + kUnits[unit];
}

std::string format_rate(double per_second, std::string_view unit) {
  constexpr std::array<const char*, 5> kPrefixes{"", " k", " M", " G", " T"};
  std::string suffix(unit.empty() ? 0 : 1, ' ');
  suffix.append(unit).append("/s");
  if (!(per_second >= 0.0)) return "?" + suffix;
  std::size_t prefix = 0;
  while (per_second >= 999.5 && prefix + 1 < kPrefixes.size()) {
    per_second /= 1000;
    ++prefix;
  }
  return three_digits(per_second) + kPrefixes[prefix] + suffix;
}

}  // namespace tessera

#include "host/io/number_text.hpp"

#include <array>
#include <charconv>

namespace tessera {

std::string number_text(double value) {
  std::array<char, 32> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), result.ptr};
}

std::string point_text(double x, double y) {
  return "(" + number_text(x) + ", " + number_text(y) + ")";
}

}  // namespace tessera

#include "host/choice.hpp"

#include <charconv>
#include <system_error>
#include <type_traits>

namespace tessera {
namespace {

template <class Number>
void set_number(Choice<Number>& choice, std::string_view prefix, std::string_view text) {
  choice.said = std::string(prefix) + std::string(text);
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  Number number{};
  const char* const end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, number);
  constexpr bool kWhole = std::is_integral_v<Number>;
  constexpr bool kFromZero = std::is_unsigned_v<Number>;
  if (stop == end && failure == std::errc::result_out_of_range) {
    choice.refuse("too large or too small a number");
  }
  if (stop != end || failure != std::errc()) {
    choice.refuse(kFromZero ? "must be a whole number from 0 on"
                  : kWhole  ? "must be a whole number"
                            : "must be a number");
  }
  choice.value = number;
}

}  // namespace

void set_choice(Choice<std::string>& choice, std::string_view prefix, std::string_view text) {
  choice.value = std::string(text);
  choice.said = std::string(prefix) + std::string(text);
}

void set_choice(Choice<double>& choice, std::string_view prefix, std::string_view text) {
  set_number(choice, prefix, text);
}

void set_choice(Choice<int>& choice, std::string_view prefix, std::string_view text) {
  set_number(choice, prefix, text);
}

void set_choice(Choice<std::int64_t>& choice, std::string_view prefix, std::string_view text) {
  set_number(choice, prefix, text);
}

void set_choice(Choice<std::uint64_t>& choice, std::string_view prefix, std::string_view text) {
  set_number(choice, prefix, text);
}

}  // namespace tessera

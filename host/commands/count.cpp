#include "host/commands/count.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace tessera {
namespace {

constexpr double kTooMany = 1e15;

double factor_of(std::string_view suffix) {
  if (suffix.empty()) return 1;
  if (suffix == "k" || suffix == "K") return 1e3;
  if (suffix == "m" || suffix == "M") return 1e6;
  if (suffix == "g" || suffix == "G") return 1e9;
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::optional<std::int64_t> parse_count(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  const double count = number * factor_of({rest, static_cast<std::size_t>(end - rest)});
  // 1.3 * 1e6 is not exactly whole in binary.
  const double whole = std::round(count);
  const bool is_whole = std::fabs(count - whole) <= 1e-9 * whole;
  if (failure != std::errc{} || !is_whole || whole < 1 || whole >= kTooMany) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

}  // namespace tessera

#include "host/commands/node_count.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "host/errors.hpp"

namespace tessera {
namespace {

double factor_of(std::string_view suffix) {
  if (suffix.empty()) return 1;
  if (suffix == "k" || suffix == "K") return 1e3;
  if (suffix == "m" || suffix == "M") return 1e6;
  return std::nan("");
}

}  // namespace

std::int64_t parse_node_count(const std::string& option, const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const double count = number * factor_of({rest, static_cast<std::size_t>(end - rest)});
  // 1.3 * 1e6 is not exactly whole in binary.
  const double whole = std::round(count);
  const bool is_whole = std::fabs(count - whole) <= 1e-9 * whole;
  if (failure == std::errc{} && is_whole && whole >= 1 && whole < 1e15) {
    return static_cast<std::int64_t>(whole);
  }
  throw UsageError(option + " " + text +
                   ": not a number of nodes; valid are for example 5000, 20k or 1.3m");
}

}  // namespace tessera

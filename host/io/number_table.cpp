#include "host/io/number_table.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <system_error>

#include "host/errors.hpp"
#include "host/io/file_bytes.hpp"

namespace tessera {
namespace {

constexpr std::string_view kBetween = " \t\r,;";

// Takes the front of `text` up to the first of `ends`, and it away with what ends it.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::size_t end = text.find_first_of(ends);
  const std::string_view front = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return front;
}

double number_of(std::string_view word, const std::string& where) {
  std::string_view digits = word;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double number = 0.0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, number);
  if (stop != end || failure != std::errc() || !std::isfinite(number)) {
    throw InputError(where + " '" + std::string(word) + "': must be a finite number");
  }
  return number;
}

NumberRow row_of(std::string_view text, int line, const std::string& file) {
  NumberRow row{line, {}};
  std::string_view rest = take_until(text, "#");
  while (!rest.empty()) {
    const std::string_view word = take_until(rest, kBetween);
    if (word.empty()) continue;
    row.values.push_back(number_of(word, file + ":" + std::to_string(line) + ": entry " +
                                             std::to_string(row.values.size() + 1)));
  }
  return row;
}

}  // namespace

std::vector<NumberRow> read_number_table(const std::filesystem::path& file) {
  const FileBytes bytes = read_file_bytes(file);
  std::string_view text = bytes.view();
  std::vector<NumberRow> rows;
  for (int line = 1; !text.empty(); ++line) {
    NumberRow row = row_of(take_until(text, "\n"), line, file.string());
    if (!row.values.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tessera

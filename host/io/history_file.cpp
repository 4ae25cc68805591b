#include "host/io/history_file.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

constexpr std::size_t kLongestNumber = 32;

template <class Number>
void append_number(std::string& text, Number number) {
  std::array<char, kLongestNumber> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

void append_cell(std::string& text, double number) {
  text += ',';
  if (!std::isnan(number)) append_number(text, number);
}

}  // namespace

std::string history_csv(std::span<const HistoryRow> rows) {
  std::string text = "iteration,relative_residual,true_relative_residual,elapsed_s\n";
  for (const HistoryRow& row : rows) {
    append_number(text, row.iteration);
    append_cell(text, row.relative_residual);
    append_cell(text, row.true_relative_residual);
    append_cell(text, row.elapsed_s);
    text += '\n';
  }
  return text;
}

void write_history(const std::filesystem::path& path, std::span<const HistoryRow> rows) {
  write_whole_file(path, history_csv(rows));
}

}  // namespace tessera

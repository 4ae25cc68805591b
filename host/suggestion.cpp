#include "host/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace tessera {
namespace {

constexpr std::size_t kMostListed = 20;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

// Edits (insert, delete, replace one letter) that turn `a` into `b` (Levenshtein 1966); upper and
// lower case are the same letter.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t line = 1; line <= a.size(); ++line) {
    std::size_t diagonal = row[0];
    row[0] = line;
    for (std::size_t column = 1; column <= b.size(); ++column) {
      const std::size_t replaced = diagonal + (lower(a[line - 1]) == lower(b[column - 1]) ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
    }
  }
  return row.back();
}

// Short words are close to everything within two edits.
std::size_t furthest(std::string_view word) {
  return word.size() <= 3 ? 1 : std::max<std::size_t>(2, word.size() / 3);
}

}  // namespace

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
  if (candidates.empty()) return {};
  const auto best = std::ranges::min_element(
      candidates, {}, [&](const std::string& candidate) { return edit_distance(word, candidate); });
  if (edit_distance(word, *best) > furthest(word)) return {};
  return *best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (candidates.empty()) return {};
  if (const auto meant = closest(word, candidates)) return "; did you mean '" + *meant + "'?";
  std::string known = "; known are ";
  for (const std::string& candidate : candidates.first(std::min(candidates.size(), kMostListed))) {
    if (&candidate != candidates.data()) known += ", ";
    known += candidate;
  }
  return known + (candidates.size() > kMostListed ? ", ..." : "");
}

}  // namespace tessera

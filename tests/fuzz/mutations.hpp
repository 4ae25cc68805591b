#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::fuzz {

/// Deterministic damage to files: the same seed gives the same inputs with every standard library.
class Mutations {
 public:
  explicit Mutations(std::uint64_t seed) : random_(seed) {}

  /// One of the corpus with one to four kinds of damage.
  std::string next(const std::vector<std::string>& corpus) {
    std::string bytes = corpus[below(corpus.size())];
    const std::size_t steps = 1 + below(4);
    for (std::size_t step = 0; step < steps; ++step) damage(bytes, corpus[below(corpus.size())]);
    return bytes;
  }

 private:
  std::size_t below(std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit);
  }

  void damage(std::string& bytes, const std::string& other) {
    if (bytes.empty()) return;
    switch (below(9)) {
      case 0:
        flip_bit(bytes);
        break;
      case 1:
        bytes[below(bytes.size())] = static_cast<char>(below(256));
        break;
      case 2:
        replace_word(bytes);
        break;
      case 3:
        overwrite_number(bytes);
        break;
      case 4:
        bytes.resize(below(bytes.size()));
        break;
      case 5:
        splice(bytes, other);
        break;
      case 6:
        duplicate_line(bytes);
        break;
      case 7:
        delete_line(bytes);
        break;
      default:
        swap_words(bytes);
        break;
    }
  }

  void flip_bit(std::string& bytes) {
    char& byte = bytes[below(bytes.size())];
    byte = static_cast<char>(byte ^ (1 << below(8)));
  }

  /// A word of the text becomes a number from the edge of what is valid.
  void replace_word(std::string& bytes) {
    constexpr std::array<std::string_view, 22> kWords{"0",
                                                      "-1",
                                                      "1",
                                                      "2",
                                                      "3",
                                                      "7",
                                                      "8",
                                                      "9",
                                                      "10",
                                                      "15",
                                                      "16",
                                                      "20",
                                                      "1e400",
                                                      "nan",
                                                      "-inf",
                                                      "2147483647",
                                                      "2147483648",
                                                      "-2147483648",
                                                      "4294967297",
                                                      "9223372036854775807",
                                                      "18446744073709551616",
                                                      ""};
    const auto [begin, end] = word_near(bytes, below(bytes.size()));
    bytes.replace(begin, end - begin, kWords[below(kWords.size())]);
  }

  void swap_words(std::string& bytes) {
    const auto [begin, end] = word_near(bytes, below(bytes.size()));
    const auto [from, to] = word_near(bytes, below(bytes.size()));
    const std::string copy = bytes.substr(from, to - from);
    bytes.replace(begin, end - begin, copy);
  }

  /// Bytes of a binary number from the edge of what is valid.
  void overwrite_number(std::string& bytes) {
    constexpr std::array<std::uint64_t, 14> kNumbers{0,
                                                     1,
                                                     2,
                                                     3,
                                                     8,
                                                     10,
                                                     16,
                                                     255,
                                                     0x7fffffff,
                                                     0x80000000,
                                                     0xffffffff,
                                                     0x7fffffffffffffff,
                                                     0xffffffffffffffff,
                                                     0x7ff8000000000000};
    const std::uint64_t number = kNumbers[below(kNumbers.size())];
    const std::size_t width = below(2) == 0 ? 4 : 8;
    if (bytes.size() < width) return;
    const std::size_t place = below(bytes.size() - width + 1);
    std::memcpy(bytes.data() + place, &number, width);
  }

  /// The head of one file and the tail of another.
  void splice(std::string& bytes, const std::string& other) {
    bytes.resize(below(bytes.size()));
    bytes += std::string_view(other).substr(below(other.size() + 1));
  }

  void duplicate_line(std::string& bytes) {
    const auto [begin, end] = line_near(bytes, below(bytes.size()));
    const std::string line = bytes.substr(begin, end - begin);
    bytes.insert(begin, line);
  }

  void delete_line(std::string& bytes) {
    const auto [begin, end] = line_near(bytes, below(bytes.size()));
    bytes.erase(begin, end - begin);
  }

  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  template <class Ends>
  static Range stretch(const std::string& bytes, std::size_t place, Ends ends) {
    Range range{place, place};
    while (range.begin > 0 && !ends(bytes[range.begin - 1])) --range.begin;
    while (range.end < bytes.size() && !ends(bytes[range.end])) ++range.end;
    return range;
  }
  static Range word_near(const std::string& bytes, std::size_t place) {
    return stretch(bytes, place, [](unsigned char byte) { return std::isspace(byte) != 0; });
  }
  /// With its line end.
  static Range line_near(const std::string& bytes, std::size_t place) {
    Range line = stretch(bytes, place, [](char byte) { return byte == '\n'; });
    line.end = std::min(line.end + 1, bytes.size());
    return line;
  }

  std::mt19937_64 random_;
};

}  // namespace tessera::fuzz

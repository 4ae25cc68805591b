#include "host/io/msh_cursor.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace tessera {
namespace {

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }
bool is_space(char byte) { return is_blank(byte) || byte == '\n'; }

bool holds_binary(std::string_view word) {
  return std::any_of(word.begin(), word.end(),
                     [](char byte) { return std::iscntrl(static_cast<unsigned char>(byte)) != 0; });
}

/// from_chars wants no plus sign.
std::string_view without_plus(std::string_view word) {
  const bool plus = word.size() > 1 && word[0] == '+' && word[1] != '-';
  return plus ? word.substr(1) : word;
}

[[noreturn]] void refuse_word(const MshText& text, std::size_t offset, std::string_view word,
                              const char* what, const char* valid) {
  text.fail(offset, std::string(what) + " is '" + printable(word) + "'; it must be " + valid +
                        (holds_binary(word) ? " (binary data in a file that says ASCII)" : ""));
}

template <class Number>
Number integer_from(const MshText& text, std::size_t offset, std::string_view word,
                    const char* what, const char* valid) {
  Number value{};
  const std::string_view digits = without_plus(word);
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code != std::errc{} || end != digits.data() + digits.size()) {
    refuse_word(text, offset, word, what, valid);
  }
  return value;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 24;
  constexpr const char* kDigits = "0123456789abcdef";
  std::string shown;
  for (const char byte : text.substr(0, kLongest)) {
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x20 && code < 0x7f) {
      shown += byte;
    } else {
      shown += {'\\', 'x', kDigits[code >> 4], kDigits[code & 15]};
    }
  }
  return text.size() > kLongest ? shown + "..." : shown;
}

void AsciiCursor::begin_record() {
  while (position_ < end_ && is_space(text_.bytes[position_])) ++position_;
}

std::string_view AsciiCursor::next_word(const char* what) {
  while (position_ < end_ && is_blank(text_.bytes[position_])) ++position_;
  const std::size_t start = position_;
  while (position_ < end_ && !is_space(text_.bytes[position_])) ++position_;
  if (position_ == start) {
    text_.fail(start, std::string(start == end_ ? "the section" : "the line") + " ends where " +
                          what + " must stand");
  }
  return text_.bytes.substr(start, position_ - start);
}

std::int32_t AsciiCursor::integer(const char* what) {
  const std::string_view word = next_word(what);
  return integer_from<std::int32_t>(text_, position_ - word.size(), word, what, "a 32-bit integer");
}

std::int64_t AsciiCursor::size(const char* what) {
  constexpr const char* kValid = "an integer from 0 to 2^63 - 1";
  const std::string_view word = next_word(what);
  const std::size_t start = position_ - word.size();
  const auto value = integer_from<std::int64_t>(text_, start, word, what, kValid);
  if (value < 0) refuse_word(text_, start, word, what, kValid);
  return value;
}

double AsciiCursor::real(const char* what) {
  const std::string_view word = next_word(what);
  const std::string_view digits = without_plus(word);
  const char* const last = digits.data() + digits.size();
  double value = 0;
  const auto [end, code] = std::from_chars(digits.data(), last, value);
  if (end != last || code == std::errc::invalid_argument) {
    refuse_word(text_, position_ - word.size(), word, what, "a number");
  }
  // Too small for a double is zero, too large is infinite; the caller refuses the latter.
  if (code == std::errc::result_out_of_range)
    return std::strtod(std::string(digits).c_str(), nullptr);
  return value;
}

void AsciiCursor::end_record() {
  while (position_ < end_ && is_blank(text_.bytes[position_])) ++position_;
  if (position_ == end_) return;
  if (text_.bytes[position_] != '\n') {
    const std::size_t start = position_;
    text_.fail(start,
               "'" + printable(rest_of_line()) + "' stands behind the last number of the line");
  }
  ++position_;
}

std::string_view AsciiCursor::rest_of_line() {
  const std::string_view section = text_.bytes.substr(0, end_);
  const std::size_t stop = std::min(section.find('\n', position_), end_);
  std::string_view line = section.substr(position_, stop - position_);
  position_ = std::min(stop + 1, end_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::int64_t BinaryCursor::size(const char* what) {
  const std::size_t start = position_;
  const auto value = read<std::uint64_t>(what);
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    text_.fail(start, std::string(what) + " is " + std::to_string(value) +
                          "; it must be an integer from 0 to 2^63 - 1");
  }
  return static_cast<std::int64_t>(value);
}

void BinaryCursor::fail_short(const char* what) const {
  text_.fail(position_, std::string("the section ends where ") + what + " must stand");
}

void require_room(const MshText& text, std::size_t offset, std::int64_t count, const char* items,
                  std::size_t smallest_item_bytes, std::size_t remaining) {
  // The last item may go without its line end.
  const auto most = static_cast<std::int64_t>((remaining + 1) / smallest_item_bytes);
  constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();
  if (count >= 0 && count <= most && count <= kLargest) return;
  text.fail(offset,
            "the file announces " + std::to_string(count) + " " + items + "; " +
                (count > kLargest ? "at most 2147483647 are possible"
                 : count < 0      ? "the number must not be negative"
                                  : "the " + std::to_string(remaining) +
                                   " bytes that are left hold at most " + std::to_string(most)));
}

void require_section_end(const MshText& text, std::size_t offset, std::size_t end,
                         const std::string& what_was_read) {
  while (offset < end && is_space(text.bytes[offset])) ++offset;
  if (offset == end) return;
  text.fail(offset,
            "the section goes on with '" +
                printable(text.bytes.substr(offset, std::min<std::size_t>(end - offset, 64))) +
                "' after " + what_was_read + ", which is all that it announced");
}

}  // namespace tessera

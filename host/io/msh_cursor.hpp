#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "host/io/msh_text.hpp"

namespace tessera {

/// `text` fit for a message: at most 24 characters, unprintable ones as \xNN.
std::string printable(std::string_view text);

/// Reads numbers from the text part of a MSH file. The numbers of one record must stand on one
/// line. `what` names the number in messages. Every function throws InputError.
/// Same interface as BinaryCursor, so that a section is parsed by one template.
class AsciiCursor {
 public:
  /// Lower bound of the bytes that one number takes: a digit and a separator.
  static constexpr std::size_t kBytesPerNumber = 2;

  AsciiCursor(const MshText& text, std::size_t begin, std::size_t end)
      : text_(text), position_(begin), end_(end) {}

  /// Skips to the next number, over line ends.
  void begin_record();
  /// A 32-bit integer.
  std::int32_t integer(const char* what);
  /// A tag or a count: 0 to 2^63 - 1.
  std::int64_t size(const char* what);
  /// A floating-point number; may be NaN or infinite if the file says so.
  double real(const char* what);
  /// Checks that nothing more stands on this line.
  void end_record();
  /// The rest of this line without its end; moves behind it.
  std::string_view rest_of_line();

  [[nodiscard]] std::size_t offset() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return end_ - position_; }
  [[nodiscard]] const MshText& text() const { return text_; }

 private:
  std::string_view next_word(const char* what);

  const MshText& text_;
  std::size_t position_;
  std::size_t end_;
};

/// Reads numbers from the binary part of a MSH file: int32, uint64, double in this byte order.
class BinaryCursor {
 public:
  static constexpr std::size_t kBytesPerNumber = 4;

  BinaryCursor(const MshText& text, std::size_t begin, std::size_t end)
      : text_(text), position_(begin), end_(end) {}

  void begin_record() {}
  std::int32_t integer(const char* what) { return read<std::int32_t>(what); }
  std::int64_t size(const char* what);
  double real(const char* what) { return read<double>(what); }
  void end_record() {}

  [[nodiscard]] std::size_t offset() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return end_ - position_; }
  [[nodiscard]] const MshText& text() const { return text_; }

 private:
  [[noreturn]] void fail_short(const char* what) const;

  template <class Number>
  Number read(const char* what) {
    if (remaining() < sizeof(Number)) fail_short(what);
    Number value;
    std::memcpy(&value, text_.bytes.data() + position_, sizeof value);
    position_ += sizeof value;
    return value;
  }

  const MshText& text_;
  std::size_t position_;
  std::size_t end_;
};

/// Checks a count that the file states at `offset` before anything is allocated for it: it must fit
/// 32 bits, and `numbers_each` numbers per item must fit the `remaining` bytes of the section.
void require_room(const MshText& text, std::size_t offset, std::int64_t count, const char* items,
                  std::size_t smallest_item_bytes, std::size_t remaining);

/// As above, with the bytes that remain behind `cursor`.
template <class Cursor>
void require_room(const Cursor& cursor, std::size_t offset, std::int64_t count, const char* items,
                  std::size_t numbers_each) {
  require_room(cursor.text(), offset, count, items, numbers_each * Cursor::kBytesPerNumber,
               cursor.remaining());
}

/// Checks that nothing but white space is left: a count that is too small leaves items behind.
void require_section_end(const MshText& text, std::size_t offset, std::size_t end,
                         const std::string& what_was_read);

}  // namespace tessera

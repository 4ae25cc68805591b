#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace tessera {

/// Puts the numbers of a MSH file as text or as bytes: the counterpart of AsciiCursor and
/// BinaryCursor.
class MshSink {
 public:
  explicit MshSink(bool binary) : binary_(binary) {}

  void integer(std::int64_t value) {
    binary_ ? bytes(static_cast<std::int32_t>(value)) : word(value);
  }
  void size(std::int64_t value) { binary_ ? bytes(value) : word(value); }
  void real(double value) { binary_ ? bytes(value) : word(value); }
  void end_record() {
    if (!binary_) out_.back() = '\n';
  }
  void line(const std::string& text) { out_ += text + '\n'; }
  void end_section(const std::string& name) { line((binary_ ? "\n$End" : "$End") + name); }
  void reserve(std::size_t size) { out_.reserve(size); }
  [[nodiscard]] bool binary() const { return binary_; }
  std::string take() { return std::move(out_); }

 private:
  template <class Number>
  void bytes(Number value) {
    std::array<char, sizeof(Number)> raw;
    std::memcpy(raw.data(), &value, sizeof value);
    out_.append(raw.data(), raw.size());
  }
  template <class Number>
  void word(Number value) {
    std::array<char, 32> digits;  // the longest double takes 24
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    *end = ' ';
    out_.append(digits.data(), end + 1);
  }

  bool binary_;
  std::string out_;
};

}  // namespace tessera

#include "host/io/npy_header.hpp"

#include <charconv>
#include <set>
#include <system_error>

namespace tessera {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "\x93NUMPY"sv;
constexpr std::size_t kVersionBytes = 2;
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMostDimensions = 32;

/// Reads the one kind of dictionary that a header holds. It is Python's notation, not Python.
class DictionaryParser {
 public:
  explicit DictionaryParser(std::string_view text) : text_(text) {}

  NpyHeader parse() {
    NpyHeader header;
    std::set<std::string> seen;
    expect('{');
    while (!take('}')) {
      const std::string key = string();
      if (!seen.insert(key).second) throw NotNpy("its header has the key '" + key + "' twice");
      expect(':');
      read_value(key, header);
      if (!take(',') && !next_is('}')) fail("',' or '}'");
    }
    if (!at_end()) fail("the end of the header");
    for (const char* key : {"descr", "fortran_order", "shape"}) {
      if (!seen.contains(key)) throw NotNpy("its header has no '" + std::string(key) + "'");
    }
    return header;
  }

 private:
  void read_value(const std::string& key, NpyHeader& header) {
    if (key == "descr") {
      if (next_is('[')) throw NotNpy("it holds a structured type; valid are <f8 and <f4");
      header.type = string();
    } else if (key == "fortran_order") {
      header.fortran_order = boolean();
    } else if (key == "shape") {
      header.shape = tuple();
    } else {
      throw NotNpy("its header has the unknown key '" + key.substr(0, 24) + "'");
    }
  }

  void skip_space() {
    while (position_ < text_.size() && " \t\r\n"sv.find(text_[position_]) != text_.npos) {
      ++position_;
    }
  }
  bool at_end() {
    skip_space();
    return position_ == text_.size();
  }
  bool next_is(char wanted) { return !at_end() && text_[position_] == wanted; }
  bool take(char wanted) {
    if (!next_is(wanted)) return false;
    ++position_;
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) fail("'" + std::string(1, wanted) + "'");
  }
  [[noreturn]] void fail(const std::string& wanted) const {
    throw NotNpy("its header is damaged at character " + std::to_string(position_) +
                 ", where there should be " + wanted);
  }

  std::string string() {
    const char quote = next_is('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = text_.find(quote, position_);
    if (end == text_.npos) fail("the end of a string");
    const std::string_view content = text_.substr(position_, end - position_);
    if (content.find('\\') != content.npos) fail("a string without escapes");
    position_ = end + 1;
    return std::string(content);
  }

  bool boolean() {
    skip_space();
    for (const auto& [word, value] : {std::pair{"True"sv, true}, std::pair{"False"sv, false}}) {
      if (!text_.substr(position_).starts_with(word)) continue;
      position_ += word.size();
      return value;
    }
    fail("True or False");
  }

  std::int64_t whole_number() {
    skip_space();
    std::int64_t number = 0;
    const char* const begin = text_.data() + position_;
    const auto [stop, failure] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (failure == std::errc::result_out_of_range) {
      throw NotNpy("its shape has a number that is too large");
    }
    if (failure != std::errc() || number < 0) fail("a whole number, 0 or more");
    position_ += static_cast<std::size_t>(stop - begin);
    return number;
  }

  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> numbers;
    expect('(');
    while (!take(')')) {
      if (numbers.size() == kMostDimensions) throw NotNpy("its shape has too many dimensions");
      numbers.push_back(whole_number());
      if (!take(',') && !next_is(')')) fail("',' or ')'");
    }
    return numbers;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::size_t little_endian(std::string_view bytes) {
  std::size_t number = 0;
  for (std::size_t byte = bytes.size(); byte-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[byte]);
  }
  return number;
}

}  // namespace

NpyHeader parse_npy_header(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) throw NotNpy("it is no .npy file: it does not begin as one");
  const std::size_t length_begin = kMagic.size() + kVersionBytes;
  if (bytes.size() < length_begin) throw NotNpy("it is cut short inside its header");
  const int major = static_cast<unsigned char>(bytes[kMagic.size()]);
  const int minor = static_cast<unsigned char>(bytes[kMagic.size() + 1]);
  if (major < 1 || major > 3 || minor != 0) {
    throw NotNpy("it has version " + std::to_string(major) + "." + std::to_string(minor) +
                 " of the format; valid are 1.0, 2.0 and 3.0");
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::size_t begin = length_begin + length_bytes;
  if (bytes.size() < begin) throw NotNpy("it is cut short inside its header");
  const std::size_t length = little_endian(bytes.substr(length_begin, length_bytes));
  if (length > kNpyHeaderLimit - begin) {
    throw NotNpy("its header is " + std::to_string(length) + " bytes long; at most " +
                 std::to_string(kNpyHeaderLimit - begin) + " are read");
  }
  if (bytes.size() < begin + length) throw NotNpy("it is cut short inside its header");
  NpyHeader header = DictionaryParser(bytes.substr(begin, length)).parse();
  header.begin_of_values = begin + length;
  return header;
}

std::string npy_header(std::string_view type, std::int64_t rows, std::int64_t cols) {
  std::string text = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" +
                     std::to_string(rows) + ", " + std::to_string(cols) + "), }";
  const std::size_t begin = kMagic.size() + kVersionBytes + 2;
  const std::size_t whole = (begin + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  text.resize(whole - begin - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header += "\x01\x00"sv;
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace tessera

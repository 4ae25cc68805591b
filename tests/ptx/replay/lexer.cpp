#include "tests/ptx/replay/lexer.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

bool is_word_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' ||
         character == '$' || character == '%' || character == '.';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  void step() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//")) {
      skip_to("\n", 0);
    } else if (rest.starts_with("/*")) {
      skip_to("*/", 2);
    } else if (std::isspace(static_cast<unsigned char>(rest.front())) != 0) {
      skip(1);
    } else if (rest.front() == '"') {
      take_string();
    } else if (is_word_character(rest.front())) {
      take_word();
    } else {
      take(1);
    }
  }

  void skip(std::size_t count) {
    const std::string_view skipped = text_.substr(at_, count);
    line_ += static_cast<int>(std::count(skipped.begin(), skipped.end(), '\n'));
    at_ += skipped.size();
  }

  void skip_to(std::string_view end, std::size_t end_size) {
    const std::size_t found = text_.find(end, at_);
    skip(found == std::string_view::npos ? text_.size() - at_ : found - at_ + end_size);
  }

  void take(std::size_t count) {
    tokens_.push_back({text_.substr(at_, count), line_});
    at_ += count;
  }

  void take_string() {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos) {
      throw ReplayError("PTX line " + std::to_string(line_) + ": a string that does not end");
    }
    take(end + 1 - at_);
  }

  void take_word() {
    std::size_t size = 1;
    while (at_ + size < text_.size()) {
      // `L1::no_allocate` is one word, `$label:` is two tokens.
      if (text_.substr(at_ + size).starts_with("::")) {
        size += 2;
      } else if (is_word_character(text_[at_ + size])) {
        ++size;
      } else {
        break;
      }
    }
    const std::string_view word = text_.substr(at_, size);
    if (word == ".loc" || word == ".file") {
      skip_to("\n", 0);
    } else {
      take(size);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer(text).run(); }

}  // namespace tessera::ptx

#pragma once

#include <string_view>
#include <vector>

namespace tessera::ptx {

/// A word (`ld.global.f64`, `%r1`, `0d3FF0000000000000`), a string literal or one punctuation mark.
struct Token {
  std::string_view text;
  int line;  // from 1
};

/// The tokens of `text`, which must outlive them; comments and `.loc`/`.file` lines are left out.
std::vector<Token> tokens_of(std::string_view text);

}  // namespace tessera::ptx

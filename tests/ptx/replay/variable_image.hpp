#pragma once

#include <cstdint>
#include <string>

#include "tests/ptx/replay/syntax.hpp"

namespace tessera::ptx {

/// Fills the image of `variable` from its initialiser, value by value; what is not given is zero.
class VariableImage {
 public:
  explicit VariableImage(Variable& variable) : variable_(variable) {
    variable_.image.assign(variable_.bytes, std::byte{0});
  }

  /// The next value: a literal, or a symbol whose address + `addend` is meant.
  void add(const std::string& atom, std::int64_t addend);

 private:
  Variable& variable_;
  std::size_t at_ = 0;
};

}  // namespace tessera::ptx

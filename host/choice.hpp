#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/errors.hpp"

namespace tessera {

/// What a user chose, and the words in which it was said: "--rtol 2", "TESSERA_WORKERS=0",
/// "case.toml:7: rtol = 2". Messages about the choice begin with them.
template <class T>
struct Choice {
  std::optional<T> value;  // not set: not said
  std::string said;

  /// Throws UsageError "<said>: <reason>".
  [[noreturn]] void refuse(const std::string& reason) const {
    throw UsageError(said + ": " + reason);
  }
};

/// Reads a choice from text that a person typed behind `prefix` ("--rtol ", "TESSERA_WORKERS=").
/// Numbers are read independently of the locale; ranges are not checked, NaN and infinity pass.
/// Throws UsageError for text that is no number, no whole number, or does not fit.
void set_choice(Choice<std::string>& choice, std::string_view prefix, std::string_view text);
void set_choice(Choice<double>& choice, std::string_view prefix, std::string_view text);
void set_choice(Choice<int>& choice, std::string_view prefix, std::string_view text);
void set_choice(Choice<std::int64_t>& choice, std::string_view prefix, std::string_view text);
void set_choice(Choice<std::uint64_t>& choice, std::string_view prefix, std::string_view text);

}  // namespace tessera

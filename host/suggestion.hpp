#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tessera {

/// The candidate that a misspelt word most likely means, whatever its case; none when none is
/// close.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'outlet'?" for the candidate closest to a misspelt word, or
/// "; known are a, b, c" (the first twenty) when none is close; empty without candidates.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace tessera

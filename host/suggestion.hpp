#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tessera {

/// "; did you mean 'outlet'?" for the candidate closest to a misspelt word, or "; known are a, b,
/// c" when none is close; empty without candidates.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace tessera

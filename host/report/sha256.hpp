#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// SHA-256 of `bytes` (FIPS 180-4), 64 hex digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace tessera

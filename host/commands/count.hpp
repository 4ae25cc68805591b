#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tessera {

/// A positive whole number as people write it: 5000, 20k, 1.3m, 2G, 1e8 (k: thousand, m: million,
/// g: thousand million, either case). None for anything else and from 1e15 on.
[[nodiscard]] std::optional<std::int64_t> parse_count(std::string_view text);

}  // namespace tessera

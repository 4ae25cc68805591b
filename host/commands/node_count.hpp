#pragma once

#include <cstdint>
#include <string>

namespace tessera {

/// A number of nodes as people write it: 5000, 20k, 1.3m (k: thousand, m: million, either case).
/// Throws UsageError that names `option` and shows what is valid for anything that is not a whole
/// positive number below 1e15.
std::int64_t parse_node_count(const std::string& option, const std::string& text);

}  // namespace tessera

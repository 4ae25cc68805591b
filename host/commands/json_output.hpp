#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tessera {

/// Writes the summary of a command where --json wants it: nowhere for an empty name, to stdout for
/// "-", else to that file, whole or not at all.
void write_summary(const nlohmann::json& summary, const std::string& target);

}  // namespace tessera

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tessera {

/// The part of the JSON summary that every command has: `schema_version`, `command`, `version`,
/// `backend`, `hardware`, `memory`.
nlohmann::json run_json(const std::string& command, const std::string& backend, int workers);

/// Largest resident memory of this process so far, bytes.
std::int64_t peak_host_bytes();

/// The processor's name as the system gives it; "unknown" where it does not.
std::string processor_name();

}  // namespace tessera

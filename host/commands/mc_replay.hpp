#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/commands/correlation_matrix.hpp"
#include "host/commands/mc_flags.hpp"

namespace tessera {

/// What a JSON summary of `tessera mc` says of its run.
struct McAudit {
  std::string file;
  McChoices choices;                             // the parameters
  std::optional<CorrelationMatrix> correlation;  // of a basket
  std::string fingerprint;                       // of the parameters
  std::string checksum;                          // of the result
  std::string made_by;                           // version and commit: "0.1.0 (0123456789ab)"
};

/// Throws InputError that names the file and the key for a file that is no JSON, not the summary of
/// a finished `tessera mc`, or holds a parameter that is unknown or of the wrong kind.
[[nodiscard]] McAudit read_audit(const std::filesystem::path& file);

/// Refuses every flag that decides the bits: those of a replay are the recorded ones.
void require_no_parameters(const McChoices& flags);

/// Refuses with exit code 5 an audit whose parameters have another fingerprint than it says:
/// someone changed them.
void require_fingerprint(const McAudit& audit, const std::string& found);

}  // namespace tessera

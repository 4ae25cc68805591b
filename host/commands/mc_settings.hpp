#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/commands/correlation_matrix.hpp"
#include "host/commands/mc_flags.hpp"
#include "host/commands/mc_replay.hpp"
#include "host/commands/run_settings.hpp"
#include "host/pipelines/monte_carlo.hpp"

namespace tessera {

/// Everything that decides a run of `tessera mc`, checked: flags over environment over defaults, or
/// the parameters of a recorded run.
struct McSettings : RunSettings {
  McPlan plan;
  CorrelationMatrix correlation;      // of a basket
  std::optional<McAudit> audit;       // of the run to repeat
  std::vector<std::string> warnings;  // what is allowed and yet hardly meant
};

/// Checks every value and that they fit together, reads the correlation matrix or the audit, and
/// checks that the JSON can be written. Throws UsageError that begins with what was said,
/// InputError for a bad file, and an Error with code 5 for an audit that does not belong to its
/// fingerprint.
[[nodiscard]] McSettings settle_mc(const McChoices& flags, const RunChoices& environment);

/// The settings as the JSON summary echoes them: the parameters, and where it ran.
[[nodiscard]] nlohmann::json options_json(const McSettings& settings);

}  // namespace tessera

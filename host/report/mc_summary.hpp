#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "host/closed_forms/reference.hpp"
#include "host/pipelines/monte_carlo.hpp"

namespace tessera {

/// What a finished run is set against.
struct McReferences {
  std::optional<KnownPrice> exact;
  std::optional<KnownPrice> nearby;
  std::optional<BlackScholesGreeks> greeks;
};
[[nodiscard]] McReferences references_of(const PathProblem& problem);

/// 16 hex digits over the bits of count, sum and second central moment of the samples, and with
/// Greeks of sum and second moment of theirs: XXH64 as of a field of doubles.
[[nodiscard]] std::string moments_checksum(const SampleMoments& moments, bool greeks);

/// The keys `value`, `standard_error`, `confidence_95`, `reference`, `reference_source`, `nearby`,
/// `greeks`, `paths`, `samples`, `paths_per_s`, `status`, `invalid`, `control_variate`,
/// `reached_target` and `checksum`. What does not exist or is not finite is null.
[[nodiscard]] nlohmann::json mc_figures_json(const McPlan& plan, const McResult& result,
                                             const McReferences& references);

/// What is priced and how, and what came of it, for a person.
[[nodiscard]] std::string mc_setup_text(const McPlan& plan);
[[nodiscard]] std::string mc_figures_text(const McPlan& plan, const McResult& result,
                                          const McReferences& references);

}  // namespace tessera

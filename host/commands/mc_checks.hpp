#pragma once

#include <string>
#include <vector>

#include "host/commands/mc_flags.hpp"
#include "host/pipelines/monte_carlo.hpp"

namespace tessera {

/// Refuses words that are none of the valid ones, and numbers out of range, each for itself.
void check_mc_values(const McChoices& choices);

/// Refuses choices that do not fit the payoff, the model or the sampler of `plan`, which was made
/// of them.
void check_mc_choices(const McChoices& choices, const McPlan& plan);

/// Refuses a quasi-random run of more points or dimensions than there are; of a finished plan.
void check_sobol_size(const McChoices& choices, const McPlan& plan);

/// What is allowed and yet hardly meant.
[[nodiscard]] std::vector<std::string> mc_warnings(const McChoices& choices, const McPlan& plan);

}  // namespace tessera

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "host/commands/solve_settings.hpp"
#include "host/io/history_file.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "host/pipelines/potential_flow.hpp"

namespace tessera {

/// Writes the files that `settings` names: field, picture, history. Each appears whole or not at
/// all. Returns their names. `workers` threads compress what is compressed.
std::vector<std::string> write_solve_outputs(const SolveSettings& settings,
                                             const FlowProblem& problem, const FlowResult& result,
                                             const std::vector<HistoryRow>& history, int workers);

/// Writes the page that `settings.report` names: pictures of potential and speed, residuals and the
/// summary.
void write_solve_report(const SolveSettings& settings, const FlowProblem& problem,
                        const FlowResult& result, const std::vector<HistoryRow>& history,
                        const nlohmann::json& summary);

}  // namespace tessera

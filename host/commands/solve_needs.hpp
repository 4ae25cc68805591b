#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cpu_fallback/executor.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/solve_settings.hpp"
#include "host/pipelines/flow_memory.hpp"

namespace tessera {

/// What a solve would need, found out without solving and without a GPU.
struct SolveNeeds {
  FlowSizes sizes;
  bool on_cuda = false;
  std::int64_t host_bytes = 0;
  std::int64_t device_bytes = 0;  // on a GPU, whether or not the run would be on one
};

/// Numbers the problem and finds its matrix's pattern on `executor`. A run on the CPU has what it
/// needs on the host; for the GPU the method is then the one that the settings would have there.
SolveNeeds find_needs(cpu::Executor& executor, const FlowProblem& problem,
                      const SolveSettings& settings, const Backend& backend);

/// Adds the keys `solver.unknowns`, `solver.nonzeros`, `memory.host_needed_bytes` and
/// `memory.device_needed_bytes` to the summary of a dry run.
void add_needs(const SolveNeeds& needs, nlohmann::json& json);

/// The same for a person, three lines.
[[nodiscard]] std::string needs_text(const SolveNeeds& needs);

}  // namespace tessera

#include "host/commands/solve_needs.hpp"

#include <nlohmann/json.hpp>

#include "cpu_fallback/stages.hpp"
#include "host/commands/solve_method.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/format.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera {
namespace {

std::string size_text(std::int64_t bytes) {
  return format_bytes(static_cast<std::uint64_t>(bytes));
}

}  // namespace

SolveNeeds find_needs(cpu::Executor& executor, const FlowProblem& problem,
                      const SolveSettings& settings, const Backend& backend) {
  FlowSolve<cpu::Executor> flow(executor, problem);
  flow.prepare();
  SolveNeeds needs;
  needs.sizes = flow.sizes(gpu::kSliceRows);
  needs.on_cuda = backend.on_cuda;
  needs.device_bytes = executor_bytes(needs.sizes, method_on(true, settings));
  needs.host_bytes = host_bytes(needs.sizes);
  if (!backend.on_cuda) {
    needs.host_bytes +=
        executor_bytes(flow.sizes(slice_rows(executor)), method_on(false, settings));
  }
  return needs;
}

void add_needs(const SolveNeeds& needs, nlohmann::json& json) {
  json["solver"]["unknowns"] = needs.sizes.unknowns;
  json["solver"]["nonzeros"] = needs.sizes.nonzeros;
  json["memory"]["host_needed_bytes"] = needs.host_bytes;
  json["memory"]["device_needed_bytes"] = needs.device_bytes;
}

std::string needs_text(const SolveNeeds& needs) {
  const std::string device = size_text(needs.device_bytes);
  return "system     " + format_count(needs.sizes.unknowns) + " unknowns, " +
         format_count(needs.sizes.nonzeros) + " nonzeros\nmemory     about " +
         size_text(needs.host_bytes) +
         (needs.on_cuda ? " on the host, " + device + " on the GPU"
                        : " on the host; a GPU would need " + device) +
         "\nnothing was solved (--dry-run)\n";
}

}  // namespace tessera

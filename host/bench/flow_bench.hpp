#pragma once

#include <string>
#include <vector>

#include "host/bench/bench_work.hpp"
#include "host/pipelines/flow_conditions.hpp"

namespace tessera {

/// The flow through `mesh` from inlet to outlet, stages load, pattern, assembly, boundary, setup,
/// solve and derived. `load_s`: reading and checking the mesh, which the host does once and in the
/// same way for all backends. First by the method whose bits are the same everywhere, Jacobi with
/// our own product; then, as its alternatives, by kFlowAlternatives.
[[nodiscard]] std::vector<BenchWork> flow_bench(const std::string& name, PreparedFlow flow,
                                                double load_s);

}  // namespace tessera

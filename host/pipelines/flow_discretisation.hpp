#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/pipelines/flow_problem.hpp"
#include "host/pipelines/host_team.hpp"

namespace tessera {

/// Entries that Robin edges add to the matrix between unknowns, sorted by row and column, each
/// position once.
struct RobinEntries {
  std::vector<std::int32_t> rows;
  std::vector<std::int32_t> columns;
  std::vector<double> values;
};

/// A FlowProblem in the internal numbering: used nodes only, the unknowns first, then the nodes of
/// known potential, each part in strip order; elements in strip order. A pure function of the
/// problem, the same for every backend. See ElementTable for the arrays.
struct FlowDiscretisation {
  FlowDiscretisation() = default;
  FlowDiscretisation(FlowDiscretisation&&) = default;
  // Its team would go before the arrays that lie with it.
  FlowDiscretisation& operator=(FlowDiscretisation&&) = delete;
  ~FlowDiscretisation() = default;

  std::unique_ptr<cpu::Executor> own_team;  // null on the team of somebody else
  cpu::Executor* team = nullptr;            // in whose memory the arrays lie

  HostArray<NodeId> file_node;        // [node] -> number in the mesh
  HostArray<ElementId> file_element;  // [element] -> number in the mesh
  std::int64_t unknown_count = 0;

  HostArray<double> x;
  HostArray<double> y;
  HostArray<std::int32_t> nodes;  // [element][8]
  HostArray<double> conductivity;
  HostArray<std::int32_t> incidence_offsets;
  HostArray<std::int32_t> incidences;

  HostArray<double> known;           // [node] potential, 0 at the unknowns
  HostArray<double> load;            // [node] of flux edges, and at unknowns of Robin edges
  HostArray<double> element_source;  // [element] or empty
  HostArray<double> nodal_source;    // [node] or empty
  RobinEntries robin;

  [[nodiscard]] bool has_sources() const {
    return !element_source.empty() || !nodal_source.empty();
  }
};

/// Made on all workers of `team`, which outlives it. Throws UsageError when two conditions give one
/// node different potentials, InputError when the mesh is too large for 32-bit numbers or more than
/// 256 elements meet at a node.
[[nodiscard]] FlowDiscretisation discretise(cpu::Executor& team, const FlowProblem& problem);

/// The same on a team of its own.
[[nodiscard]] FlowDiscretisation discretise(const FlowProblem& problem,
                                            const cpu::ExecutorOptions& own = {cpu::Team::serial,
                                                                               1});

}  // namespace tessera

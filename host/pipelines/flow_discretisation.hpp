#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/flow_problem.hpp"

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
  std::vector<NodeId> file_node;        // [node] -> number in the mesh
  std::vector<ElementId> file_element;  // [element] -> number in the mesh
  std::int64_t unknown_count = 0;

  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::int32_t> nodes;  // [element][8]
  std::vector<double> conductivity;
  std::vector<std::int32_t> incidence_offsets;
  std::vector<std::int32_t> incidences;

  std::vector<double> known;           // [node] potential, 0 at the unknowns
  std::vector<double> load;            // [node] of flux edges, and at unknowns of Robin edges
  std::vector<double> element_source;  // [element] or empty
  std::vector<double> nodal_source;    // [node] or empty
  RobinEntries robin;

  [[nodiscard]] bool has_sources() const {
    return !element_source.empty() || !nodal_source.empty();
  }
};

/// Throws UsageError when two conditions give one node different potentials, InputError when the
/// mesh is too large for 32-bit numbers or more than 256 elements meet at a node.
FlowDiscretisation discretise(const FlowProblem& problem);

}  // namespace tessera

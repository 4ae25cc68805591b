#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/pipelines/conjugate_gradient.hpp"
#include "host/pipelines/flow_method.hpp"
#include "kernels/stages/level_costs.hpp"

namespace tessera {

/// Seconds spent in the parts of a run.
struct FlowTimings {
  double setup = 0.0;     // numbering, upload, sparsity pattern, layout for the solver
  double pattern = 0.0;   // of that: upload and sparsity pattern
  double assembly = 0.0;  // element stiffness and gather
  double boundary = 0.0;  // loads, elimination, Robin, equilibration
  double solve = 0.0;
  double derived = 0.0;  // velocity, pressure, reactions, download
};

/// What the solver was preconditioned with, and why.
struct PreconditionerReport {
  /// What the solve ended with; not what was asked for where `note` says why.
  Preconditioner used = Preconditioner::jacobi;
  std::vector<std::int64_t> level_unknowns;  // of multigrid, the finest level first
  std::string coarse;                        // of multigrid: "grid" or "aggregates"
  int finest_degree = 0;  // steps of the smoother on the finest level, before and after the others
  std::vector<AggregateEntries> aggregate_entries;  // of levels of aggregates
  std::string note;                                 // for a person, or empty
};

/// The flow field in the order of the mesh file, and what the solver says about it.
struct FlowResult {
  std::vector<double> potential;         // [node], m^2/s; 0 at unused nodes
  std::vector<double> stiffness_action;  // [node], K u before boundary conditions
  std::vector<double> load;              // [node], of flux edges and sources
  std::vector<double> velocity;          // [element][2], m/s
  std::vector<double> speed;             // [element], m/s
  std::vector<double> pressure;          // [element], Pa
  double energy = 0.0;                   // u^T K u
  double source_flow = 0.0;              // integral of the volume sources, m^2/s
  std::int64_t unknowns = 0;
  std::int64_t nonzeros = 0;
  CgReport solver;
  PreconditionerReport preconditioner;
  FlowTimings timings;
};

}  // namespace tessera

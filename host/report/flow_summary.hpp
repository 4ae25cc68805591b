#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/pipelines/flow_balance.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"

namespace tessera {

/// Extremes and means of a result; means are plain ones over used nodes or elements.
struct FieldStatistics {
  double min = 0.0;
  double max = 0.0;
  double mean = 0.0;
  double l2 = 0.0;  // sqrt(sum of squares)
};

/// The numbers of a finished solve, as the summary and the report show them.
struct FlowSummary {
  MeshSummary mesh;
  FlowBalance balance;
  FieldStatistics potential;
  FieldStatistics speed;
  FieldStatistics pressure;
  bool has_pressure = true;  // false if any conductivity differs from 1
  std::string checksum;      // over the potential, file order
};

/// The sums are in the fixed shape: same bits for the same field.
FlowSummary summarise(const PreparedFlow& flow, const FlowResult& result);

/// The keys `mesh`, `solver`, `solution`, `flux`, `velocity`, `pressure` and `checksum` of the JSON
/// summary. Numbers that are not finite become null.
nlohmann::json flow_json(const FlowSummary& summary, const FlowResult& result);

/// The key `mesh` alone, which is known before anything is solved.
nlohmann::json mesh_summary_json(const MeshSummary& mesh);

/// The same as `flow_json` for a person, some ten lines.
std::string flow_text(const FlowSummary& summary, const FlowResult& result);

/// The lines about the mesh alone.
std::string mesh_summary_text(const MeshSummary& mesh);

}  // namespace tessera

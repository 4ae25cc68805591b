#include "host/report/flow_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "host/mesh/topology.hpp"
#include "host/report/checksum.hpp"
#include "host/report/format.hpp"
#include "kernels/numerics/fixed_sum.hpp"

namespace tessera {
namespace {

double fixed_sum(const std::vector<double>& values, bool squared) {
  const auto count = static_cast<std::int64_t>(values.size());
  std::vector<double> partial(static_cast<std::size_t>(sum_chunk_count(count)));
  for (std::size_t chunk = 0; chunk < partial.size(); ++chunk) {
    const std::int64_t begin = static_cast<std::int64_t>(chunk) * kSumChunk;
    const double* const terms = values.data() + begin;
    partial[chunk] = sum_chunk(std::min(kSumChunk, count - begin), [=](std::int64_t index) {
      return squared ? terms[index] * terms[index] : terms[index];
    });
  }
  return sum_partials(partial.data(), static_cast<std::int64_t>(partial.size()));
}

FieldStatistics statistics_of(const std::vector<double>& values) {
  FieldStatistics statistics;
  if (values.empty()) return statistics;
  statistics.min = std::ranges::min(values);
  statistics.max = std::ranges::max(values);
  statistics.mean = fixed_sum(values, false) / static_cast<double>(values.size());
  statistics.l2 = std::sqrt(fixed_sum(values, true));
  return statistics;
}

std::vector<double> values_at_used_nodes(const Quad8Mesh& mesh, const std::vector<double>& field) {
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  std::vector<double> values;
  values.reserve(field.size());
  for (std::size_t node = 0; node < field.size(); ++node) {
    if (used[node] != 0) values.push_back(field[node]);
  }
  return values;
}

std::string range_of(const FieldStatistics& statistics, int digits) {
  return format_number(statistics.min, digits) + " to " + format_number(statistics.max, digits);
}

}  // namespace

FlowSummary summarise(const PreparedFlow& flow, const FlowResult& result) {
  FlowSummary summary;
  summary.mesh = flow.summary;
  summary.balance = balance_flow(flow.problem, result);
  summary.potential = statistics_of(values_at_used_nodes(flow.problem.mesh, result.potential));
  summary.speed = statistics_of(result.speed);
  summary.pressure = statistics_of(result.pressure);
  summary.has_pressure =
      std::ranges::all_of(flow.problem.conductivity, [](double k) { return k == 1.0; });
  summary.checksum = checksum(result.potential);
  return summary;
}

nlohmann::json mesh_summary_json(const MeshSummary& mesh) {
  return {{"nodes", mesh.nodes},
          {"elements", mesh.elements},
          {"used_nodes", mesh.used_nodes},
          {"unused_nodes", mesh.unused_nodes},
          {"dropped_centre_nodes", mesh.dropped_centre_nodes},
          {"reoriented_elements", mesh.reoriented_elements},
          {"repaired_elements", mesh.repaired_elements},
          {"boundary_edges", mesh.boundary_edges},
          {"inlet_edges", mesh.inlet_edges},
          {"inlet_length", mesh.inlet_length},
          {"outlet_nodes", mesh.outlet_nodes},
          {"area", mesh.area},
          {"min_scaled_jacobian", mesh.min_scaled_jacobian}};
}

nlohmann::json flow_json(const FlowSummary& summary, const FlowResult& result) {
  nlohmann::json json;
  json["mesh"] = mesh_summary_json(summary.mesh);
  const PreconditionerReport& preconditioner = result.preconditioner;
  json["solver"] = {{"preconditioner", name_of(preconditioner.used)},
                    {"preconditioner_note", preconditioner.note},
                    {"coarse", nullptr},
                    {"level_unknowns", preconditioner.level_unknowns},
                    {"iterations", result.solver.iterations},
                    {"converged", result.solver.converged},
                    {"relative_residual", result.solver.relative_residual},
                    {"restarts", result.solver.restarts},
                    {"unknowns", result.unknowns},
                    {"nonzeros", nullptr}};
  if (result.nonzeros > 0) json["solver"]["nonzeros"] = result.nonzeros;
  if (preconditioner.used == Preconditioner::multigrid)
    json["solver"]["coarse"] = preconditioner.coarse;
  json["solution"] = {{"min", summary.potential.min},
                      {"max", summary.potential.max},
                      {"mean", summary.potential.mean},
                      {"l2", summary.potential.l2},
                      {"energy", result.energy}};
  json["flux"] = {{"inflow", summary.balance.inflow},
                  {"outflow", summary.balance.outflow},
                  {"imbalance", summary.balance.imbalance}};
  json["velocity"] = {
      {"min", summary.speed.min}, {"max", summary.speed.max}, {"mean", summary.speed.mean}};
  json["pressure"] = nullptr;
  if (summary.has_pressure) {
    json["pressure"] = {{"min", summary.pressure.min}, {"max", summary.pressure.max}};
  }
  json["checksum"] = summary.checksum;
  return json;
}

std::string mesh_summary_text(const MeshSummary& mesh) {
  std::ostringstream text;
  text << "mesh       " << format_count(mesh.elements) << " elements, "
       << format_count(mesh.used_nodes) << " nodes in use";
  if (mesh.unused_nodes > 0) text << ", " << format_count(mesh.unused_nodes) << " unused";
  if (mesh.dropped_centre_nodes > 0) {
    text << ", " << format_count(mesh.dropped_centre_nodes) << " centre nodes left out";
  }
  if (mesh.reoriented_elements > 0) {
    text << ", " << format_count(mesh.reoriented_elements) << " elements turned around";
  }
  if (mesh.repaired_elements > 0) {
    text << ", " << format_count(mesh.repaired_elements) << " elements straightened";
  }
  text << "\nboundary   " << format_count(mesh.inlet_edges) << " inflow edges, "
       << format_number(mesh.inlet_length) << " m; " << format_count(mesh.outlet_nodes)
       << " nodes of known potential\n";
  return text.str();
}

std::string flow_text(const FlowSummary& summary, const FlowResult& result) {
  std::ostringstream text;
  text << mesh_summary_text(summary.mesh) << "system     " << format_count(result.unknowns)
       << " unknowns, "
       << (result.nonzeros > 0 ? format_count(result.nonzeros) + " nonzeros" : "no matrix")
       << "\nsolver     " << (result.solver.converged ? "converged" : "NOT CONVERGED") << " after "
       << format_count(result.solver.iterations) << " iterations, relative residual "
       << format_number(result.solver.relative_residual, 3) << ", "
       << name_of(result.preconditioner.used) << "\npotential  " << range_of(summary.potential, 7)
       << " m^2/s, energy " << format_number(result.energy, 10) << "\nspeed      "
       << range_of(summary.speed, 6) << " m/s, mean " << format_number(summary.speed.mean, 6);
  if (summary.has_pressure) text << "\npressure   " << range_of(summary.pressure, 9) << " Pa";
  text << "\nflux       in " << format_number(summary.balance.inflow, 8) << ", out "
       << format_number(summary.balance.outflow, 8) << " m^2/s, imbalance "
       << format_number(summary.balance.imbalance, 2) << "\nchecksum   " << summary.checksum
       << '\n';
  return text.str();
}

}  // namespace tessera

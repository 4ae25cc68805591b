#include "host/pipelines/lumped_ground.hpp"

#include <cmath>
#include <cstddef>
#include <map>
#include <vector>

#include "kernels/numerics/quad4.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/index_slices.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

HostArray<float> zeros(cpu::Executor& team, std::int64_t count) {
  HostArray<float> values(team, count);
  clear(team, values.view());
  return values;
}

// What Robin edges add to one row of each level.
struct RowGround {
  std::int64_t row;
  double value;
};

// Sums of the magnitudes of the entries of every row that has any, ascending.
std::vector<RowGround> ground_of_rows(const RobinEntries& robin, double factor) {
  std::vector<RowGround> rows;
  for (std::size_t entry = 0; entry < robin.rows.size(); ++entry) {
    if (rows.empty() || rows.back().row != robin.rows[entry]) {
      rows.push_back({robin.rows[entry], 0.0});
    }
    rows.back().value += factor * std::fabs(robin.values[entry]);
  }
  return rows;
}

// What a mid-side row has goes to its parents by halves.
std::map<std::int64_t, double> ground_of_corners(const std::vector<RowGround>& rows,
                                                 const ElementLayout& layout) {
  std::map<std::int64_t, double> corners;
  for (const auto& [row, value] : rows) {
    const std::int64_t first = row / kFloatLanes * 2 * kFloatLanes + row % kFloatLanes;
    corners[layout.parents[at(first)]] += 0.5 * value;
    corners[layout.parents[at(first + kFloatLanes)]] += 0.5 * value;
  }
  // The entry behind the corners stands for known potentials.
  corners.erase(layout.corner_rows);
  return corners;
}

int elements_at_corner(const FlowDiscretisation& mesh, std::size_t node) {
  int elements = 0;
  for (std::int32_t item = mesh.incidence_offsets[node]; item < mesh.incidence_offsets[node + 1];
       ++item) {
    if (incidence_local(mesh.incidences[at(item)]) < kQuad4Nodes) ++elements;
  }
  return elements;
}

}  // namespace

LumpedGround lump_robin_edges(const FlowDiscretisation& mesh, const ElementLayout& layout,
                              double factor) {
  cpu::Executor& team = *mesh.team;
  LumpedGround ground;
  ground.quad8 = zeros(team, padded_rows(mesh.unknown_count));
  ground.quad4 = zeros(team, padded_rows(layout.corner_rows));
  ground.share_of_element = zeros(team, layout.corner_rows);
  const std::vector<RowGround> rows = ground_of_rows(mesh.robin, factor);
  for (const auto& [row, value] : rows) ground.quad8[at(row)] = static_cast<float>(value);
  for (const auto& [corner, value] : ground_of_corners(rows, layout)) {
    const int elements = elements_at_corner(mesh, at(layout.node_of_corner[at(corner)]));
    ground.quad4[at(corner)] = static_cast<float>(value);
    ground.share_of_element[at(corner)] = static_cast<float>(value / elements);
  }
  return ground;
}

}  // namespace tessera

#include "host/pipelines/lumped_ground.hpp"

#include <cmath>
#include <cstddef>

#include "kernels/stages/index_slices.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

LumpedGround lump_robin_edges(const FlowDiscretisation& mesh, const ElementLayout& layout,
                              double factor) {
  std::vector<double> fine(at(padded_rows(mesh.unknown_count)), 0.0);
  for (std::size_t entry = 0; entry < mesh.robin.rows.size(); ++entry) {
    fine[at(mesh.robin.rows[entry])] += factor * std::fabs(mesh.robin.values[entry]);
  }
  // What belongs to known potentials goes to the entry behind the corners.
  std::vector<double> coarse(at(padded_rows(layout.corner_rows)), 0.0);
  for (std::int64_t row = 0; row < mesh.unknown_count; ++row) {
    if (fine[at(row)] == 0.0) continue;
    const std::int64_t first = row / kFloatLanes * 2 * kFloatLanes + row % kFloatLanes;
    coarse[at(layout.parents[at(first)])] += 0.5 * fine[at(row)];
    coarse[at(layout.parents[at(first + kFloatLanes)])] += 0.5 * fine[at(row)];
  }
  coarse[at(layout.corner_rows)] = 0.0;

  LumpedGround ground;
  ground.quad8.assign(fine.begin(), fine.end());
  ground.quad4.assign(coarse.begin(), coarse.end());
  ground.share_of_element.resize(at(layout.corner_rows));
  for (std::size_t row = 0; row < ground.share_of_element.size(); ++row) {
    const std::size_t node = at(layout.node_of_corner[row]);
    int elements = 0;
    for (std::int32_t item = mesh.incidence_offsets[node]; item < mesh.incidence_offsets[node + 1];
         ++item) {
      if ((mesh.incidences[at(item)] & 7) < 4) ++elements;
    }
    ground.share_of_element[row] = static_cast<float>(coarse[row] / elements);
  }
  return ground;
}

}  // namespace tessera

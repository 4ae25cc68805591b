#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/exec_array.hpp"
#include "host/pipelines/robin_entries.hpp"
#include "kernels/stages/ground_bodies.hpp"

namespace tessera {

/// What Robin edges add to the diagonals of the multigrid levels. The preconditioner lumps them,
/// |row sums| of the edge matrices on the diagonal, and again from mid-side nodes to corners: at
/// most 2.5 times and nowhere less than the edges themselves, and diagonal on every level.
template <class Exec>
struct LumpedGround {
  ArrayOf<Exec, float> quad8;             // [padded_rows(unknowns)]
  ArrayOf<Exec, float> quad4;             // [padded_rows(corner rows)]
  ArrayOf<Exec, float> share_of_element;  // [corner row] quad4 over the number of elements there
};

/// Few rows of a level, ascending, and a number for each.
struct RowValues {
  std::vector<std::int32_t> rows;
  std::vector<double> values;
};

/// Sums of the magnitudes of the entries of every row that has any, times `factor`.
[[nodiscard]] RowValues ground_of_rows(const RobinEntries& robin, double factor);

/// Half of what a row has goes to each of its parents. parents: [row][2]
[[nodiscard]] RowValues ground_of_corners(const RowValues& ground,
                                          const std::vector<std::int32_t>& parents,
                                          std::int64_t corner_rows);

/// target[row] = value, 0 in all other rows of a new array.
template <class Exec>
void scatter_rows(Exec& executor, const RowValues& values, std::int64_t count,
                  ArrayOf<Exec, float>& target) {
  target = allocate<float>(executor, count);
  clear(executor, target.view());
  const std::vector<float> narrow(values.values.begin(), values.values.end());
  const SeenValues<Exec, std::int32_t> rows(executor, values.rows);
  const SeenValues<Exec, float> sent(executor, narrow);
  for_items(executor, rows.view().count,
            ScatterValues<float>{rows.view(), sent.view(), target.view()});
}

/// `count` numbers that a body finds, on the host; `make(view)` is the body that writes them.
template <class Exec, class Make>
[[nodiscard]] std::vector<std::int32_t> find_for_host(Exec& executor, std::int64_t items,
                                                      std::int64_t count, const Make& make) {
  auto found = allocate<std::int32_t>(executor, count);
  for_items(executor, items, make(found.view()));
  std::vector<std::int32_t> values(static_cast<std::size_t>(count));
  const View<const std::int32_t> view = found.view();
  download(executor, view, std::span(values));
  return values;
}

/// Magnitudes of the Robin entries of a mesh, times `factor`, by row, and on to the corners.
template <class Exec>
[[nodiscard]] LumpedGround<Exec> lump_robin_edges(Exec& executor, const ElementTable& mesh,
                                                  const RobinEntries& robin,
                                                  const ElementLayout<Exec>& layout,
                                                  double factor) {
  LumpedGround<Exec> ground;
  const RowValues of_rows = ground_of_rows(robin, factor);
  scatter_rows(executor, of_rows, padded_rows(mesh.unknown_count), ground.quad8);
  const SeenValues<Exec, std::int32_t> rows(executor, of_rows.rows);
  const std::vector<std::int32_t> parents =
      find_for_host(executor, rows.view().count, 2 * rows.view().count, [&](auto found) {
        return ParentsOfRows{rows.view(), layout.parents.view(), found};
      });
  RowValues of_corners = ground_of_corners(of_rows, parents, layout.corner_rows);
  scatter_rows(executor, of_corners, padded_rows(layout.corner_rows), ground.quad4);
  const SeenValues<Exec, std::int32_t> corners(executor, of_corners.rows);
  const std::vector<std::int32_t> elements =
      find_for_host(executor, corners.view().count, corners.view().count, [&](auto found) {
        return ElementsAtCorners{corners.view(),
                                 layout.node_of_corner.view(),
                                 {mesh.incidence_offsets, mesh.incidences, mesh.nodes},
                                 found};
      });
  for (std::size_t corner = 0; corner < elements.size(); ++corner) {
    of_corners.values[corner] /= elements[corner];
  }
  scatter_rows(executor, of_corners, layout.corner_rows, ground.share_of_element);
  return ground;
}

}  // namespace tessera

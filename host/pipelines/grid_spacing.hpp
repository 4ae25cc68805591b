#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "host/pipelines/exec_array.hpp"
#include "kernels/stages/grid_layout_bodies.hpp"

namespace tessera {

/// Of mean widths of elements, at most: larger spacings cost iterations.
inline constexpr double kMostWidths = 4.0;
/// Of harmonic means of widths: 3 takes an iteration less on uniform meshes, and the time.
inline constexpr double kHarmonicWidths = 4.0;
/// Room for rounding between the longest element and the spacing that it has to fit into.
inline constexpr double kSpacingRoom = 1.0 + 1e-6;

/// The values of an executor one after the other, from +0. Bits depend on the order, so there is
/// no other way: a device sends them all, 8 bytes each.
template <class Exec>
[[nodiscard]] double sum_in_order(Exec& executor, View<const double> values) {
  const ReadValues<Exec, double> read(executor, values);
  double sum = 0.0;
  for (std::int64_t item = 0; item < values.count; ++item) sum += read.view()[item];
  return sum;
}

/// The spacing of the grid under a mesh: four harmonic means of the widths of elements, so that
/// small elements count more where the mesh is graded, but no less than the longest element is and
/// no more than four means. In m. The same bits on every executor.
template <class Exec>
[[nodiscard]] double grid_spacing(Exec& executor, const ElementShapes& shapes) {
  const std::int64_t elements = shapes.nodes.count / kQuad8Nodes;
  auto areas = allocate<double>(executor, elements);
  auto inverse_widths = allocate<double>(executor, elements);
  const double longest =
      fold_items(executor, elements, MeasureCorners{shapes, areas.view(), inverse_widths.view()});
  const auto count = static_cast<double>(elements);
  const double mean = std::sqrt(sum_in_order<Exec>(executor, areas.view()) / count);
  const double harmonic = count / sum_in_order<Exec>(executor, inverse_widths.view());
  return std::min(kMostWidths * mean, std::max(kSpacingRoom * longest, kHarmonicWidths * harmonic));
}

}  // namespace tessera

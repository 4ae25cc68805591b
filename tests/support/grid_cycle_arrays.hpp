#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/grid_schedule.hpp"
#include "kernels/stages/grid_cycle.hpp"
#include "tests/support/csr_arrays.hpp"

namespace tessera::support {

inline std::vector<float> random_floats(std::int64_t count, unsigned seed, float largest) {
  std::vector<float> floats;
  for (const double value : random_values(static_cast<std::size_t>(count), seed)) {
    floats.push_back(largest * static_cast<float>(value));
  }
  return floats;
}

/// Grids of random numbers on any executor, each half as fine as the one before, with an inverse on
/// the last. Every third line of a grid is left out, and every fifth node is not active.
template <class Exec>
class GridCycleArrays {
 public:
  GridCycleArrays(Exec& executor, GridShape shape, int grids, std::int64_t inverted = 9)
      : executor_(executor) {
    for (int grid = 0; grid < grids; ++grid, shape = halved(shape)) add(shape);
    for (Grid& grid : grids_) list_.push_back(view_of(grid));
    std::vector<std::int32_t> places;
    const GridShape& last = grids_.back().shape;
    for (std::int64_t row = 0; row < inverted; ++row) {
      places.push_back(static_cast<std::int32_t>(last.place(row % last.slow, row / last.slow)));
    }
    places_ = put(places);
    entries_ = put(random_floats(inverted * padded_rows(inverted), 77, 0.1F));
    gathered_ = allocate<float>(executor_, padded_rows(inverted));
  }

  [[nodiscard]] std::span<const GridOfCycle> grids() const { return list_; }
  [[nodiscard]] DenseInverse coarsest() {
    return {entries_.view(), places_.view(), gathered_.view()};
  }
  [[nodiscard]] GridCycle cycle(std::span<const GridStep> steps) {
    return {list_, steps, coarsest()};
  }
  /// Of all grids, the vectors.
  [[nodiscard]] std::vector<float> everything() {
    std::vector<float> all;
    for (const GridOfCycle& grid : list_) {
      for (const View<float>& vector : {grid.at.r, grid.at.direction, grid.at.x, grid.at.spare}) {
        std::vector<float> values(static_cast<std::size_t>(vector.count));
        download(executor_, View<const float>(vector), std::span(values));
        all.insert(all.end(), values.begin(), values.end());
      }
    }
    return all;
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  struct Grid {
    GridShape shape;
    Array<float> stencil, inverse_diagonal, r, direction, x, spare;
    Array<std::int32_t> lines;
  };

  template <class T>
  [[nodiscard]] auto put(const std::vector<T>& values) {
    return upload(executor_, std::span<const T>(values));
  }
  void add(const GridShape& shape) {
    const auto seed = static_cast<unsigned>(10 * grids_.size());
    std::vector<float> inverse_diagonal = random_floats(shape.vector_count(), seed + 1, 1.0F);
    for (std::size_t node = 0; node < inverse_diagonal.size(); ++node) {
      inverse_diagonal[node] = node % 5 == 4 ? 0.0F : 1.5F + inverse_diagonal[node];
    }
    std::vector<std::int32_t> lines;
    for (std::int32_t line = 0; line < shape.line_count(); ++line) {
      if (line % 3 != 2) lines.push_back(line);
    }
    grids_.push_back(
        {shape,
         put(random_floats(shape.line_count() * kStencilNodes * kFloatLanes, seed + 2, 0.05F)),
         put(inverse_diagonal), put(random_floats(shape.vector_count(), seed + 3, 1)),
         put(random_floats(shape.vector_count(), seed + 4, 1)),
         put(random_floats(shape.vector_count(), seed + 5, 1)),
         put(random_floats(shape.vector_count(), seed + 6, 1)), put(lines)});
  }
  [[nodiscard]] static GridOfCycle view_of(Grid& grid) {
    return {{grid.shape, grid.stencil.view(), grid.inverse_diagonal.view(), grid.lines.view()},
            {grid.r.view(), grid.direction.view(), grid.x.view(), grid.spare.view()}};
  }

  Exec& executor_;
  std::vector<Grid> grids_;
  std::vector<GridOfCycle> list_;
  Array<std::int32_t> places_;
  Array<float> entries_, gathered_;
};

/// A V-cycle over so many grids.
inline std::vector<GridStep> v_cycle(std::size_t grids, std::span<const ChebyshevStep> smoother) {
  const std::vector<ChebyshevStep> steps(smoother.begin(), smoother.end());
  return plan_grid_cycle(std::vector<std::int64_t>(grids, 1), std::vector(grids, steps));
}

}  // namespace tessera::support

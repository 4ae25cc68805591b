#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/sparse_rows.hpp"
#include "kernels/stages/grid_level.hpp"

namespace tessera {

/// The nodes of a grid that the mesh reaches.
struct ActiveNodes {
  std::vector<std::int32_t> places;  // in a vector of the grid
  std::vector<std::int32_t> lines;   // with at least one of them
};

/// inverse_diagonal: see GridLevel
[[nodiscard]] ActiveNodes find_active(const GridShape& shape,
                                      const std::vector<float>& inverse_diagonal);

/// The arrays of a DenseInverse.
struct CoarsestInverse {
  std::vector<float> entries;
  std::vector<std::int32_t> places;
};

/// The inverse of the operator that `cells` sum up to, in f64 by one frozen order, rounded once.
[[nodiscard]] CoarsestInverse invert_grid(const GridShape& shape,
                                          const std::vector<CellMatrix>& cells);

/// The inverse of a matrix that is one already; the place of a row is its number.
[[nodiscard]] CoarsestInverse invert_rows(const SparseRows& A);

}  // namespace tessera

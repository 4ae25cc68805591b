#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"
#include "tests/support/csr_arrays.hpp"

namespace tessera::support {

/// A grid as the definition has it: one cell after the other, neighbours by their coordinates.
template <class Real>
class PlainGrid {
 public:
  PlainGrid(std::int64_t rows, std::int64_t cols, DiffusionRule rule, std::vector<Real> cells)
      : rows_(rows), cols_(cols), rule_(rule), cells_(std::move(cells)) {}

  void step() {
    std::vector<Real> after(cells_);
    for (std::int64_t row = 0; row < rows_; ++row) {
      for (std::int64_t col = 0; col < cols_; ++col) {
        if (is_kept(row, col)) continue;
        Real cell[1] = {updated(row, col)};
        if (rule_.heavy > 0) weigh_down(cell, rule_.heavy);
        after[index(row, col)] = cell[0];
      }
    }
    cells_ = after;
  }

  [[nodiscard]] const std::vector<Real>& cells() const { return cells_; }

 private:
  [[nodiscard]] std::size_t index(std::int64_t row, std::int64_t col) const {
    return static_cast<std::size_t>(row * cols_ + col);
  }
  [[nodiscard]] bool is_kept(std::int64_t row, std::int64_t col) const {
    return rule_.border == GridBorder::fixed &&
           (row == 0 || row == rows_ - 1 || col == 0 || col == cols_ - 1);
  }
  [[nodiscard]] Real neighbour(std::int64_t row, std::int64_t col, Real v) const {
    if (rule_.border == GridBorder::periodic) {
      return cells_[index((row + rows_) % rows_, (col + cols_) % cols_)];
    }
    const bool there = row >= 0 && row < rows_ && col >= 0 && col < cols_;
    return there ? cells_[index(row, col)] : v;
  }
  [[nodiscard]] Real updated(std::int64_t row, std::int64_t col) const {
    const auto alpha = static_cast<Real>(rule_.alpha);
    const Real v = cells_[index(row, col)];
    const Real left = neighbour(row, col - 1, v);
    const Real right = neighbour(row, col + 1, v);
    if (rule_.topology == Topology::square) {
      return update_square_cell(neighbour(row - 1, col, v), neighbour(row + 1, col, v), left, right,
                                v, alpha);
    }
    const std::int64_t odd = row % 2;
    const Real up = neighbour(row - 1, col + odd - 1, v) + neighbour(row - 1, col + odd, v);
    const Real down = neighbour(row + 1, col + odd - 1, v) + neighbour(row + 1, col + odd, v);
    return update_hex_cell(up, down, left, right, v, alpha);
  }

  std::int64_t rows_;
  std::int64_t cols_;
  DiffusionRule rule_;
  std::vector<Real> cells_;
};

/// [row][col] as a field [row][stride]; what lies between is NaN, so that reading it shows.
template <class Real>
std::vector<Real> with_stride(const HexGrid& grid, const std::vector<Real>& cells) {
  std::vector<Real> field(static_cast<std::size_t>(grid.field_count()),
                          std::numeric_limits<Real>::quiet_NaN());
  for (std::int64_t cell = 0; cell < grid.cell_count(); ++cell) {
    field[static_cast<std::size_t>(cell / grid.cols * grid.stride + cell % grid.cols)] =
        cells[static_cast<std::size_t>(cell)];
  }
  return field;
}

template <class Real>
std::vector<Real> without_stride(const HexGrid& grid, const std::vector<Real>& field) {
  std::vector<Real> cells;
  for (std::int64_t cell = 0; cell < grid.cell_count(); ++cell) {
    cells.push_back(
        field[static_cast<std::size_t>(cell / grid.cols * grid.stride + cell % grid.cols)]);
  }
  return cells;
}

/// Cells in [-1, 1] that need all digits.
template <class Real>
std::vector<Real> random_cells(const HexGrid& grid) {
  const std::vector<double> values = random_values(static_cast<std::size_t>(grid.cell_count()), 7);
  return std::vector<Real>(values.begin(), values.end());
}

}  // namespace tessera::support

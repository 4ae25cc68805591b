#pragma once

#include <cstdint>

#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

/// A cell after one time step, heavy rounds included, with the border that it may lie at.
/// before(row, col): a cell of the grid before the step.
template <class Real, class Before>
[[nodiscard]] Real edge_cell(const HexGrid& grid, const DiffusionRule& rule, std::int64_t row,
                             std::int64_t col, const Before& before) {
  const Real v = before(row, col);
  if (rule.border == GridBorder::fixed) return v;
  const auto neighbour = [&](std::int64_t at_row, std::int64_t at_col) -> Real {
    if (rule.border == GridBorder::periodic) {
      return before((at_row + grid.rows) % grid.rows, (at_col + grid.cols) % grid.cols);
    }
    const bool there = at_row >= 0 && at_row < grid.rows && at_col >= 0 && at_col < grid.cols;
    return there ? before(at_row, at_col) : v;
  };
  const auto alpha = static_cast<Real>(rule.alpha);
  const Real left = neighbour(row, col - 1);
  const Real right = neighbour(row, col + 1);
  Real cell[1];
  if (rule.topology == Topology::square) {
    cell[0] =
        update_square_cell(neighbour(row - 1, col), neighbour(row + 1, col), left, right, v, alpha);
  } else {
    const std::int64_t odd = row & 1;
    const Real up = neighbour(row - 1, col + odd - 1) + neighbour(row - 1, col + odd);
    const Real down = neighbour(row + 1, col + odd - 1) + neighbour(row + 1, col + odd);
    cell[0] = update_hex_cell(up, down, left, right, v, alpha);
  }
  if (rule.heavy > 0) weigh_down(cell, rule.heavy);
  return cell[0];
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu

#pragma once

#include <cstdint>

#include "kernels/cuda/warp.cuh"
#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"

// One time level of a warp that marches down the rows of a grid: it takes the rows of the level
// before it, one after the other, and makes its own, one row behind. All of it is in registers.

namespace tessera::gpu {

/// The cells of a lane in one row, side by side.
template <class Real, int kCells>
struct alignas(16) LaneCells {
  Real cell[kCells];
};

/// Them and their neighbours in the lanes next to this one.
template <class Real, int kCells>
struct LaneRow {
  LaneCells<Real, kCells> cells;
  Real left, right;

  __device__ explicit LaneRow(const LaneCells<Real, kCells>& row)
      : cells(row),
        left(__shfl_up_sync(kFullWarp, row.cell[kCells - 1], 1)),
        right(__shfl_down_sync(kFullWarp, row.cell[0], 1)) {}
  /// Zeros.
  __device__ LaneRow() : cells{}, left(0), right(0) {}

  __device__ Real before(int cell) const { return cell > 0 ? cells.cell[cell - 1] : left; }
  __device__ Real behind(int cell) const {
    return cell + 1 < kCells ? cells.cell[cell + 1] : right;
  }

  /// The sums of two neighbours that the cells above and below this row need; on a square grid,
  /// the one neighbour. `odd`: this is an odd row.
  template <Topology kTopology>
  __device__ LaneCells<Real, kCells> pairs(bool odd) const {
    LaneCells<Real, kCells> sums = cells;
    if constexpr (kTopology == Topology::hex) {
#pragma unroll
      for (int cell = 0; cell < kCells; ++cell) {
        sums.cell[cell] = odd ? before(cell) + cells.cell[cell] : cells.cell[cell] + behind(cell);
      }
    }
    return sums;
  }
};

/// Where the cells of a lane meet the border of a grid that is not periodic.
struct LaneBorder {
  enum class Kind : std::int32_t { none, fixed, reflecting };
  Kind kind;
  int first, last;  // the cell in the first and in the last column; none: -1
  int top, bottom;  // the numbers of the first and the last row; none: a number that no row has

  __device__ bool is_end(int row) const { return row == top || row == bottom; }
  /// Whether the sum of two neighbours lacks one. `odd`: the sum is of an odd row, for even ones.
  __device__ bool lacks_one(int cell, bool odd) const { return cell == (odd ? first : last); }

  /// A sum that lacks one keeps the other; the cell that the sum is for counts as the missing one.
  template <class Real, int kCells>
  __device__ void mend_pairs(LaneCells<Real, kCells>& pairs, const LaneCells<Real, kCells>& row,
                             bool odd) const {
    if (kind != Kind::reflecting) return;
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      if (lacks_one(cell, odd)) pairs.cell[cell] = row.cell[cell];
    }
  }
};

/// What a level keeps of the rows that it was given: the last one, and the sums of the last two.
template <Topology kTopology, class Real, int kCells>
class HexLevel {
 public:
  using Cells = LaneCells<Real, kCells>;

  /// Takes `row`, the next row of the level before, and leaves in its place the row above it, one
  /// time step later. `odd`: `row` is an odd row. All lanes of a warp together.
  __device__ __forceinline__ void advance(Cells& row, bool odd, Real alpha) {
    const Row now(row);
    const Cells pairs = now.template pairs<kTopology>(odd);
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      row.cell[cell] = updated(above_.cell[cell], pairs.cell[cell], last_.before(cell),
                               last_.behind(cell), last_.cells.cell[cell], alpha);
    }
    above_ = pairs_;
    pairs_ = pairs;
    last_ = now;
  }

  /// The same where there may be a border. `number`: of the row that is left.
  __device__ __forceinline__ void advance(Cells& row, bool odd, Real alpha,
                                          const LaneBorder& border, int number) {
    const Row now(row);
    Cells pairs = now.template pairs<kTopology>(odd);
    if constexpr (kHex) border.mend_pairs(pairs, row, odd);
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      row.cell[cell] = updated(above_.cell[cell], pairs.cell[cell], last_.before(cell),
                               last_.behind(cell), last_.cells.cell[cell], alpha);
    }
    if (border.kind == LaneBorder::Kind::fixed) keep_border(row, border, number);
    if (border.kind == LaneBorder::Kind::reflecting) {
      reflect(row, pairs, odd, alpha, border, number);
    }
    above_ = pairs_;
    pairs_ = pairs;
    last_ = now;
  }

 private:
  using Row = LaneRow<Real, kCells>;
  static constexpr bool kHex = kTopology == Topology::hex;

  static __device__ Real updated(Real up, Real down, Real left, Real right, Real v, Real alpha) {
    if constexpr (kHex) {
      return update_hex_cell(up, down, left, right, v, alpha);
    } else {
      return update_square_cell(up, down, left, right, v, alpha);
    }
  }

  __device__ void keep_border(Cells& row, const LaneBorder& border, int number) const {
    const bool all = border.is_end(number);
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      if (all || cell == border.first || cell == border.last) {
        row.cell[cell] = last_.cells.cell[cell];
      }
    }
  }

  // Makes the cells at the border once more.
  __device__ void reflect(Cells& row, const Cells& pairs, bool odd, Real alpha,
                          const LaneBorder& border, int number) const {
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      const bool first = cell == border.first;
      const bool last = cell == border.last;
      if (!first && !last && !border.is_end(number)) continue;
      const Real here = last_.cells.cell[cell];
      const bool lacks = kHex && border.lacks_one(cell, odd);
      const Real outside = kHex ? here + here : here;
      Real up = above_.cell[cell];
      Real down = pairs.cell[cell];
      up = number == border.top ? outside : (lacks ? up + here : up);
      down = number == border.bottom ? outside : (lacks ? down + here : down);
      row.cell[cell] = updated(up, down, first ? here : last_.before(cell),
                               last ? here : last_.behind(cell), here, alpha);
    }
  }

  Cells above_ = {};  // the sums of the row before the last
  Cells pairs_ = {};  // the sums of the last row
  Row last_;
};

}  // namespace tessera::gpu

#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/cuda/hex_level.cuh"
#include "kernels/cuda/strip_plan.hpp"

// A warp that marches down the rows of a tile and takes each through several time steps: level t is
// one row behind level t - 1. Rows come from memory a few rows ahead and go back from the last
// level. No shared memory, no barrier, no word between warps.

namespace tessera::gpu {

/// Cells of a lane: 16 bytes.
template <class Real>
inline constexpr int kLaneCells = 16 / static_cast<int>(sizeof(Real));

template <class Real, int kDepth>
[[nodiscard]] TESSERA_HD constexpr StripShape strip_shape() {
  constexpr int kCells = kLaneCells<Real>;
  // Whole lanes, so that a lane writes all of its cells or none.
  return {kWarp * kCells, (kDepth + kCells - 1) / kCells * kCells, kDepth};
}

/// A pass over one field.
template <class Real>
struct StripPass {
  HexGrid grid;
  DiffusionRule rule;
  int steps;  // at most the depth of the kernel
  const Real* now;
  Real* next;
};

/// The memory of a plain tile: all that is read lies in the grid.
template <class Real, int kCells>
class PlainRows {
 public:
  using Cells = LaneCells<Real, kCells>;

  /// `start`: the first row that is read; `col`: of the lane's first cell.
  __device__ PlainRows(const StripPass<Real>& pass, const Tile& tile, std::int64_t start,
                       std::int64_t col)
      : from_(pass.now + start * pass.grid.stride + col),
        to_(pass.next + tile.first_row * pass.grid.stride + col),
        stride_(pass.grid.stride) {}

  /// The next row.
  __device__ __forceinline__ void fetch(Cells& row) {
    const auto cells = __ldg(reinterpret_cast<const Vector*>(from_));
    if constexpr (kCells == 2) {
      row = {{cells.x, cells.y}};
    } else {
      row = {{cells.x, cells.y, cells.z, cells.w}};
    }
    from_ += stride_;
  }
  /// Goes to the next row of the tile.
  __device__ __forceinline__ void store(const Cells& row) {
    if constexpr (kCells == 2) {
      *reinterpret_cast<Vector*>(to_) = {row.cell[0], row.cell[1]};
    } else {
      *reinterpret_cast<Vector*>(to_) = {row.cell[0], row.cell[1], row.cell[2], row.cell[3]};
    }
    to_ += stride_;
  }

 private:
  using Vector = std::conditional_t<kCells == 2, double2, float4>;

  const Real* from_;
  Real* to_;
  std::int64_t stride_;
};

/// The memory of any tile. Cells that there are not are read as 0; no cell that is written depends
/// on them.
template <class Real, int kCells>
class BorderRows {
 public:
  using Cells = LaneCells<Real, kCells>;

  __device__ BorderRows(const StripPass<Real>& pass, const Tile& tile, std::int64_t start,
                        std::int64_t col)
      : grid_(pass.grid),
        now_(pass.now),
        to_(pass.next + tile.first_row * pass.grid.stride + col),
        periodic_(pass.rule.border == GridBorder::periodic),
        line_(periodic_ ? wrapped(start, pass.grid.rows) : start),
        from_col_(periodic_ ? wrapped(col, pass.grid.cols) : col),
        to_col_(col) {}

  __device__ void fetch(Cells& row) {
    const bool line_is_there = line_ >= 0 && line_ < grid_.rows;
    std::int64_t col = from_col_;
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      const bool there = line_is_there && col >= 0 && col < grid_.cols;
      row.cell[cell] = there ? __ldg(now_ + line_ * grid_.stride + col) : Real{0};
      if (++col == grid_.cols && periodic_) col = 0;
    }
    if (++line_ == grid_.rows && periodic_) line_ = 0;
  }
  __device__ void store(const Cells& row) {
#pragma unroll
    for (int cell = 0; cell < kCells; ++cell) {
      if (to_col_ + cell < grid_.cols) to_[cell] = row.cell[cell];
    }
    to_ += grid_.stride;
  }

 private:
  static __device__ std::int64_t wrapped(std::int64_t place, std::int64_t count) {
    const std::int64_t rest = place % count;
    return rest < 0 ? rest + count : rest;
  }

  HexGrid grid_;
  const Real* now_;
  Real* to_;
  bool periodic_;
  std::int64_t line_;  // the next row
  std::int64_t from_col_, to_col_;
};

/// One warp on one tile. A plain tile makes as many steps as the kernel is deep.
template <Topology kTopology, class Real, int kDepth, bool kPlain>
class WarpStrip {
 public:
  __device__ WarpStrip(const StripPass<Real>& pass, const Tile& tile)
      : steps_(kPlain ? kDepth : pass.steps),
        alpha_(static_cast<Real>(pass.rule.alpha)),
        before_(steps_ + lead()),
        count_(static_cast<int>(tile.last_row - tile.first_row) + before_),
        border_(border_of(pass, tile.first_row - lead(), column(tile))),
        rows_(pass, tile, tile.first_row - lead(), column(tile)) {}

  __device__ void run() {
#pragma unroll
    for (int turn = 0; turn < kAhead; ++turn) rows_.fetch(ahead_[turn]);
    for (int number = 0; number < count_; number += kTurns) {
#pragma unroll
      for (int turn = 0; turn < kTurns; ++turn) {
        Cells row = ahead_[turn % kAhead];
        if (number + turn + kAhead < count_) rows_.fetch(ahead_[turn % kAhead]);
        advance(row, number, turn);
        // The first rows only fill the levels.
        if (number + turn >= before_ && number + turn < count_ && writes()) rows_.store(row);
      }
    }
  }

 private:
  static constexpr int kCells = kLaneCells<Real>;
  static constexpr int kHaloLanes = strip_shape<Real, kDepth>().halo / kCells;
  /// Rows of a turn of the loop. With an even number of them each is always odd or always even. The
  /// two last sums of a level change places with a third: after six rows all are where they were,
  /// without a move. Deep code for the border is long, and short turns keep it short.
  static constexpr int kTurns = kPlain ? (kDepth <= 2 ? 4 : 6) : (kDepth <= 2 ? 2 : 1);
  /// Rows that are read ahead, so that enough is on its way: a row takes kDepth steps of work.
  static constexpr int kAhead =
      !kPlain ? kTurns : (kDepth <= 2 ? 4 : (kDepth == 8 && sizeof(Real) == 8 ? 3 : 2));
  static_assert(kTurns % kAhead == 0);
  /// The number of a row that there is not.
  static constexpr int kNone = -(1 << 30);

  using Cells = LaneCells<Real, kCells>;
  using Rows = std::conditional_t<kPlain, PlainRows<Real, kCells>, BorderRows<Real, kCells>>;

  static __device__ int lane() { return static_cast<int>(threadIdx.x) % kWarp; }
  static __device__ bool writes() { return lane() >= kHaloLanes && lane() < kWarp - kHaloLanes; }
  static __device__ std::int64_t column(const Tile& tile) { return tile.col + lane() * kCells; }
  /// Rows that are read above the tile: one per step, an even number of them.
  [[nodiscard]] __device__ int lead() const { return (steps_ + 1) / 2 * 2; }

  static __device__ LaneBorder border_of(const StripPass<Real>& pass, std::int64_t start,
                                         std::int64_t col) {
    if (kPlain || pass.rule.border == GridBorder::periodic) {
      return {LaneBorder::Kind::none, -1, -1, kNone, kNone};
    }
    const auto number_of = [=](std::int64_t row) {
      return row - start < -kNone ? static_cast<int>(row - start) : kNone;
    };
    const std::int64_t last = pass.grid.cols - 1 - col;
    return {pass.rule.border == GridBorder::fixed ? LaneBorder::Kind::fixed
                                                  : LaneBorder::Kind::reflecting,
            col == 0 ? 0 : -1, last >= 0 && last < kCells ? static_cast<int>(last) : -1,
            number_of(0), number_of(pass.grid.rows - 1)};
  }

  __device__ __forceinline__ void advance(Cells& row, int number, int turn) {
#pragma unroll
    for (int level = 0; level < kDepth; ++level) {
      // `row` has the number `number` + turn - level, and number 0 is an even row.
      const bool odd = ((kTurns % 2 == 0 ? 0 : number) + turn + level) % 2 != 0;
      if constexpr (kPlain) {
        levels_[level].advance(row, odd, alpha_);
      } else if (level < steps_) {
        levels_[level].advance(row, odd, alpha_, border_, number + turn - level - 1);
      }
    }
  }

  int steps_;
  Real alpha_;
  int before_;  // rows until the first one that is written comes out of the last level
  int count_;   // rows that are read
  LaneBorder border_;
  Rows rows_;
  Cells ahead_[kAhead];
  HexLevel<kTopology, Real, kCells> levels_[kDepth];
};

}  // namespace tessera::gpu

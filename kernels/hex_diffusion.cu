#include <algorithm>

#include "kernels/cuda/hex_strip.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {
namespace {

/// A warp to a block: where it is and what it does is then the same for all lanes by construction,
/// and the compiler keeps it in registers of the warp.
constexpr int kStripThreads = gpu::kWarp;

/// Warps that a multiprocessor holds at a time: what registers allow, and no more than 16 blocks,
/// which is all that some devices take.
template <class Real, int kDepth>
constexpr int kStripBlocks = kDepth == 8 ? (sizeof(Real) == 8 ? 8 : 12) : 16;

template <Topology kTopology, class Real, int kDepth>
__global__ void __launch_bounds__(kStripThreads, kStripBlocks<Real, kDepth>)
    diffuse_strips_kernel(gpu::StripPass<Real> pass, gpu::StripPlan plan) {
  const gpu::Tile tile = plan.tile(blockIdx.x, gpu::strip_shape<Real, kDepth>());
  if (tile.is_plain) {
    gpu::WarpStrip<kTopology, Real, kDepth, true>(pass, tile).run();
  } else {
    gpu::WarpStrip<kTopology, Real, kDepth, false>(pass, tile).run();
  }
}

template <Topology kTopology, class Real, int kDepth>
void diffuse_strips(gpu::Executor& executor, const gpu::StripPass<Real>& pass) {
  const std::int64_t slots =
      std::int64_t{executor.device().multiprocessors} * kStripBlocks<Real, kDepth>;
  const gpu::StripPlan plan =
      gpu::plan_strips(pass.grid, gpu::strip_shape<Real, kDepth>(), pass.steps, slots);
  launch(executor, plan.tile_count(), kStripThreads, diffuse_strips_kernel<kTopology, Real, kDepth>,
         pass, plan);
}

template <Topology kTopology, class Real>
void diffuse_to_depth(gpu::Executor& executor, const gpu::StripPass<Real>& pass) {
  if (pass.steps == 1) return diffuse_strips<kTopology, Real, 1>(executor, pass);
  if (pass.steps == 2) return diffuse_strips<kTopology, Real, 2>(executor, pass);
  if (pass.steps <= 4) return diffuse_strips<kTopology, Real, 4>(executor, pass);
  diffuse_strips<kTopology, Real, gpu::kMostFusedSteps>(executor, pass);
}

/// The heavy rounds are bound by arithmetic: a thread takes a cell at a time, all lanes have one,
/// and the neighbours come from the first-level cache. A block has 128 columns and some rows.
constexpr int kThreads = 128;
constexpr int kRowsPerBlock = 16;

/// The neighbours of one cell on the grid's own terms: around it where it is periodic, the cell
/// itself where there is none.
template <class Real>
struct Neighbours {
  HexGrid grid;
  GridBorder border;
  const Real* now;
  Real v;

  __device__ Real at(std::int64_t row, std::int64_t col) const {
    if (border == GridBorder::periodic) {
      row = row < 0 ? grid.rows - 1 : (row == grid.rows ? 0 : row);
      col = col < 0 ? grid.cols - 1 : (col == grid.cols ? 0 : col);
    } else if (row < 0 || row == grid.rows || col < 0 || col == grid.cols) {
      return v;
    }
    return __ldg(now + row * grid.stride + col);
  }
};

template <Topology kTopology, class Real>
__device__ Real updated_cell(const Neighbours<Real>& cells, std::int64_t row, std::int64_t col,
                             Real alpha) {
  const Real left = cells.at(row, col - 1);
  const Real right = cells.at(row, col + 1);
  if constexpr (kTopology == Topology::square) {
    return update_square_cell(cells.at(row - 1, col), cells.at(row + 1, col), left, right, cells.v,
                              alpha);
  } else {
    const std::int64_t odd = row & 1;
    const Real up = cells.at(row - 1, col + odd - 1) + cells.at(row - 1, col + odd);
    const Real down = cells.at(row + 1, col + odd - 1) + cells.at(row + 1, col + odd);
    return update_hex_cell(up, down, left, right, cells.v, alpha);
  }
}

template <Topology kTopology, class Real>
__global__ void __launch_bounds__(kThreads)
    diffuse_heavy_kernel(HexGrid grid, DiffusionRule rule, const Real* __restrict__ now,
                         Real* __restrict__ next) {
  const std::int64_t strips = (grid.cols + kThreads - 1) / kThreads;
  const std::int64_t col = blockIdx.x % strips * kThreads + threadIdx.x;
  const std::int64_t first = blockIdx.x / strips * kRowsPerBlock;
  const std::int64_t last = min(first + kRowsPerBlock, grid.rows);
  if (col >= grid.cols) return;
  const bool fixed = rule.border == GridBorder::fixed;
  const bool edge_column = col == 0 || col == grid.cols - 1;
  for (std::int64_t row = first; row < last; ++row) {
    const Real v = now[row * grid.stride + col];
    Real cell[1] = {v};
    if (!fixed || !(edge_column || row == 0 || row == grid.rows - 1)) {
      const Neighbours<Real> cells{grid, rule.border, now, v};
      cell[0] = updated_cell<kTopology>(cells, row, col, static_cast<Real>(rule.alpha));
      weigh_down(cell, rule.heavy);
    }
    next[row * grid.stride + col] = cell[0];
  }
}

template <class Real>
void diffuse_heavy(gpu::Executor& executor, const HexGrid& grid, const DiffusionRule& rule,
                   View<const Real> now, View<Real> next) {
  const std::int64_t blocks =
      gpu::blocks_for(grid.cols, kThreads) * gpu::blocks_for(grid.rows, kRowsPerBlock);
  if (rule.topology == Topology::hex) {
    launch(executor, blocks, kThreads, diffuse_heavy_kernel<Topology::hex, Real>, grid, rule,
           now.data, next.data);
  } else {
    launch(executor, blocks, kThreads, diffuse_heavy_kernel<Topology::square, Real>, grid, rule,
           now.data, next.data);
  }
}

template <class Real>
void diffuse(gpu::Executor& executor, const HexGrid& grid, const DiffusionRule& rule, int steps,
             View<const Real> now, View<Real> next) {
  if (rule.heavy > 0) return diffuse_heavy(executor, grid, rule, now, next);
  const gpu::StripPass<Real> pass{grid, rule, steps, now.data, next.data};
  if (rule.topology == Topology::hex) return diffuse_to_depth<Topology::hex>(executor, pass);
  diffuse_to_depth<Topology::square>(executor, pass);
}

/// From so many cells on a pass of 8 steps is better than two of 4.
constexpr std::int64_t kDeepCells = std::int64_t{1} << 22;

}  // namespace

void gpu::diffuse_steps(Executor& executor, HexGrid grid, DiffusionRule rule, int steps,
                        View<const double> now, View<double> next) {
  diffuse(executor, grid, rule, steps, now, next);
}

void gpu::diffuse_steps(Executor& executor, HexGrid grid, DiffusionRule rule, int steps,
                        View<const float> now, View<float> next) {
  diffuse(executor, grid, rule, steps, now, next);
}

int gpu::best_fused_steps(const Executor& executor, const HexGrid& grid, const DiffusionRule& rule,
                          int value_bytes) {
  const int most = most_fused_steps(executor, rule);
  const Device& device = executor.device();
  // Compute capabilities 8.0, 9.0 and 10.0 have half as many units for f64 as for f32; others have
  // a few.
  const bool has_f64_units = device.compute_minor == 0 && device.compute_major <= 10;
  if (value_bytes == 8 && !has_f64_units) return std::min(2, most);
  return grid.cell_count() < kDeepCells ? std::min(4, most) : most;
}

}  // namespace tessera

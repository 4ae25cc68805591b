#include <algorithm>

#include "kernels/cuda/cell_entry.cuh"
#include "kernels/cuda/grid_node.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/row_chunks.cuh"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/eigenvalue_bound.hpp"
#include "kernels/numerics/float_bits.hpp"
#include "kernels/stages/grid_level.hpp"

// Cells are summed entry by entry, a thread each, and a level has a thread per node.

namespace tessera {
namespace {

using gpu::add_child_entry;
using gpu::begin_at_node;
using gpu::cell_entry;
using gpu::CellEntry;
using gpu::element_shares;
using gpu::ElementShares;
using gpu::kCellEntries;
using gpu::kWarp;
using gpu::line_node;
using gpu::line_node_count;
using gpu::LineNode;
using gpu::smooth_node;
using gpu::subtract_at_node;
using gpu::thread_in_grid;

constexpr int kThreads = 256;
/// Levels are small: smaller blocks spread over more multiprocessors.
constexpr int kNodeThreads = 128;
constexpr int kLanes = static_cast<int>(kFloatLanes);

__global__ void __launch_bounds__(kThreads)
    fill_cells_kernel(Quad4Level level, ElementsOnGrid on, GridShape shape, CellMatrices cells) {
  const std::int64_t item = thread_in_grid();
  if (item >= cells.count * kCellEntries) return;
  const CellEntry entry = cell_entry(item);
  const GridPlace lowest{static_cast<std::int32_t>(entry.cell / shape.fast),
                         static_cast<std::int32_t>(entry.cell % shape.fast), 0.0F, 0.0F};
  double sum = 0.0;
  for (std::int32_t at = on.cell_offsets[entry.cell]; at < on.cell_offsets[entry.cell + 1]; ++at) {
    const ElementShares shares = element_shares(level, on, on.elements[at], lowest, entry);
#pragma unroll
    for (int a = 0; a < kQuad4Nodes; ++a) {
      double row = 0.0;
#pragma unroll
      for (int b = 0; b < kQuad4Nodes; ++b) {
        if (shares.column[b].present) row = row + shares.K[a][b] * shares.column[b].weight;
      }
      if (shares.row[a].present) sum = sum + shares.row[a].weight * row;
    }
  }
  cells[entry.cell].entries[entry.row][entry.column] = sum;
}

__global__ void __launch_bounds__(kThreads)
    halve_cells_kernel(GridShape fine, View<const CellMatrix> from, GridShape coarse,
                       CellMatrices to) {
  const std::int64_t item = thread_in_grid();
  if (item >= to.count * kCellEntries) return;
  const CellEntry entry = cell_entry(item);
  double sum = 0.0;
#pragma unroll 1
  for (int child = 0; child < 4; ++child) {
    const std::int64_t slow = entry.cell / coarse.fast * 2 + child / 2;
    const std::int64_t fast = entry.cell % coarse.fast * 2 + child % 2;
    if (slow >= fine.slow || fast >= fine.fast) continue;
    sum = add_child_entry(from[slow * fine.fast + fast], child / 2, child % 2, entry, sum);
  }
  to[entry.cell].entries[entry.row][entry.column] = sum;
}

/// Room for the powers of one cell's matrix, for a warp.
struct PowerTile {
  double M[kCellEntries];
  double scale[kWindowNodes];
};

/// M = Dc^-1/2 Ac Dc^-1/2.
__device__ void take_scaled_cell(const CellMatrix& cell, PowerTile& tile, int lane) {
  if (lane < kWindowNodes) tile.scale[lane] = scale_of_diagonal(cell.entries[lane][lane]);
  __syncwarp();
  const double* const entries = &cell.entries[0][0];
  for (int at = lane; at < kCellEntries; at += kWarp) {
    tile.M[at] = (entries[at] * tile.scale[at / kWindowNodes]) * tile.scale[at % kWindowNodes];
  }
  __syncwarp();
}

/// M = M M, as `trace_of_power16` squares: from the entries of the upper triangle.
__device__ void square_cell(PowerTile& tile, int lane) {
  constexpr int kTurns = (kCellEntries + kWarp - 1) / kWarp;
  double square[kTurns];
#pragma unroll
  for (int turn = 0; turn < kTurns; ++turn) {
    const int at = min(turn * kWarp + lane, kCellEntries - 1);
    const int row = min(at / kWindowNodes, at % kWindowNodes);
    const int column = max(at / kWindowNodes, at % kWindowNodes);
    double sum = tile.M[row * kWindowNodes] * tile.M[column];
#pragma unroll
    for (int k = 1; k < kWindowNodes; ++k) {
      sum = sum + tile.M[row * kWindowNodes + k] * tile.M[k * kWindowNodes + column];
    }
    square[turn] = sum;
  }
  __syncwarp();
#pragma unroll
  for (int turn = 0; turn < kTurns; ++turn) {
    if (turn * kWarp + lane < kCellEntries) tile.M[turn * kWarp + lane] = square[turn];
  }
  __syncwarp();
}

/// A warp takes a cell at a time. `largest` becomes the bits of the largest trace: those of numbers
/// that are not negative are ordered as the numbers are, so that it does not matter who is first.
__global__ void __launch_bounds__(kThreads)
    bound_cells_kernel(View<const CellMatrix> cells, unsigned long long* largest) {
  constexpr int kWarps = kThreads / kWarp;
  __shared__ PowerTile tiles[kWarps];
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  PowerTile& tile = tiles[warp];
  double worst = 0.0;
  for (std::int64_t cell = std::int64_t{blockIdx.x} * kWarps + warp; cell < cells.count;
       cell += std::int64_t{gridDim.x} * kWarps) {
    take_scaled_cell(cells[cell], tile, lane);
    for (int squaring = 0; squaring < 3; ++squaring) square_cell(tile, lane);
    if (lane == 0) {
      double trace = 0.0;
      for (int at = 0; at < kCellEntries; ++at) trace = trace + tile.M[at] * tile.M[at];
      worst = trace > worst ? trace : worst;
    }
    __syncwarp();
  }
  if (worst > 0.0) atomicMax(largest, static_cast<unsigned long long>(exact::to_bits(worst)));
}

/// Entry (slow, fast) of a node's stencil from the cells whose windows hold both nodes.
__device__ double stencil_entry(const GridShape& shape, View<const CellMatrix> cells,
                                std::int64_t slow, std::int64_t fast, int entry) {
  double sum = 0.0;
  for (int a = 0; a < kWindow; ++a) {
    const int s = entry / kStencil - 2 + a;
    if (slow < a || s < 0 || s >= kWindow) continue;
    for (int b = 0; b < kWindow; ++b) {
      const int f = entry % kStencil - 2 + b;
      if (fast < b || f < 0 || f >= kWindow) continue;
      const CellMatrix& cell = cells[(slow - a) * shape.fast + fast - b];
      sum = sum + cell.entries[window_node(a, b)][window_node(s, f)];
    }
  }
  return sum;
}

__global__ void __launch_bounds__(kThreads)
    form_stencil_kernel(GridShape shape, View<const CellMatrix> cells, GridStencil to) {
  constexpr int kLineEntries = kStencilNodes * kLanes;
  const std::int64_t item = thread_in_grid();
  const std::int64_t line = item / kLineEntries;
  if (line >= shape.line_count()) return;
  const int entry = static_cast<int>(item % kLineEntries) / kLanes;
  const std::int64_t lines_per_row = shape.stride() / kLanes;
  const std::int64_t slow = line / lines_per_row;
  const std::int64_t fast = line % lines_per_row * kLanes + item % kLanes;
  const double sum = fast < shape.fast ? stencil_entry(shape, cells, slow, fast, entry) : 0.0;
  to.stencil[item] = static_cast<float>(sum);
  if (entry == kStencilNodes / 2) {
    to.inverse_diagonal[shape.place(slow, fast)] = inverse_of_diagonal(sum);
  }
}

/// Calls `use(node)` for the node of this thread, if there is one.
template <class Use>
__device__ void for_line_node(const GridLevel& level, const Use& use) {
  const std::int64_t item = thread_in_grid();
  if (item < line_node_count(level)) use(line_node(level, item));
}

__global__ void __launch_bounds__(kNodeThreads)
    begin_grid_smoothing_kernel(GridLevel level, LevelVectors at, ChebyshevStep step) {
  for_line_node(level, [&](const LineNode& node) { begin_at_node(level, at, step, node); });
}

__global__ void __launch_bounds__(kNodeThreads)
    smooth_grid_kernel(GridLevel level, LevelVectors at, ChebyshevStep step) {
  for_line_node(level, [&](const LineNode& node) { smooth_node(level, at, step, node); });
}

__global__ void __launch_bounds__(kNodeThreads)
    subtract_grid_action_kernel(GridLevel level, LevelVectors at) {
  for_line_node(level, [&](const LineNode& node) { subtract_at_node(level, at, node); });
}

std::int64_t blocks_of(const GridLevel& level) {
  return gpu::blocks_for(line_node_count(level), kNodeThreads);
}

}  // namespace

void gpu::fill_cells(Executor& executor, const Quad4Level& level, ElementsOnGrid on,
                     GridShape shape, CellMatrices cells) {
  launch(executor, blocks_for(cells.count * kCellEntries, kThreads), kThreads, fill_cells_kernel,
         level, on, shape, cells);
}

void gpu::halve_cells(Executor& executor, GridShape fine, View<const CellMatrix> from,
                      CellMatrices to) {
  launch(executor, blocks_for(to.count * kCellEntries, kThreads), kThreads, halve_cells_kernel,
         fine, from, halved(fine), to);
}

double gpu::bound_cells(Executor& executor, GridShape, View<const CellMatrix> cells) {
  constexpr std::int64_t kBlocksPerMultiprocessor = 8;
  double* const number = number_of(executor);
  zero_bytes(executor, number, sizeof(double));
  launch(executor,
         std::min(blocks_for(cells.count * kWarp, kThreads),
                  kBlocksPerMultiprocessor * executor.device().multiprocessors),
         kThreads, bound_cells_kernel, cells, reinterpret_cast<unsigned long long*>(number));
  return sixteenth_root(read_number(executor));
}

void gpu::form_stencil(Executor& executor, GridShape shape, View<const CellMatrix> cells,
                       GridStencil to) {
  launch(executor, blocks_for(shape.line_count() * kStencilNodes * kLanes, kThreads), kThreads,
         form_stencil_kernel, shape, cells, to);
}

void gpu::begin_smoothing(Executor& executor, const GridLevel& level, LevelVectors at,
                          ChebyshevStep step) {
  launch(executor, blocks_of(level), kNodeThreads, begin_grid_smoothing_kernel, level, at, step);
}

void gpu::smooth_step(Executor& executor, const GridLevel& level, LevelVectors at,
                      ChebyshevStep step) {
  launch(executor, blocks_of(level), kNodeThreads, smooth_grid_kernel, level, at, step);
}

void gpu::subtract_action(Executor& executor, const GridLevel& level, LevelVectors at) {
  launch(executor, blocks_of(level), kNodeThreads, subtract_grid_action_kernel, level, at);
}

}  // namespace tessera

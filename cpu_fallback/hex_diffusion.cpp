#include "kernels/stages/hex_diffusion.hpp"

#include "cpu_fallback/hex_sweep.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

using cpu::HexPass;
using cpu::HexStep;
using cpu::HexSweep;
using cpu::TileCells;

/// From this size on a field is written past the caches.
constexpr std::int64_t kStreamedBytes = std::int64_t{16} << 20;

/// A tile of one step: long rows suit the processor's prefetching.
constexpr std::int64_t kOneStepRows = 64;
constexpr std::int64_t kOneStepBytes = 65536;
/// Tiles of a sweep per worker, so that one that is held up does not hold up the others.
constexpr std::int64_t kTilesPerWorker = 4;
constexpr std::int64_t kFewestRows = 32;
constexpr std::int64_t kFewestCols = 256;

/// Columns in whole lines of cache.
std::int64_t whole_lines(std::int64_t cols) { return chunk_count_of(cols, 16) * 16; }

struct TileShape {
  std::int64_t rows, cols;
};

std::int64_t tile_count(const HexGrid& grid, const TileShape& tile) {
  return chunk_count_of(grid.rows, tile.rows) * chunk_count_of(grid.cols, tile.cols);
}

/// Large tiles, because work is done twice where they meet, but enough of them. A column costs
/// twice what a row does.
TileShape sweep_tile(const HexGrid& grid, int workers) {
  TileShape tile{cpu::kSweepRows, grid.cols};
  while (tile_count(grid, tile) < kTilesPerWorker * workers) {
    const std::int64_t rows = chunk_count_of(tile.rows < grid.rows ? tile.rows : grid.rows, 2);
    const std::int64_t cols = whole_lines(chunk_count_of(tile.cols, 2));
    if (rows >= kFewestRows && (2 * rows >= cols || cols < kFewestCols)) {
      tile.rows = rows;
    } else if (cols >= kFewestCols) {
      tile.cols = cols;
    } else {
      break;
    }
  }
  return tile;
}

template <class Tile, class Real>
void for_tiles(cpu::Executor& executor, const HexPass<Real>& pass, const TileShape& shape) {
  const std::int64_t across = chunk_count_of(pass.grid.cols, shape.cols);
  executor.for_chunks(tile_count(pass.grid, shape), [=](std::int64_t chunk) {
    const std::int64_t row = chunk / across * shape.rows;
    const std::int64_t col = chunk % across * shape.cols;
    const std::int64_t last_row = row + shape.rows;
    const std::int64_t last_col = col + shape.cols;
    Tile tile(pass, TileCells{row, last_row < pass.grid.rows ? last_row : pass.grid.rows, col,
                              last_col < pass.grid.cols ? last_col : pass.grid.cols});
    tile.run();
    cpu::finish_streaming();
  });
}

template <class Real>
void diffuse(cpu::Executor& executor, const HexPass<Real>& pass) {
  if (pass.grid.cell_count() == 0) return;
  if (pass.steps == 1) {
    const auto cols = kOneStepBytes / static_cast<std::int64_t>(sizeof(Real));
    for_tiles<HexStep<Real>>(executor, pass, {kOneStepRows, cols});
  } else {
    for_tiles<HexSweep<Real>>(executor, pass, sweep_tile(pass.grid, executor.workers()));
  }
}

template <class Real>
HexPass<Real> pass_of(const HexGrid& grid, const DiffusionRule& rule, int steps,
                      View<const Real> now, View<Real> next) {
  const std::int64_t bytes = next.count * static_cast<std::int64_t>(sizeof(Real));
  const bool aligned = reinterpret_cast<std::uintptr_t>(next.data) % cpu::kVectorBytes == 0;
  return {grid, rule, steps, now, next, aligned && bytes >= kStreamedBytes && rule.heavy == 0};
}

/// `count` cells in the order of rows, from cell `first` on, one beside the other.
template <class Real>
void collect_cells(const HexGrid& grid, const Real* field, std::int64_t first, std::int64_t count,
                   double* cells) {
  std::int64_t row = first / grid.cols;
  std::int64_t col = first % grid.cols;
  for (std::int64_t cell = 0; cell < count; ++cell) {
    cells[cell] = static_cast<double>(field[row * grid.stride + col]);
    if (++col == grid.cols) {
      col = 0;
      ++row;
    }
  }
}

template <class Real>
FieldSummary summarise(cpu::Executor& executor, const HexGrid& grid, View<const Real> field) {
  const std::int64_t count = grid.cell_count();
  if (count == 0) return {};
  const std::int64_t chunks = sum_chunk_count(count);
  auto parts = allocate<double>(executor, 3 * chunks);
  const View<double> sums = part(parts.view(), 0, chunks);
  const View<double> least = part(parts.view(), chunks, chunks);
  const View<double> most = part(parts.view(), 2 * chunks, chunks);
  executor.for_chunks(chunks, [=](std::int64_t chunk) {
    double cells[kSumChunk];
    const std::int64_t first = chunk * kSumChunk;
    const std::int64_t present = count - first < kSumChunk ? count - first : kSumChunk;
    collect_cells(grid, field.data, first, present, cells);
    sums[chunk] = sum_chunk(present, [&](std::int64_t cell) { return cells[cell]; });
    least[chunk] = cells[0];
    most[chunk] = cells[0];
    for (std::int64_t cell = 1; cell < present; ++cell) {
      least[chunk] = smaller_value(cells[cell], least[chunk]);
      most[chunk] = larger_value(cells[cell], most[chunk]);
    }
  });
  FieldSummary summary{sum_partials(sums.data, chunks), least[0], most[0]};
  for (std::int64_t chunk = 1; chunk < chunks; ++chunk) {
    summary.min = smaller_value(least[chunk], summary.min);
    summary.max = larger_value(most[chunk], summary.max);
  }
  return without_negative_zero(summary);
}

}  // namespace

void cpu::TESSERA_ISA::diffuse_steps(Executor& executor, HexGrid grid, DiffusionRule rule,
                                     int steps, View<const double> now, View<double> next) {
  diffuse(executor, pass_of(grid, rule, steps, now, next));
}

void cpu::TESSERA_ISA::diffuse_steps(Executor& executor, HexGrid grid, DiffusionRule rule,
                                     int steps, View<const float> now, View<float> next) {
  diffuse(executor, pass_of(grid, rule, steps, now, next));
}

FieldSummary cpu::TESSERA_ISA::summarise_field(Executor& executor, HexGrid grid,
                                               View<const double> field) {
  return summarise(executor, grid, field);
}

FieldSummary cpu::TESSERA_ISA::summarise_field(Executor& executor, HexGrid grid,
                                               View<const float> field) {
  return summarise(executor, grid, field);
}

}  // namespace tessera

#include "kernels/stages/hex_diffusion.hpp"

#include "cpu_fallback/hex_tile.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

using cpu::HexPass;
using cpu::HexTile;
using cpu::TileCells;

/// From this size on a field is written past the caches.
constexpr std::int64_t kStreamedBytes = std::int64_t{16} << 20;

template <class Real>
void diffuse(cpu::Executor& executor, const HexPass<Real>& pass) {
  // Around the edge of a periodic grid a tile reads copies of rows, which lie in its bands.
  const bool long_rows = pass.steps == 1 && pass.rule.border != GridBorder::periodic;
  const std::int64_t tile_rows = long_rows ? cpu::kOneStepRows : cpu::kTileRows;
  const std::int64_t tile_cols =
      (long_rows ? cpu::kOneStepBytes : cpu::kTileBytes) / static_cast<std::int64_t>(sizeof(Real));
  const std::int64_t strips = chunk_count_of(pass.grid.cols, tile_cols);
  const std::int64_t bands = chunk_count_of(pass.grid.rows, tile_rows);
  executor.for_chunks(strips * bands, [=](std::int64_t chunk) {
    const std::int64_t row = chunk / strips * tile_rows;
    const std::int64_t col = chunk % strips * tile_cols;
    const std::int64_t last_row = row + tile_rows;
    const std::int64_t last_col = col + tile_cols;
    HexTile<Real> tile(pass, TileCells{row, last_row < pass.grid.rows ? last_row : pass.grid.rows,
                                       col, last_col < pass.grid.cols ? last_col : pass.grid.cols});
    tile.run();
    cpu::finish_streaming();
  });
}

template <class Real>
HexPass<Real> pass_of(const HexGrid& grid, const DiffusionRule& rule, int steps,
                      View<const Real> now, View<Real> next) {
  const std::int64_t bytes = next.count * static_cast<std::int64_t>(sizeof(Real));
  return {grid, rule, steps, now, next, bytes >= kStreamedBytes && rule.heavy == 0};
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

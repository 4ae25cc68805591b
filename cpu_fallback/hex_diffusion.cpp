#include "kernels/stages/hex_diffusion.hpp"

#include "cpu_fallback/hex_tile.hpp"
#include "cpu_fallback/stages.hpp"
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
  constexpr std::int64_t kTileCols = cpu::kTileBytes / static_cast<std::int64_t>(sizeof(Real));
  const std::int64_t strips = chunk_count_of(pass.grid.cols, kTileCols);
  const std::int64_t bands = chunk_count_of(pass.grid.rows, cpu::kTileRows);
  executor.for_chunks(strips * bands, [=](std::int64_t chunk) {
    const std::int64_t row = chunk / strips * cpu::kTileRows;
    const std::int64_t col = chunk % strips * kTileCols;
    const std::int64_t last_row = row + cpu::kTileRows;
    const std::int64_t last_col = col + kTileCols;
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
  return {grid, rule, steps, now, next, bytes >= kStreamedBytes};
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

}  // namespace tessera

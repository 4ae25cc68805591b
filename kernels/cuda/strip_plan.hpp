#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/numerics/portability.hpp"
#include "kernels/stages/hex_diffusion.hpp"

// How a pass over a hexagonal or square grid is cut into tiles, one per warp: strips of columns,
// cut into bands of rows. A warp reads some columns and rows beyond its tile, computes them too,
// and writes the tile. See docs/hexagonal_grid_on_gpu.md.
//
//     columns ->   strip 0   1 ...            n-1
//     rows       | edge |  top  |  top  |   | edge |    Plain tiles read nothing outside of the
//      |         | edge | plain | plain |   | edge |    grid and need not know of its border; the
//      v         | edge | plain | plain |   | edge |    tiles around them do, and take longer.
//                | edge | bottom| bottom|   | edge |

namespace tessera::gpu {

/// The columns of a warp: `width` are read, those but `halo` on either side are written.
struct StripShape {
  int width;
  int halo;
  int depth;  // time steps of a plain tile, which are also the rows read beyond it

  [[nodiscard]] TESSERA_HD constexpr int written() const { return width - 2 * halo; }
};

/// The cells that a warp writes: rows [first_row, last_row), the first even, and the columns of a
/// strip. The warp reads from column `col` on, which may lie before the grid.
struct Tile {
  std::int64_t first_row, last_row;
  std::int64_t col;
  bool is_plain;
};

/// All tiles of a pass. Strips 1 to plain_strips have plain tiles in the rows [top, bottom).
struct StripPlan {
  std::int64_t rows;
  std::int64_t strips, plain_strips;
  std::int64_t top, bottom;
  std::int64_t plain_band, edge_band;  // rows of a tile; even

  [[nodiscard]] TESSERA_HD constexpr std::int64_t edge_tiles() const {
    return (strips - plain_strips) * bands(rows, edge_band);
  }
  [[nodiscard]] TESSERA_HD constexpr std::int64_t plain_tiles() const {
    return plain_strips * bands(bottom - top, plain_band);
  }
  /// Above and below the plain ones.
  [[nodiscard]] TESSERA_HD constexpr std::int64_t end_tiles() const { return 2 * plain_strips; }
  [[nodiscard]] TESSERA_HD constexpr std::int64_t tile_count() const {
    return edge_tiles() + plain_tiles() + end_tiles();
  }

  /// Tile `number` < tile_count(): what takes longest first, tiles side by side one after the
  /// other.
  [[nodiscard]] TESSERA_HD constexpr Tile tile(std::int64_t number, const StripShape& shape) const {
    if (number < edge_tiles()) {
      const std::int64_t edges = strips - plain_strips;
      const std::int64_t edge = number % edges;
      return tile_of(edge == 0 ? 0 : plain_strips + edge,
                     {number / edges * edge_band, rows, edge_band}, shape, false);
    }
    number -= edge_tiles();
    const bool is_plain = number < plain_tiles();
    if (!is_plain) number -= plain_tiles();
    const std::int64_t strip = 1 + number % plain_strips;
    const std::int64_t band = number / plain_strips;
    if (is_plain) return tile_of(strip, {top + band * plain_band, bottom, plain_band}, shape, true);
    const Band end = band == 0 ? Band{0, top, top} : Band{bottom, rows, rows};
    return tile_of(strip, end, shape, false);
  }

 private:
  struct Band {
    std::int64_t first, limit, height;
  };

  [[nodiscard]] TESSERA_HD static constexpr std::int64_t bands(std::int64_t count,
                                                               std::int64_t band) {
    return (count + band - 1) / band;
  }
  [[nodiscard]] TESSERA_HD static constexpr Tile tile_of(std::int64_t strip, const Band& band,
                                                         const StripShape& shape, bool is_plain) {
    const std::int64_t last = band.first + band.height;
    return {band.first, last < band.limit ? last : band.limit, strip * shape.written() - shape.halo,
            is_plain};
  }
};

namespace strips {

/// About how many times longer a row takes where there is a border.
inline constexpr std::int64_t kBorderCost = 3;
inline constexpr int kMostWaves = 4;
inline constexpr int kMostFewer = 4;

constexpr std::int64_t parts_of(std::int64_t count, std::int64_t unit) {
  return (count + unit - 1) / unit;
}
constexpr std::int64_t round_up(std::int64_t value, std::int64_t unit) {
  return parts_of(value, unit) * unit;
}

/// The strips and the rows of plain tiles; bands are still to be chosen.
constexpr StripPlan plain_region(const HexGrid& grid, const StripShape& shape, int steps) {
  const std::int64_t written = shape.written();
  StripPlan plan{grid.rows, parts_of(grid.cols, written), 0, 0, 0, 2, 2};
  // The first row that is read is row 1 or later, the last one row rows - 1 or earlier.
  const std::int64_t top = round_up(shape.depth + 2, 2);
  const std::int64_t bottom = (grid.rows - shape.depth) / 2 * 2;
  const std::int64_t last_col = grid.cols - (shape.width - shape.halo);
  if (steps < shape.depth || bottom <= top || last_col < written) return plan;
  plan.plain_strips = std::min(plan.strips - 1, last_col / written);
  plan.top = top;
  plan.bottom = bottom;
  return plan;
}

/// Time of a pass, in rows of a plain tile.
constexpr std::int64_t time_of(const StripPlan& plan, const StripShape& shape, std::int64_t slots) {
  const std::int64_t tiles = plan.edge_tiles() + plan.plain_tiles();
  const std::int64_t turns = parts_of(tiles, slots);
  const bool any_plain = plan.plain_tiles() > 0;
  const std::int64_t turn = any_plain ? plan.plain_band + 2 * shape.depth
                                      : kBorderCost * (plan.edge_band + 2 * shape.depth);
  // The tiles above and below run in the slots that the last turn leaves, or after it.
  const std::int64_t end = kBorderCost * (plan.top + 2 * shape.depth);
  const std::int64_t spare = std::max<std::int64_t>(1, turns * slots - tiles);
  const std::int64_t beside = std::max(turn, parts_of(plan.end_tiles(), spare) * end);
  const std::int64_t after = turn + parts_of(plan.end_tiles(), slots) * end;
  return (turns - 1) * turn + std::min(beside, after);
}

}  // namespace strips

/// The plan for `steps` steps that takes the least time on a device that works on `slots` tiles at
/// once: a taller band computes fewer rows twice, a shorter one leaves fewer slots idle. Depends on
/// nothing but its arguments. `grid` is not empty.
[[nodiscard]] constexpr StripPlan plan_strips(const HexGrid& grid, const StripShape& shape,
                                              int steps, std::int64_t slots) {
  using namespace strips;
  StripPlan plan = plain_region(grid, shape, steps);
  const std::int64_t edges = plan.strips - plan.plain_strips;
  const std::int64_t least = round_up(std::max(2, shape.depth), 2);
  StripPlan best = plan;
  std::int64_t best_time = 0;
  for (int choice = 0; choice < kMostWaves * kMostFewer; ++choice) {
    // As many bands as there are slots, where a row at the edge counts as `kBorderCost` others, or
    // a few less, which leaves slots for the tiles above and below.
    const std::int64_t waves = 1 + choice / kMostFewer;
    const std::int64_t bands = std::max<std::int64_t>(
        1, waves * slots / (plan.plain_strips + kBorderCost * edges) - choice % kMostFewer);
    plan.plain_band = std::max(least, round_up((grid.rows + bands - 1) / bands, 2));
    plan.edge_band = std::max(least, round_up(plan.plain_band / kBorderCost, 2));
    const std::int64_t time = time_of(plan, shape, slots);
    if (best_time != 0 && time >= best_time) continue;
    best = plan;
    best_time = time;
  }
  return best;
}

}  // namespace tessera::gpu

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/report/image.hpp"
#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {

/// The cells of a field, or where there are too many for a picture the means of square blocks of
/// them; those at the right and the lower edge may be smaller.
struct CellBlocks {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t side = 1;       // cells along the side of a block
  std::vector<double> values;  // [row][col]; not finite where a cell is not
};

/// The means of the smallest blocks of which at most `most` lie along either side of the field.
/// `field`: [rows][cols] of double or float.
template <class Real>
[[nodiscard]] CellBlocks average_blocks(std::span<const Real> field, std::int64_t rows,
                                        std::int64_t cols, std::int64_t most);

/// What a picture of cells shows.
struct CellPicture {
  Topology topology = Topology::hex;
  CellBlocks blocks;
  std::string title;
  std::string subtitle;
  int width = 1600;  // pixels
};

/// Blocks along the longer side of a picture, about one per pixel.
inline constexpr std::int64_t kMostPictureBlocks = 1600;

/// Draws the cells in their places, row 0 at the top: hexagons with odd rows half a cell to the
/// right, or squares; blocks of cells as rectangles. Colour bar with the extremes of what is shown;
/// values that are not finite are grey. The same request gives the same pixels.
[[nodiscard]] Image draw_cells(const CellPicture& request);

}  // namespace tessera

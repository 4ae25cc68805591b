#include "host/report/cell_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "host/report/colour_map.hpp"
#include "host/report/picture_legend.hpp"

namespace tessera {
namespace {

// Where a pixel is looked at, each way.
constexpr std::array<double, 3> kSampleOffsets{1.0 / 6.0, 0.5, 5.0 / 6.0};
// Regular hexagons, points up, one unit from centre to centre.
constexpr double kRowPitch = std::numbers::sqrt3 / 2.0;
constexpr double kHexagonHeight = 2.0 / std::numbers::sqrt3;

/// Which block lies at a place of the plane; y downwards from the upper edge.
class CellPlane {
 public:
  explicit CellPlane(const CellPicture& request)
      : rows_(request.blocks.rows),
        cols_(request.blocks.cols),
        hexagons_(request.topology == Topology::hex && request.blocks.side == 1),
        pitch_(request.topology == Topology::hex ? kRowPitch : 1.0) {}

  [[nodiscard]] double width() const {
    return static_cast<double>(cols_) + (hexagons_ && rows_ > 1 ? 0.5 : 0.0);
  }
  [[nodiscard]] double height() const {
    const double rows = static_cast<double>(rows_);
    return hexagons_ ? (rows - 1.0) * kRowPitch + kHexagonHeight : rows * pitch_;
  }

  [[nodiscard]] std::optional<std::size_t> block_at(double x, double y) const {
    if (hexagons_) return hexagon_at(x, y);
    return block(static_cast<std::int64_t>(std::floor(y / pitch_)),
                 static_cast<std::int64_t>(std::floor(x)));
  }

 private:
  [[nodiscard]] std::optional<std::size_t> block(std::int64_t row, std::int64_t col) const {
    if (row < 0 || row >= rows_ || col < 0 || col >= cols_) return std::nullopt;
    return static_cast<std::size_t>(row * cols_ + col);
  }

  // The hexagon around the nearest of the centres, of which there are also some outside the grid.
  [[nodiscard]] std::optional<std::size_t> hexagon_at(double x, double y) const {
    const auto above = static_cast<std::int64_t>(std::floor((y - kHexagonHeight / 2) / kRowPitch));
    double nearest = 4.0;
    std::optional<std::size_t> found;
    for (std::int64_t row = above; row <= above + 1; ++row) {
      const double shift = row % 2 != 0 ? 0.5 : 0.0;
      const auto col = static_cast<std::int64_t>(std::floor(x - shift));
      const double across = x - shift - static_cast<double>(col) - 0.5;
      const double down = y - kHexagonHeight / 2 - static_cast<double>(row) * kRowPitch;
      const double distance = across * across + down * down;
      if (distance >= nearest) continue;
      nearest = distance;
      found = block(row, col);
    }
    return found;
  }

  std::int64_t rows_;
  std::int64_t cols_;
  bool hexagons_;
  double pitch_;
};

/// The colours of every block, so that a sample costs no mathematics.
std::vector<Colour> block_colours(const CellBlocks& blocks, const ValueRange& range) {
  const ColourMap colours;
  std::vector<Colour> painted;
  painted.reserve(blocks.values.size());
  for (const double value : blocks.values) painted.push_back(colours.at(range.share(value)));
  return painted;
}

class CellPainter {
 public:
  CellPainter(const CellPicture& request, const PictureLayout& layout, const ValueRange& range)
      : plane_(request), layout_(layout), colours_(block_colours(request.blocks, range)) {}

  void paint(Image& image) const {
    for (int row = 0; row < layout_.plot.height; ++row) {
      for (int column = 0; column < layout_.plot.width; ++column) {
        image.at(layout_.plot.left + column, layout_.plot.top + row) = pixel(column, row);
      }
    }
  }

 private:
  // The mean of the pixel's samples.
  [[nodiscard]] Colour pixel(int column, int row) const {
    constexpr int kSamples = int{kSampleOffsets.size() * kSampleOffsets.size()};
    int red = kSamples / 2;
    int green = kSamples / 2;
    int blue = kSamples / 2;
    for (const double down : kSampleOffsets) {
      for (const double across : kSampleOffsets) {
        const Colour colour = colour_at(column + across, row + down);
        red += colour.red;
        green += colour.green;
        blue += colour.blue;
      }
    }
    return {static_cast<std::uint8_t>(red / kSamples), static_cast<std::uint8_t>(green / kSamples),
            static_cast<std::uint8_t>(blue / kSamples)};
  }

  [[nodiscard]] Colour colour_at(double column, double row) const {
    const RasterView& view = layout_.view;
    const auto block =
        plane_.block_at(column / view.scale + view.x_left, row / view.scale - view.y_top);
    return block ? colours_[*block] : kPaper;
  }

  CellPlane plane_;
  const PictureLayout& layout_;
  std::vector<Colour> colours_;
};

}  // namespace

template <class Real>
CellBlocks average_blocks(std::span<const Real> field, std::int64_t rows, std::int64_t cols,
                          std::int64_t most) {
  const std::int64_t side = std::max((std::max(rows, cols) + most - 1) / most, std::int64_t{1});
  CellBlocks blocks{(rows + side - 1) / side, (cols + side - 1) / side, side, {}};
  blocks.values.assign(static_cast<std::size_t>(blocks.rows * blocks.cols), 0.0);
  for (std::int64_t row = 0; row < rows; ++row) {
    double* const sums = blocks.values.data() + row / side * blocks.cols;
    const Real* const cells = field.data() + row * cols;
    for (std::int64_t col = 0; col < cols; ++col) sums[col / side] += double{cells[col]};
  }
  for (std::int64_t block = 0; block < blocks.rows * blocks.cols; ++block) {
    const std::int64_t height = std::min(side, rows - block / blocks.cols * side);
    const std::int64_t width = std::min(side, cols - block % blocks.cols * side);
    blocks.values[static_cast<std::size_t>(block)] /= static_cast<double>(height * width);
  }
  return blocks;
}

template CellBlocks average_blocks(std::span<const double>, std::int64_t, std::int64_t,
                                   std::int64_t);
template CellBlocks average_blocks(std::span<const float>, std::int64_t, std::int64_t,
                                   std::int64_t);

Image draw_cells(const CellPicture& request) {
  const CellPlane plane(request);
  const PictureLayout layout =
      lay_out_picture(PlaneBox{0.0, plane.width(), -plane.height(), 0.0}, request.width);
  const ValueRange range = ValueRange::of(request.blocks.values);
  Image image(layout.width, layout.height, kPaper);
  CellPainter(request, layout, range).paint(image);
  InkLayer dark(layout.width, layout.height);
  InkLayer pale(layout.width, layout.height);
  draw_legend(image, dark, pale, layout, range, {request.title, request.subtitle, ""});
  pale.blend_into(image, kPaleInk);
  dark.blend_into(image, kInk);
  return image;
}

}  // namespace tessera

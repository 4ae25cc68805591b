#include "host/report/ink_layer.hpp"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

constexpr double kFullCoverage = 255.0;

std::uint8_t mixed_channel(std::uint8_t under, std::uint8_t over, double share) {
  return static_cast<std::uint8_t>(std::lround(under + (over - under) * share));
}

double distance_to_line(PixelPoint point, PixelPoint start, PixelPoint end) {
  const double along_column = end.column - start.column;
  const double along_row = end.row - start.row;
  const double length_squared = along_column * along_column + along_row * along_row;
  double share = 0.0;
  if (length_squared > 0.0) {
    const double projection =
        (point.column - start.column) * along_column + (point.row - start.row) * along_row;
    share = std::clamp(projection / length_squared, 0.0, 1.0);
  }
  return std::hypot(point.column - start.column - share * along_column,
                    point.row - start.row - share * along_row);
}

}  // namespace

Colour mixed(Colour under, Colour over, double share) {
  return {mixed_channel(under.red, over.red, share), mixed_channel(under.green, over.green, share),
          mixed_channel(under.blue, over.blue, share)};
}

InkLayer::InkLayer(int width, int height)
    : width_(width),
      height_(height),
      coverage_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0) {}

void InkLayer::add_line(PixelPoint start, PixelPoint end, double line_width) {
  // A pixel is taken as fully covered half a pixel inside the rim and as free half a pixel outside.
  const double reach = line_width / 2 + 0.5;
  const auto first = [reach](double one, double other) {
    return std::max(0, static_cast<int>(std::floor(std::min(one, other) - reach)));
  };
  const auto past = [reach](double one, double other, int limit) {
    return std::min(limit, static_cast<int>(std::ceil(std::max(one, other) + reach)));
  };
  const int last_row = past(start.row, end.row, height_);
  const int last_column = past(start.column, end.column, width_);
  for (int row = first(start.row, end.row); row < last_row; ++row) {
    for (int column = first(start.column, end.column); column < last_column; ++column) {
      const double distance = distance_to_line({column + 0.5, row + 0.5}, start, end);
      const double share = std::clamp(reach - distance, 0.0, 1.0);
      std::uint8_t& pixel =
          coverage_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
                    static_cast<std::size_t>(column)];
      pixel = std::max(pixel, static_cast<std::uint8_t>(std::lround(share * kFullCoverage)));
    }
  }
}

void InkLayer::blend_into(Image& image, Colour colour, double opacity) const {
  std::size_t index = 0;
  for (int row = 0; row < height_; ++row) {
    for (int column = 0; column < width_; ++column, ++index) {
      if (coverage_[index] == 0) continue;
      Colour& pixel = image.at(column, row);
      pixel = mixed(pixel, colour, opacity * coverage_[index] / kFullCoverage);
    }
  }
}

}  // namespace tessera

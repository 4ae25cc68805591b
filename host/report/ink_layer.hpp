#pragma once

#include <cstdint>
#include <vector>

#include "host/report/image.hpp"

namespace tessera {

/// A place in a picture: pixels from the upper left corner; pixel centres lie at halves.
struct PixelPoint {
  double column = 0.0;
  double row = 0.0;
};

/// How much of each pixel is covered by lines with round ends. Where lines overlap the larger
/// coverage counts, so that joints and crossings are not darker than the lines.
class InkLayer {
 public:
  InkLayer(int width, int height);

  /// Adds the straight line from `start` to `end`; parts outside the picture are cut off.
  void add_line(PixelPoint start, PixelPoint end, double line_width);
  /// Mixes `colour` into `image` (of the same size) by the coverage times `opacity` (0 to 1).
  void blend_into(Image& image, Colour colour, double opacity = 1.0) const;

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> coverage_;  // [row][column], 255 is full
};

/// `share` (0 to 1) of `over` above the rest of `under`.
[[nodiscard]] Colour mixed(Colour under, Colour over, double share);

}  // namespace tessera

#pragma once

#include <array>
#include <limits>
#include <span>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "host/report/ink_layer.hpp"

namespace tessera {

/// Where the metres of a mesh lie on a raster: `scale` samples per metre, y upwards.
struct RasterView {
  double x_left = 0.0;
  double y_top = 0.0;
  double scale = 1.0;

  [[nodiscard]] PixelPoint at(double x, double y) const {
    return {(x - x_left) * scale, (y_top - y) * scale};
  }
};

/// The values of a nodal field at the samples of a raster, row 0 at the top.
class FieldRaster {
 public:
  /// Stands where no element lies; a field that is not a number is NaN.
  static constexpr float kOutside = -std::numeric_limits<float>::infinity();

  FieldRaster(int width, int height);

  /// Draws every element, divided into pieces of a few samples that are linear each.
  /// `nodal_shares`: [node], finite or NaN. Elements that meet leave no gap; where they overlap
  /// the last one stands.
  void draw(const Quad8Mesh& mesh, std::span<const float> nodal_shares, const RasterView& view);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] float at(int column, int row) const {
    return samples_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
                    static_cast<std::size_t>(column)];
  }

 private:
  struct Vertex {
    PixelPoint place;
    double value = 0.0;
  };

  void draw_grid(std::span<const Vertex> grid, int pieces);
  void fill_triangle(const Vertex& first, const Vertex& second, const Vertex& third);

  int width_;
  int height_;
  std::vector<float> samples_;  // [row][column]
};

}  // namespace tessera

#include "host/report/field_raster.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/numerics/quad8.hpp"

namespace tessera {
namespace {

constexpr double kPieceSamples = 8.0;
constexpr int kLargestLevel = 7;  // 2^7 pieces along a side
// Neighbours may divide their common side into different numbers of pieces, so that its two images
// differ by a fraction of a sample; no sample may fall between them.
constexpr double kSeam = 0.1;

/// [eta][xi], (pieces + 1) points each way.
std::vector<Quad8Shape> shape_grid(int pieces) {
  std::vector<Quad8Shape> grid;
  for (int row = 0; row <= pieces; ++row) {
    for (int column = 0; column <= pieces; ++column) {
      grid.push_back(quad8_shape(2.0 * column / pieces - 1.0, 2.0 * row / pieces - 1.0));
    }
  }
  return grid;
}

/// The smallest level (2^level pieces a side) whose pieces are a few samples long.
int level_for(std::span<const PixelPoint, 8> nodes) {
  const auto by_column = [](PixelPoint a, PixelPoint b) { return a.column < b.column; };
  const auto by_row = [](PixelPoint a, PixelPoint b) { return a.row < b.row; };
  const auto columns = std::minmax_element(nodes.begin(), nodes.end(), by_column);
  const auto rows = std::minmax_element(nodes.begin(), nodes.end(), by_row);
  const double extent =
      std::max(columns.second->column - columns.first->column, rows.second->row - rows.first->row);
  int level = 0;
  while (level < kLargestLevel && extent > kPieceSamples * (1 << level)) ++level;
  return level;
}

/// A linear function of the place on the raster.
struct Plane {
  double at_origin = 0.0;
  double along_column = 0.0;
  double along_row = 0.0;

  [[nodiscard]] double at(double column, double row) const {
    return at_origin + along_column * column + along_row * row;
  }
};

/// The distance from the line through `start` and `end`; positive on the side of `inside`.
Plane distance_from_side(PixelPoint start, PixelPoint end, PixelPoint inside) {
  const double along_column = start.row - end.row;
  const double along_row = end.column - start.column;
  const Plane raw{-(along_column * start.column + along_row * start.row), along_column, along_row};
  const double length = std::hypot(along_column, along_row);
  const double factor = (raw.at(inside.column, inside.row) < 0.0 ? -1.0 : 1.0) / length;
  return {raw.at_origin * factor, raw.along_column * factor, raw.along_row * factor};
}

/// The samples whose centres lie within kSeam of the interval; clipped to 0 .. limit - 1.
struct SampleRange {
  SampleRange(double one, double two, double three, int limit)
      : first(std::max(0, static_cast<int>(std::ceil(std::min({one, two, three}) - kSeam - 0.5)))),
        last(std::min(limit - 1,
                      static_cast<int>(std::floor(std::max({one, two, three}) + kSeam - 0.5)))) {}
  int first;
  int last;
};

}  // namespace

FieldRaster::FieldRaster(int width, int height)
    : width_(width),
      height_(height),
      samples_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), kOutside) {}

void FieldRaster::draw(const Quad8Mesh& mesh, std::span<const float> nodal_shares,
                       const RasterView& view) {
  std::array<std::vector<Quad8Shape>, kLargestLevel + 1> shapes;
  std::vector<Vertex> grid;
  for (const Quad8& nodes : mesh.quad8) {
    std::array<PixelPoint, 8> places;
    std::array<double, 8> values;
    for (std::size_t local = 0; local < nodes.size(); ++local) {
      const auto node = static_cast<std::size_t>(nodes[local]);
      places[local] = view.at(mesh.x[node], mesh.y[node]);
      values[local] = nodal_shares[node];
    }
    const int level = level_for(places);
    std::vector<Quad8Shape>& shape = shapes[static_cast<std::size_t>(level)];
    if (shape.empty()) shape = shape_grid(1 << level);
    grid.assign(shape.size(), {});
    for (std::size_t point = 0; point < shape.size(); ++point) {
      for (std::size_t local = 0; local < nodes.size(); ++local) {
        const double weight = shape[point].N[local];
        grid[point].place.column += weight * places[local].column;
        grid[point].place.row += weight * places[local].row;
        grid[point].value += weight * values[local];
      }
    }
    draw_grid(grid, 1 << level);
  }
}

void FieldRaster::draw_grid(std::span<const Vertex> grid, int pieces) {
  const auto stride = static_cast<std::size_t>(pieces) + 1;
  for (std::size_t row = 0; row + 1 < stride; ++row) {
    for (std::size_t column = 0; column + 1 < stride; ++column) {
      const std::size_t corner = row * stride + column;
      fill_triangle(grid[corner], grid[corner + 1], grid[corner + stride + 1]);
      fill_triangle(grid[corner], grid[corner + stride + 1], grid[corner + stride]);
    }
  }
}

void FieldRaster::fill_triangle(const Vertex& first, const Vertex& second, const Vertex& third) {
  const auto [a, b, c] = std::array{first.place, second.place, third.place};
  const double twice_area =
      (b.column - a.column) * (c.row - a.row) - (c.column - a.column) * (b.row - a.row);
  if (twice_area == 0.0) return;
  const std::array sides{distance_from_side(a, b, c), distance_from_side(b, c, a),
                         distance_from_side(c, a, b)};
  // The value at a corner counts by the distance from the opposite side.
  Plane value;
  const std::array weights{third.value / sides[0].at(c.column, c.row),
                           first.value / sides[1].at(a.column, a.row),
                           second.value / sides[2].at(b.column, b.row)};
  for (std::size_t side = 0; side < sides.size(); ++side) {
    value.at_origin += weights[side] * sides[side].at_origin;
    value.along_column += weights[side] * sides[side].along_column;
    value.along_row += weights[side] * sides[side].along_row;
  }
  const SampleRange rows(a.row, b.row, c.row, height_);
  const SampleRange columns(a.column, b.column, c.column, width_);
  for (int row = rows.first; row <= rows.last; ++row) {
    float* line =
        samples_.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(width_);
    for (int column = columns.first; column <= columns.last; ++column) {
      const double x = column + 0.5;
      const double y = row + 0.5;
      const bool inside =
          sides[0].at(x, y) >= -kSeam && sides[1].at(x, y) >= -kSeam && sides[2].at(x, y) >= -kSeam;
      if (inside) line[column] = static_cast<float>(value.at(x, y));
    }
  }
}

}  // namespace tessera

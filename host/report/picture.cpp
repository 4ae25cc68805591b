#include "host/report/picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "host/errors.hpp"
#include "host/report/colour_map.hpp"
#include "host/report/field_raster.hpp"
#include "host/report/picture_layout.hpp"
#include "host/report/picture_legend.hpp"

namespace tessera {
namespace {

constexpr int kSamplesPerPixel = 2;  // each way
constexpr double kOutlineWidth = 2.2;

std::vector<float> nodal_shares(std::span<const double> values, const ValueRange& range) {
  std::vector<float> shares(values.size());
  std::transform(values.begin(), values.end(), shares.begin(),
                 [&range](double value) { return static_cast<float>(range.share(value)); });
  return shares;
}

/// The lines at the inner twentieths of the range, as a coverage of single samples.
class IsoLines {
 public:
  explicit IsoLines(const FieldRaster& raster) : raster_(raster) {}

  /// How much of the sample is line, 0 to 1.
  [[nodiscard]] double coverage(int column, int row) const {
    if (column + 1 >= raster_.width() || row + 1 >= raster_.height()) return 0.0;
    const double here = kBands * raster_.at(column, row);
    const double right = kBands * raster_.at(column + 1, row);
    const double below = kBands * raster_.at(column, row + 1);
    const double slope = std::hypot(right - here, below - here);
    const double level = std::round(here);
    // Outside and NaN fail the comparison; level 0 and the last one are the extremes themselves.
    if (!(slope > kFlattest && slope < kSteepest) || level < 1 || level > kBands - 1) return 0.0;
    const double fade = std::min({1.0, 2.0 * (kSteepest - slope) / kSteepest, slope / kFlat});
    const double distance = std::abs(here - level) / slope;
    return fade * std::clamp(kHalfWidth + 0.5 - distance, 0.0, 1.0);
  }

 private:
  static constexpr int kBands = 20;
  static constexpr double kHalfWidth = 1.0;  // samples
  static constexpr double kSteepest = 0.25;  // bands per sample: denser lines would be a blot
  // Bands per sample: below the first is rounding noise, below the second a line fades.
  static constexpr double kFlattest = 2e-5;
  static constexpr double kFlat = 5e-4;
  const FieldRaster& raster_;
};

// Between two levels, so that no line changes its colour on its way.
constexpr double kLineColourChange = 0.525;

Colour line_colour(double share) {
  return share < kLineColourChange ? Colour{255, 255, 255} : Colour{0, 0, 0};
}

/// Paints the samples into the plot, each pixel the mean of its samples.
void paint_raster(Image& image, const PixelBox& plot, const FieldRaster& raster, bool iso_lines) {
  constexpr double kLineOpacity = 0.5;
  constexpr int kSamples = kSamplesPerPixel * kSamplesPerPixel;
  const ColourMap colours;
  const IsoLines lines(raster);
  const auto sample_colour = [&](int column, int row) {
    const float share = raster.at(column, row);
    if (share == FieldRaster::kOutside) return kPaper;
    const Colour colour = colours.at(share);
    const double line = iso_lines ? lines.coverage(column, row) : 0.0;
    return line > 0.0 ? mixed(colour, line_colour(share), kLineOpacity * line) : colour;
  };
  for (int row = 0; row < plot.height; ++row) {
    for (int column = 0; column < plot.width; ++column) {
      int red = kSamples / 2;
      int green = kSamples / 2;
      int blue = kSamples / 2;
      for (int sample = 0; sample < kSamples; ++sample) {
        const Colour colour = sample_colour(column * kSamplesPerPixel + sample % kSamplesPerPixel,
                                            row * kSamplesPerPixel + sample / kSamplesPerPixel);
        red += colour.red;
        green += colour.green;
        blue += colour.blue;
      }
      image.at(plot.left + column, plot.top + row) = {static_cast<std::uint8_t>(red / kSamples),
                                                      static_cast<std::uint8_t>(green / kSamples),
                                                      static_cast<std::uint8_t>(blue / kSamples)};
    }
  }
}

void paint_field(Image& image, const PictureRequest& request, const PictureLayout& layout,
                 const ValueRange& range) {
  FieldRaster raster(layout.plot.width * kSamplesPerPixel, layout.plot.height * kSamplesPerPixel);
  RasterView view = layout.view;
  view.scale *= kSamplesPerPixel;
  raster.draw(request.mesh, nodal_shares(request.nodal_values, range), view);
  paint_raster(image, layout.plot, raster, request.iso_lines && !range.is_single());
}

/// A side belongs to the outline when no other element has its mid-side node.
std::vector<bool> outline_mid_sides(const Quad8Mesh& mesh) {
  std::vector<int> sides_at(mesh.node_count(), 0);
  for (const Quad8& nodes : mesh.quad8) {
    for (std::size_t side = 4; side < 8; ++side) ++sides_at[static_cast<std::size_t>(nodes[side])];
  }
  std::vector<bool> single(mesh.node_count());
  std::transform(sides_at.begin(), sides_at.end(), single.begin(),
                 [](int sides) { return sides == 1; });
  return single;
}

/// Adds the parabola through the three nodes of a side.
void add_side(InkLayer& ink, PixelPoint start, PixelPoint end, PixelPoint middle) {
  constexpr double kPiecePixels = 6.0;
  const double length = std::hypot(end.column - start.column, end.row - start.row);
  const int pieces = std::clamp(static_cast<int>(std::ceil(length / kPiecePixels)), 1, 256);
  PixelPoint before = start;
  for (int piece = 1; piece <= pieces; ++piece) {
    const double xi = 2.0 * piece / pieces - 1.0;
    const double at_start = 0.5 * xi * (xi - 1.0);
    const double at_end = 0.5 * xi * (xi + 1.0);
    const double at_middle = 1.0 - xi * xi;
    const PixelPoint after{
        at_start * start.column + at_end * end.column + at_middle * middle.column,
        at_start * start.row + at_end * end.row + at_middle * middle.row};
    ink.add_line(before, after, kOutlineWidth);
    before = after;
  }
}

void add_outline(InkLayer& ink, const Quad8Mesh& mesh, const PictureLayout& layout) {
  const std::vector<bool> is_outline = outline_mid_sides(mesh);
  const auto place = [&](NodeId id) {
    const auto node = static_cast<std::size_t>(id);
    const PixelPoint inside = layout.view.at(mesh.x[node], mesh.y[node]);
    return PixelPoint{layout.plot.left + inside.column, layout.plot.top + inside.row};
  };
  for (const Quad8& nodes : mesh.quad8) {
    for (const auto& [first, second, middle] : kQuad8Sides) {
      const NodeId mid_side = nodes[static_cast<std::size_t>(middle)];
      if (!is_outline[static_cast<std::size_t>(mid_side)]) continue;
      add_side(ink, place(nodes[static_cast<std::size_t>(first)]),
               place(nodes[static_cast<std::size_t>(second)]), place(mid_side));
    }
  }
}

}  // namespace

Image draw_field(const PictureRequest& request) {
  if (request.nodal_values.size() != request.mesh.node_count()) {
    throw Error(ExitCode::internal_error,
                "picture '" + request.title + "': " + std::to_string(request.nodal_values.size()) +
                    " values for " + std::to_string(request.mesh.node_count()) + " nodes");
  }
  const PictureLayout layout = lay_out_picture(request.mesh, request.width);
  const ValueRange range = ValueRange::of(request.mesh, request.nodal_values);
  Image image(layout.width, layout.height, kPaper);
  paint_field(image, request, layout, range);
  InkLayer dark(layout.width, layout.height);
  InkLayer pale(layout.width, layout.height);
  add_outline(dark, request.mesh, layout);
  draw_legend(image, dark, pale, layout, range, {request.title, request.subtitle, request.unit});
  pale.blend_into(image, kPaleInk);
  dark.blend_into(image, kInk);
  return image;
}

}  // namespace tessera

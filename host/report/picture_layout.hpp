#pragma once

#include "host/mesh/quad8_mesh.hpp"
#include "host/report/field_raster.hpp"

namespace tessera {

/// A box of whole pixels.
struct PixelBox {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// Where the parts of a picture stand: the title above, the mesh in its own proportions, the colour
/// bar with its labels to the right.
struct PictureLayout {
  int width = 0;
  int height = 0;
  PixelBox plot;
  PixelBox colour_bar;
  PixelPoint title_baseline;
  PixelPoint subtitle_baseline;
  PixelPoint unit_baseline;
  RasterView view;  // metres to pixels of the plot, from its upper left corner
};

/// The part of the plane that a picture shows.
struct PlaneBox {
  double x_min = 0.0;
  double x_max = 1.0;
  double y_min = 0.0;
  double y_max = 1.0;

  [[nodiscard]] double width() const { return x_max - x_min; }
  [[nodiscard]] double height() const { return y_max - y_min; }
};

/// Lays out a picture of `box`, as below.
[[nodiscard]] PictureLayout lay_out_picture(const PlaneBox& box, int width);

/// Lays out a picture `width` pixels wide (at least 640); the height follows the box around the
/// elements of the mesh. A very tall mesh is drawn smaller so that the picture stays usable.
[[nodiscard]] PictureLayout lay_out_picture(const Quad8Mesh& mesh, int width);

}  // namespace tessera

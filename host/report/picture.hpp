#pragma once

#include <span>
#include <string>

#include "host/mesh/quad8_mesh.hpp"
#include "host/report/image.hpp"

namespace tessera {

/// What a picture shows.
struct PictureRequest {
  const Quad8Mesh& mesh;
  std::span<const double> nodal_values;  // [node]; only nodes of elements count
  std::string title;                     // "Potential"
  std::string unit;                      // "m²/s", above the colour bar
  std::string subtitle;                  // a smaller line below the title; may be empty
  int width = 1600;                      // pixels, at least 640
  bool iso_lines = true;                 // a thin line at every twentieth of the range
};

/// Draws a nodal field on its mesh: colours by the shape functions of the elements, the outline of
/// the mesh, a colour bar with the extremes. The same request gives the same pixels. A field of one
/// value is drawn in the middle colour; values that are not finite are grey and do not count for
/// the range. Throws Error when the field does not fit the mesh.
[[nodiscard]] Image draw_field(const PictureRequest& request);

}  // namespace tessera

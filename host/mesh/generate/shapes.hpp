#pragma once

#include <array>
#include <string_view>

#include "host/mesh/generate/blocking.hpp"

namespace tessera {

/// The domains that can be generated. Lengths in metres; the flow enters at `inlet` and leaves at
/// `outlet`, which are all edges on x = x_min and x = x_max except where the text says otherwise.
enum class Shape {
  /// 3 x 1, with a throat half as wide at x = 1.5; walls are cosines for x in 0.5..2.5.
  venturi,
  /// Main pipe 3 x 0.5; a branch 0.5 wide and 1 high stands on x in 1.25..1.75. Its end is the
  /// group `branch`, a closed wall unless a case file opens it.
  t_junction,
  /// Pipe 0.6 wide: leg 0.5, arc up, arc back (radius 1.25, cosine of the angle 0.6), leg 0.5; the
  /// outlet at x = 3 lies 1 m above the inlet.
  s_bend,
  /// Pipe 1 wide from the bottom (inlet y = 0, x in 0..1) to the right (outlet x = 2.5): leg 1,
  /// quarter turn of radii 0.5 and 1.5, leg 1.
  elbow,
  /// Inlet 0.5 high (y in 0.5..1) for x in 0..1, then 1 high (y in 0..1) to x = 3.
  backward_step,
  /// 3 x 1.2: trunk 0.6 high (y in 0.3..0.9) that parts at (1.5, 0.6) into two branches 0.4 high,
  /// which end at y in 0..0.4 and 0.8..1.2.
  y_tube,
  /// 3 x 1, straight.
  channel,
  /// Upper half of a channel 3 x 2 around a circle of radius 0.25 at (1.5, 0); y = 0 is the line of
  /// symmetry and a wall like the circle.
  cylinder,
};

struct NamedShape {
  std::string_view name;
  Shape shape;
};

/// The names on the command line, in the order of the manual.
inline constexpr std::array<NamedShape, 8> kShapes{{{"venturi", Shape::venturi},
                                                    {"t-junction", Shape::t_junction},
                                                    {"s-bend", Shape::s_bend},
                                                    {"elbow", Shape::elbow},
                                                    {"backward-step", Shape::backward_step},
                                                    {"y-tube", Shape::y_tube},
                                                    {"channel", Shape::channel},
                                                    {"cylinder", Shape::cylinder}}};

/// The shape of that name. Throws UsageError that lists the names.
Shape shape_of(std::string_view name);

std::string_view name_of(Shape shape);

/// The blocks that the shape is made of.
Blocking blocking_of(Shape shape);

}  // namespace tessera

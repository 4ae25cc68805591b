#pragma once

#include <variant>

#include "host/mesh/point.hpp"

namespace tessera {

/// The straight line between two points.
struct Line {};

/// The arc around `centre`, the shorter way round.
struct Arc {
  Point centre;
};

/// One wave of the cosine on a horizontal chord: it leaves and arrives level and rises to `height`
/// (m, downwards if negative) half way.
struct Bell {
  double height;
};

/// The cubic y(x) with these slopes dy/dx at its ends.
struct Cubic {
  double slope_from;
  double slope_to;
};

/// How one gets from one point to another.
using Curve = std::variant<Line, Arc, Bell, Cubic>;

/// The point at t in [0, 1] of `curve` from `from` (t = 0) to `to` (t = 1). The ends are met
/// exactly, and a line parallel to an axis has exactly equal coordinates. Equal steps of t are
/// equal angles of an arc and equal steps in x of everything else.
Point point_at(const Curve& curve, Point from, Point to, double t);

}  // namespace tessera

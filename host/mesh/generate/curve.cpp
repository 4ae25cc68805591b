#include "host/mesh/generate/curve.hpp"

#include <cmath>
#include <numbers>

namespace tessera {
namespace {

/// Evaluates each kind of curve between its ends.
struct Evaluation {
  Point from;
  Point to;
  double t;

  // from + t (to - from) instead of a weighted mean: exact where the coordinates are equal.
  Point operator()(Line) const {
    return {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)};
  }

  Point operator()(Arc arc) const {
    const Point start{from.x - arc.centre.x, from.y - arc.centre.y};
    const Point end{to.x - arc.centre.x, to.y - arc.centre.y};
    const double angle =
        t * std::atan2(start.x * end.y - start.y * end.x, start.x * end.x + start.y * end.y);
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    return {arc.centre.x + c * start.x - s * start.y, arc.centre.y + s * start.x + c * start.y};
  }

  Point operator()(Bell bell) const {
    const Point chord = (*this)(Line{});
    return {chord.x, chord.y + bell.height * 0.5 * (1 - std::cos(2 * std::numbers::pi * t))};
  }

  // Cubic Hermite interpolation, written as the deviation from the chord.
  Point operator()(Cubic cubic) const {
    const Point chord = (*this)(Line{});
    const double width = to.x - from.x;
    const double rise = to.y - from.y;
    const double at_from = cubic.slope_from * width - rise;
    const double at_to = cubic.slope_to * width - rise;
    return {chord.x, chord.y + t * (1 - t) * ((1 - t) * at_from - t * at_to)};
  }
};

}  // namespace

Point point_at(const Curve& curve, Point from, Point to, double t) {
  if (t <= 0) return from;
  if (t >= 1) return to;
  return std::visit(Evaluation{from, to, t}, curve);
}

}  // namespace tessera

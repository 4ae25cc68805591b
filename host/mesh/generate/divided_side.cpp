#include "host/mesh/generate/divided_side.hpp"

#include <cmath>

namespace tessera {
namespace {

double mean(double one, double other) { return 0.5 * (one + other); }

/// The share of the way that lies behind after an even share of the subdivisions.
double graded(double share, double growth) {
  return growth == 1 ? share : std::expm1(share * std::log(growth)) / (growth - 1);
}

void straighten_chords(std::vector<Point>& points) {
  for (std::size_t place = 1; place < points.size(); place += 2) {
    points[place] = {mean(points[place - 1].x, points[place + 1].x),
                     mean(points[place - 1].y, points[place + 1].y)};
  }
}

}  // namespace

std::vector<double> span_fractions(const Span& span, int count) {
  std::vector<double> fractions(2 * static_cast<std::size_t>(count) + 1);
  const auto last = static_cast<double>(fractions.size() - 1);
  for (std::size_t place = 0; place < fractions.size(); place += 2) {
    fractions[place] = graded(static_cast<double>(place) / last, span.growth);
  }
  for (std::size_t place = 1; place < fractions.size(); place += 2) {
    fractions[place] = mean(fractions[place - 1], fractions[place + 1]);
  }
  return fractions;
}

DividedSide divide(const Blocking& blocking, const BlockSide& side,
                   const std::vector<double>& fractions, std::size_t& first_free_slot) {
  DividedSide divided;
  for (const double fraction : fractions) {
    const bool inside = fraction > 0 && fraction < 1;
    divided.points.push_back(
        point_at(side.curve, blocking.vertices[side.from], blocking.vertices[side.to], fraction));
    divided.slots.push_back(inside ? first_free_slot++ : fraction > 0 ? side.to : side.from);
  }
  if (side.group.empty()) straighten_chords(divided.points);
  return divided;
}

}  // namespace tessera

#pragma once

#include <cstddef>
#include <vector>

#include "host/mesh/generate/blocking.hpp"
#include "host/mesh/point.hpp"

namespace tessera {

/// Where the points of a span with `count` subdivisions stand in [0, 1], the middle of each
/// subdivision included. [2 * count + 1]
std::vector<double> span_fractions(const Span& span, int count);

/// A side of a block cut into subdivisions: ends and mid-side points in turn. Blocks that share a
/// side share its slots, and slots are what becomes a node, once.
struct DividedSide {
  std::vector<Point> points;
  std::vector<std::size_t> slots;
};

/// Divides `side` at `fractions`. Mid-side points stand on the curve on the border of the domain
/// and in the middle of the chord inside. The slots of the ends are the numbers of the vertices;
/// the others begin at `first_free_slot`, which moves on.
DividedSide divide(const Blocking& blocking, const BlockSide& side,
                   const std::vector<double>& fractions, std::size_t& first_free_slot);

/// A divided side as one block walks it.
class SideView {
 public:
  SideView(const DividedSide& side, bool reversed) : side_(&side), reversed_(reversed) {}

  [[nodiscard]] std::size_t size() const { return side_->points.size(); }
  [[nodiscard]] Point point(std::size_t place) const { return side_->points[stored(place)]; }
  [[nodiscard]] std::size_t slot(std::size_t place) const { return side_->slots[stored(place)]; }

 private:
  [[nodiscard]] std::size_t stored(std::size_t place) const {
    return reversed_ ? size() - 1 - place : place;
  }

  const DividedSide* side_;
  bool reversed_;
};

}  // namespace tessera

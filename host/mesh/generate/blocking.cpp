#include "host/mesh/generate/blocking.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "host/errors.hpp"

namespace tessera {
namespace {

bool joins(std::size_t from, std::size_t to, std::size_t one, std::size_t other) {
  return (from == one && to == other) || (from == other && to == one);
}

/// Enters a side that a block mentions; the second block that mentions it makes it an inner one.
void mention(std::vector<BlockSide>& sides, std::size_t from, std::size_t to, std::size_t span) {
  const std::size_t known = find_side(sides, from, to);
  if (known < sides.size()) {
    sides[known].group = {};
  } else {
    sides.push_back({from, to, span, Line{}, kWall});
  }
}

/// The subdivisions at a density (subdivisions per metre), not yet rounded.
std::vector<double> at_density(const Blocking& blocking, double density) {
  std::vector<double> subdivisions;
  for (const Span& span : blocking.spans) {
    subdivisions.push_back(std::max<double>(span.fewest, density * span.length));
  }
  return subdivisions;
}

/// The density at which count_nodes meets the target: bisection, since the count only grows.
double density_for(const Blocking& blocking, double node_target) {
  double low = 0;
  double high = 1;
  while (count_nodes(blocking, at_density(blocking, high)) < node_target) high *= 2;
  constexpr int kDoublePrecisionBits = 53;
  for (int halving = 0; halving < kDoublePrecisionBits; ++halving) {
    const double middle = 0.5 * (low + high);
    (count_nodes(blocking, at_density(blocking, middle)) < node_target ? low : high) = middle;
  }
  return high;
}

void require_enough_nodes(const Blocking& blocking, double node_target) {
  const double fewest = count_nodes(blocking, at_density(blocking, 0));
  if (node_target >= fewest) return;
  throw UsageError(
      "cannot make a mesh of " + std::to_string(static_cast<std::int64_t>(node_target)) +
      " nodes: this shape needs at least " + std::to_string(static_cast<std::int64_t>(fewest)));
}

}  // namespace

std::size_t find_side(const std::vector<BlockSide>& sides, std::size_t one, std::size_t other) {
  const auto found = std::find_if(sides.begin(), sides.end(), [&](const BlockSide& side) {
    return joins(side.from, side.to, one, other);
  });
  return static_cast<std::size_t>(found - sides.begin());
}

std::vector<BlockSide> block_sides(const Blocking& blocking) {
  std::vector<BlockSide> sides;
  for (const Block& block : blocking.blocks) {
    const auto& corner = block.corners;
    mention(sides, corner[0], corner[1], block.along);
    mention(sides, corner[1], corner[2], block.across);
    mention(sides, corner[3], corner[2], block.along);
    mention(sides, corner[0], corner[3], block.across);
  }
  for (const NamedSide& named : blocking.sides) {
    BlockSide& side = sides.at(find_side(sides, named.from, named.to));
    side = {named.from, named.to, side.span, named.curve, named.group};
  }
  return sides;
}

double count_nodes(const Blocking& blocking, const std::vector<double>& subdivisions) {
  auto count = static_cast<double>(blocking.vertices.size());
  for (const BlockSide& side : block_sides(blocking)) count += 2 * subdivisions[side.span] - 1;
  for (const Block& block : blocking.blocks) {
    // Inside: (n-1)(m-1) corners, n (m-1) and (n-1) m mid-sides.
    const double along = subdivisions[block.along];
    const double across = subdivisions[block.across];
    count += 3 * along * across - 2 * along - 2 * across + 1;
  }
  return count;
}

std::vector<int> choose_subdivisions(const Blocking& blocking, double node_target) {
  require_enough_nodes(blocking, node_target);
  const auto exact = at_density(blocking, density_for(blocking, node_target));
  std::vector<double> best;
  double least_miss = 0;
  // Bit s of `choice` says whether span s is rounded up.
  for (std::size_t choice = 0; choice < (std::size_t{1} << exact.size()); ++choice) {
    std::vector<double> rounded(exact.size());
    for (std::size_t span = 0; span < exact.size(); ++span) {
      rounded[span] = std::floor(exact[span]) + static_cast<double>((choice >> span) & 1U);
    }
    const double miss = std::fabs(count_nodes(blocking, rounded) - node_target);
    if (best.empty() || miss < least_miss) {
      best = rounded;
      least_miss = miss;
    }
  }
  return {best.begin(), best.end()};
}

}  // namespace tessera

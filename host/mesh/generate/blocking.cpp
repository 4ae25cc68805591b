#include "host/mesh/generate/blocking.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "host/errors.hpp"

namespace tessera {
namespace {

/// What a stretch of one span costs, as a share of the node count.
constexpr double kStretchCost = 0.05;

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
double density_for(const Blocking& blocking, const std::vector<BlockSide>& sides,
                   double node_target) {
  const auto is_too_low = [&](double density) {
    return count_nodes(blocking, sides, at_density(blocking, density)) < node_target;
  };
  double low = 0;
  double high = 1;
  while (is_too_low(high)) high *= 2;
  constexpr int kDoublePrecisionBits = 53;
  for (int halving = 0; halving < kDoublePrecisionBits; ++halving) {
    const double middle = 0.5 * (low + high);
    (is_too_low(middle) ? low : high) = middle;
  }
  return high;
}

void require_enough_nodes(double node_target, double fewest) {
  if (node_target >= fewest) return;
  throw UsageError(
      "cannot make a mesh of " + std::to_string(static_cast<std::int64_t>(node_target)) +
      " nodes: this shape needs at least " + std::to_string(static_cast<std::int64_t>(fewest)));
}

/// The whole numbers next to `exact`, and one further on either side.
constexpr std::size_t kChoices = 4;
double choice_near(double exact, std::size_t choice, int fewest) {
  return std::max<double>(fewest, std::floor(exact) - 1 + static_cast<double>(choice));
}

double greatest_stretch(const std::vector<double>& exact, const std::vector<double>& rounded) {
  double stretch = 0;
  for (std::size_t span = 0; span < exact.size(); ++span) {
    stretch = std::max(stretch, std::fabs(rounded[span] / exact[span] - 1));
  }
  return stretch;
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

double count_nodes(const Blocking& blocking, const std::vector<BlockSide>& sides,
                   const std::vector<double>& subdivisions) {
  auto count = static_cast<double>(blocking.vertices.size());
  for (const BlockSide& side : sides) count += 2 * subdivisions[side.span] - 1;
  for (const Block& block : blocking.blocks) {
    // Inside: (n-1)(m-1) corners, n (m-1) and (n-1) m mid-sides.
    const double along = subdivisions[block.along];
    const double across = subdivisions[block.across];
    count += 3 * along * across - 2 * along - 2 * across + 1;
  }
  return count;
}

std::vector<int> choose_subdivisions(const Blocking& blocking, double node_target) {
  const std::vector<BlockSide> sides = block_sides(blocking);
  require_enough_nodes(node_target, count_nodes(blocking, sides, at_density(blocking, 0)));
  const auto exact = at_density(blocking, density_for(blocking, sides, node_target));
  std::vector<double> best;
  std::vector<double> rounded(exact.size());
  double least_cost = std::numeric_limits<double>::infinity();
  const auto combinations =
      static_cast<std::size_t>(std::pow(kChoices, static_cast<double>(exact.size())));
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    std::size_t digits = combination;
    for (std::size_t span = 0; span < exact.size(); ++span, digits /= kChoices) {
      rounded[span] = choice_near(exact[span], digits % kChoices, blocking.spans[span].fewest);
    }
    const double miss = std::fabs(count_nodes(blocking, sides, rounded) / node_target - 1);
    const double cost = miss + kStretchCost * greatest_stretch(exact, rounded);
    if (cost >= least_cost) continue;
    best = rounded;
    least_cost = cost;
  }
  return {best.begin(), best.end()};
}

}  // namespace tessera

#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// A Brownian path on dates 0..steps from its widest features to its finest: normal 0 gives the last
// date, every further one the middle of an interval, widest intervals first. The first coordinates
// of a quasi-random point, which are the best, then decide most of the path.
//
// Time is counted in steps, so the increments are independent standard normals: those of the steps.
// They come in the order of the dates, with only the ends of the enclosing intervals in memory.

namespace tessera {

/// W(middle) = left_weight W(left) + right_weight W(right) + deviation z.
struct BridgePoint {
  double left_weight, right_weight, deviation;
  std::int32_t number;  // of the normal z
  std::int32_t step;    // the point is made before this step, 0..steps-1, from its left end
};

/// Most steps of a bridge, and the intervals that can enclose a step of so many.
inline constexpr std::int32_t kMostBridgeSteps = 1 << 20;
inline constexpr int kBridgeDepth = 22;

inline namespace TESSERA_ISA {

/// Where a path is: W at the date reached, and at the right ends of the intervals around it, the
/// outermost first. `Real` is double or a vector of them with one path per lane.
template <class Real>
struct BridgeWalk {
  Real left{};
  Real right[kBridgeDepth] = {};
  int enclosing = 1;  // right[0] is a zero for the first point, which has no right end
  std::int32_t next = 0;
};

/// Goes one step further and returns the increment of W. Steps are taken in order, from 0 on;
/// `points` has one point per step of the whole path; `normal(number)` is asked once for each
/// number.
template <class Real, class Normal>
TESSERA_HD Real bridge_increment(BridgeWalk<Real>& walk, const BridgePoint* points,
                                 std::int32_t steps, std::int32_t step, const Normal& normal) {
  for (; walk.next < steps && points[walk.next].step == step; ++walk.next) {
    const BridgePoint point = points[walk.next];
    const Real between =
        point.left_weight * walk.left + point.right_weight * walk.right[walk.enclosing - 1];
    walk.right[walk.enclosing] = between + point.deviation * normal(point.number);
    ++walk.enclosing;
  }
  --walk.enclosing;
  const Real end = walk.right[walk.enclosing];
  const Real increment = end - walk.left;
  walk.left = end;
  return increment;
}

}  // namespace TESSERA_ISA
}  // namespace tessera

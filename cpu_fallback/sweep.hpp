#pragma once

#include "cpu_fallback/executor.hpp"
#include "kernels/stages/element_sweep.hpp"

// The order of a sweep: which pass may go on where.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// How far the passes of one part have come.
struct SweepFront {
  const ElementSweep& sweep;
  BlockRange open[kMostSweepPasses];  // [pass] blocks that are left

  SweepFront(const ElementSweep& order, std::int64_t part, int passes) : sweep(order) {
    for (int pass = 0; pass < passes; ++pass) {
      open[pass] = order.ranges[part * kMostSweepPasses + pass];
    }
  }
  /// Whether the next block of `pass` has what it needs of the pass before.
  [[nodiscard]] bool may_go_on(int pass) const {
    const std::int32_t block = open[pass].first;
    if (block >= open[pass].last) return false;
    if (pass == 0) return true;
    const View<const std::int32_t>& before =
        pass % 2 == 1 ? sweep.rows_before : sweep.elements_before;
    return before[block] <= open[pass - 1].first;
  }
};

/// Calls work(pass, block) for every block of passes first_pass..passes-1, each when the passes
/// before it have done what it needs. The latest pass that may go on does, so that it finds in the
/// cache what the one before has left there.
template <class Work>
[[gnu::always_inline]] inline void run_sweep(Executor& executor, const ElementSweep& sweep,
                                             int first_pass, int passes, const Work& work) {
  executor.for_chunks(sweep.parts, [=](std::int64_t part) {
    SweepFront front(sweep, part, passes);
    if (first_pass > 0) front.open[0].first = front.open[0].last;
    for (int pass = passes - 1; pass >= first_pass; --pass) {
      if (!front.may_go_on(pass)) continue;
      work(pass, front.open[pass].first++);
      pass = passes;
    }
  });
  executor.for_chunks(sweep.parts - 1, [=](std::int64_t seam) {
    for (int pass = first_pass; pass < passes; ++pass) {
      const BlockRange* const range = &sweep.ranges[seam * kMostSweepPasses + pass];
      const std::int32_t last = range[kMostSweepPasses].first;
      for (std::int32_t block = range->last; block < last; ++block) work(pass, block);
    }
  });
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;
}  // namespace tessera::cpu

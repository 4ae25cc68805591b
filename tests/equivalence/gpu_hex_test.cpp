#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "host/pipelines/hex_diffusion.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/hex_reference.hpp"

namespace tessera {
namespace {

/// A whole run on the GPU against one thread of the CPU.
class GpuHex : public support::Equivalence {
 protected:
  // Every snapshot and the field at the end.
  template <class Exec>
  static std::vector<double> fields(Exec& executor, const HexPlan& plan) {
    std::vector<double> all;
    HexObserver<double> observer;
    observer.snapshot = [&](std::int64_t, std::span<const double> field) {
      all.insert(all.end(), field.begin(), field.end());
    };
    const auto initial = support::random_cells<double>(hex_grid(plan.rows, plan.cols, 8));
    const HexResult<double> result = diffuse(executor, plan, initial, observer);
    all.insert(all.end(), result.field.begin(), result.field.end());
    return all;
  }
};

// Batches of passes are recorded once and repeated. Between snapshots lies an odd number of passes,
// so that the field is now in one array and now in the other.
TEST_F(GpuHex, HasTheSameBitsAfterManyPasses) {
  const std::int64_t batch = iterations_per_look(on_gpu());
  ASSERT_GT(batch, 1);
  for (const int fuse : {1, 2}) {
    HexPlan plan{6, 9, {Topology::hex, GridBorder::reflecting, 0.3, 0}, 0};
    plan.fuse = fuse;
    plan.steps = (HexDiffusion<gpu::Executor, double>::kBatchesThatPay + 1) * batch * fuse + 1;
    for (const std::int64_t between : {std::int64_t{0}, (batch + 5) * fuse}) {
      plan.snapshot_every = between;
      expect_same_bits([&](auto& executor) { return fields(executor, plan); });
    }
  }
}

TEST_F(GpuHex, TellsItsProgressAfterEveryBatch) {
  const std::int64_t batch = iterations_per_look(on_gpu());
  HexPlan plan{3, 4, {Topology::square, GridBorder::fixed, 0.3, 0}, 7 * batch + 3};
  plan.fuse = 1;
  std::vector<std::int64_t> seen;
  HexObserver<double> observer;
  observer.progress = [&](std::int64_t done) { seen.push_back(done); };
  (void)diffuse(on_gpu(), plan, std::vector<double>(12, 1.0), observer);
  ASSERT_EQ(seen.size(), 7);
  for (std::size_t look = 0; look < seen.size(); ++look) {
    EXPECT_EQ(seen[look], (static_cast<std::int64_t>(look) + 1) * batch);
  }
}

}  // namespace
}  // namespace tessera

#include "tests/replayed_device/kernels/cooperation.hpp"

#include <algorithm>
#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/stream_guard.hpp"

namespace tessera::support {
namespace {

using ptx::ReplayError;
using replayed_kernels::kCooperatingThreads;
using replayed_kernels::StepSums;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Blocks = std::vector<unsigned>;
using Sums = std::vector<std::int64_t>;

/// The arrays of `sum_in_steps` for one launch.
class Steps {
 public:
  explicit Steps(Blocks blocks, int without_barrier = -1)
      : blocks_(std::move(blocks)),
        without_barrier_(without_barrier),
        most_(*std::ranges::max_element(blocks_)),
        sums_(Sums(count(), 0)),
        blocks_on_device_(blocks_) {}

  [[nodiscard]] StepSums arguments() const {
    return {sums_.data(),
            blocks_on_device_.data(),
            static_cast<int>(blocks_.size()) - 1,
            counter.data(),
            replayed_kernels::arrivals_of(blocks_),
            without_barrier_};
  }
  [[nodiscard]] unsigned launch_blocks() const { return most_; }
  [[nodiscard]] Sums found() const { return sums_.download(); }
  /// What must come out.
  [[nodiscard]] Sums expected() const {
    Sums all(count(), 0);
    const auto at = [&](std::size_t step, unsigned block, unsigned thread) -> std::int64_t& {
      return all[(step * most_ + block) * kCooperatingThreads + thread];
    };
    for (std::size_t step = 0; step + 1 < blocks_.size(); ++step) {
      for (unsigned block = 0; block < blocks_[step]; ++block) {
        for (unsigned thread = 0; thread < kCooperatingThreads; ++thread) {
          at(step, block, thread) = 1 + block + thread;
          for (unsigned before = 0; step > 0 && before < blocks_[step - 1]; ++before) {
            at(step, block, thread) += at(step - 1, before, kCooperatingThreads - 1 - thread);
          }
        }
      }
    }
    return all;
  }

  DeviceArray<unsigned> counter{0U};

 private:
  [[nodiscard]] std::size_t count() const {
    return (blocks_.size() - 1) * most_ * kCooperatingThreads;
  }

  Blocks blocks_;
  int without_barrier_;
  unsigned most_;
  DeviceArray<std::int64_t> sums_;
  DeviceArray<unsigned> blocks_on_device_;
};

/// In both orders of blocks, the later one last.
template <class Work>
void in_both_orders(const Work& work) {
  for (const ptx::Order order : {ptx::Order::ascending, ptx::Order::descending}) {
    replayed_device().behaviour.order = order;
    work();
  }
}

class Cooperation : public ::testing::Test {};

TEST_F(Cooperation, BlocksFindWhatAllOthersHaveWrittenBeforeABarrier) {
  for (const Blocks& blocks :
       {Blocks{5, 5, 5, 5, 0}, Blocks{1, 1, 1, 0}, Blocks{7, 3, 1, 1, 1, 3, 7, 0},
        Blocks{1, 6, 2, 6, 0}, Blocks{1, 1, 8, 0}, Blocks{4, 0}}) {
    in_both_orders([&] {
      const Steps steps(blocks);
      for (int launch = 0; launch < 2; ++launch) {
        ASSERT_EQ(sum_in_steps(steps.arguments(), steps.launch_blocks(), nullptr), cudaSuccess);
        EXPECT_EQ(steps.found(), steps.expected()) << blocks.size();
        EXPECT_THAT(steps.counter.download(), ElementsAre(0U));
      }
    });
  }
}

// The barrier is left out, and the count of arrivals is that without it.
TEST_F(Cooperation, AMissingBarrierChangesWhatIsFound) {
  const Blocks blocks{5, 5, 5, 5, 0};
  replayed_device().behaviour.watch_races = false;
  for (const int missing : {0, 1, 2}) {
    int wrong = 0;
    in_both_orders([&] {
      const Steps steps(blocks, missing);
      StepSums arguments = steps.arguments();
      arguments.arrivals -= blocks[static_cast<std::size_t>(missing)];
      ASSERT_EQ(sum_in_steps(arguments, steps.launch_blocks(), nullptr), cudaSuccess);
      wrong += steps.found() != steps.expected() ? 1 : 0;
    });
    EXPECT_EQ(wrong, 2) << missing;
  }
}

// It is reported in either order, whatever it would have changed.
class RaceOfOrder : public ::testing::TestWithParam<ptx::Order> {
 protected:
  void SetUp() override { replayed_device().behaviour.order = GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Blocks, RaceOfOrder,
                         ::testing::Values(ptx::Order::ascending, ptx::Order::descending));

TEST_P(RaceOfOrder, AMissingBarrierIsReported) {
  const Steps steps({1, 4, 0}, 0);
  StepSums arguments = steps.arguments();
  arguments.arrivals -= 1;
  const auto launch = [&] {
    EXPECT_EQ(sum_in_steps(arguments, steps.launch_blocks(), nullptr), cudaSuccess);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  };
  EXPECT_THROW(launch(), ReplayError);
  EXPECT_THAT(replayed_device().failure(),
              AllOf(HasSubstr("sum_in_steps_kernel"), HasSubstr("nothing orders the two")));
}

using replayed_kernels::Handover;

/// What is said about a launch that hands numbers over in this way; empty when it is right.
std::string report_of(Handover how) {
  std::vector<int> numbers(kCooperatingThreads);
  std::iota(numbers.begin(), numbers.end(), 100);
  const DeviceArray<int> from(numbers);
  const DeviceArray<int> between(numbers.size());
  const DeviceArray<unsigned> flag({0U});
  const DeviceArray<int> to(3 * numbers.size());
  try {
    EXPECT_EQ(replayed_kernels::hand_over(from.data(), between.data(), flag.data(), to.data(), how,
                                          3, nullptr),
              cudaSuccess);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  } catch (const ReplayError& error) {
    return error.what();
  }
  std::vector<int> all;
  for (int block = 0; block < 3; ++block) all.insert(all.end(), numbers.begin(), numbers.end());
  EXPECT_EQ(to.download(), all);
  return {};
}

TEST_P(RaceOfOrder, AReleaseThatIsAcquiredOrders) { EXPECT_EQ(report_of(Handover::released), ""); }

TEST_P(RaceOfOrder, FencesAroundRelaxedAccessesOrder) {
  EXPECT_EQ(report_of(Handover::fenced), "");
}

TEST_P(RaceOfOrder, ARelaxedStoreAloneDoesNot) {
  EXPECT_THAT(report_of(Handover::unordered), HasSubstr("reads what was written by warp"));
}

TEST_P(RaceOfOrder, TheReadOnlyCacheKnowsNothingOfIt) {
  EXPECT_THAT(report_of(Handover::read_only), HasSubstr("through the read-only cache"));
}

TEST_P(RaceOfOrder, AReleaseSpeaksForTheOwnWarpAlone) {
  EXPECT_THAT(report_of(Handover::without_block_barrier),
              HasSubstr("reads what was written by warp 1"));
}

std::string report_of_waiting(unsigned awaited, bool sleeping) {
  const DeviceArray<unsigned> flag({0U});
  try {
    EXPECT_EQ(replayed_kernels::wait_for_all(flag.data(), awaited, sleeping, 3, nullptr),
              cudaSuccess);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  } catch (const ReplayError& error) {
    return error.what();
  }
  return {};
}

TEST_F(Cooperation, BlocksThatOnlyLookWaitForEachOtherToo) {
  in_both_orders([] {
    EXPECT_EQ(report_of_waiting(3, true), "");
    EXPECT_EQ(report_of_waiting(3, false), "");
  });
}

TEST_F(Cooperation, BlocksThatWaitForOneThatIsNotThereAreReported) {
  EXPECT_THAT(report_of_waiting(4, true),
              AllOf(HasSubstr("wait_for_all_kernel"), HasSubstr("no block can go on"),
                    ContainsRegex("63 wait at PTX line [0-9]+ `bar")));
}

TEST_F(Cooperation, BlocksThatLookForEverAreEndless) {
  replayed_device().behaviour.instruction_limit = 100'000;
  EXPECT_THAT(report_of_waiting(4, false), HasSubstr("runs longer than its limit"));
}

TEST_F(Cooperation, BlocksOfAnOrdinaryLaunchCannotWaitForEachOther) {
  replayed_device().behaviour.instruction_limit = 100'000;
  const Steps steps({4, 4, 0});
  EXPECT_THROW(
      {
        sum_in_steps_one_by_one(steps.arguments(), 4, nullptr);
        cudaDeviceSynchronize();
      },
      ReplayError);
}

TEST_F(Cooperation, MoreBlocksThanRunSideBySideAreRefused) {
  replayed_device().behaviour.multiprocessors = 2;
  replayed_device().behaviour.blocks_per_multiprocessor = 3;
  const DeviceArray<unsigned> flag({0U});
  EXPECT_EQ(replayed_kernels::wait_for_all(flag.data(), 6, true, 6, nullptr), cudaSuccess);
  EXPECT_EQ(replayed_kernels::wait_for_all(flag.data(), 7, true, 7, nullptr),
            cudaErrorCooperativeLaunchTooLarge);
  EXPECT_THAT(replayed_device().take_complaints(),
              ElementsAre(AllOf(HasSubstr("7 blocks"), HasSubstr("6 run side by side"))));
  static_cast<void>(cudaGetLastError());
}

TEST_F(Cooperation, ADeviceWithoutItSaysSoAndRefuses) {
  int is_possible = 0;
  EXPECT_EQ(cudaDeviceGetAttribute(&is_possible, cudaDevAttrCooperativeLaunch, 0), cudaSuccess);
  EXPECT_EQ(is_possible, 1);
  replayed_device().behaviour.cooperative_launch = false;
  EXPECT_EQ(cudaDeviceGetAttribute(&is_possible, cudaDevAttrCooperativeLaunch, 0), cudaSuccess);
  EXPECT_EQ(is_possible, 0);
  const DeviceArray<unsigned> flag({0U});
  EXPECT_EQ(replayed_kernels::wait_for_all(flag.data(), 1, true, 1, nullptr),
            cudaErrorNotSupported);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1U);
  static_cast<void>(cudaGetLastError());
}

TEST_F(Cooperation, ItIsRecordedInGraphs) {
  const StreamGuard stream;
  const Steps steps({3, 1, 3, 0});
  ASSERT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), cudaSuccess);
  EXPECT_EQ(sum_in_steps(steps.arguments(), 3, stream), cudaSuccess);
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  ASSERT_EQ(cudaStreamEndCapture(stream, &graph), cudaSuccess);
  ASSERT_EQ(cudaGraphInstantiate(&executable, graph, 0), cudaSuccess);
  EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
  EXPECT_NE(steps.found(), steps.expected());
  EXPECT_EQ(cudaGraphLaunch(executable, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(steps.found(), steps.expected());
  EXPECT_EQ(cudaGraphExecDestroy(executable), cudaSuccess);
}

}  // namespace
}  // namespace tessera::support

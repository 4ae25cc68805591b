#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/kernels/launches.hpp"
#include "tests/replayed_device/replayed_device.hpp"

namespace tessera::support {
namespace {

using ptx::ReplayError;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Launch : public ::testing::Test {};

TEST_F(Launch, BothInstancesOfATemplateRunWithTheirOwnType) {
  const DeviceArray<double> numbers(std::vector<double>(1000, 1.5));
  const DeviceArray<int> counts(std::vector<int>(1000, 7));
  replayed_kernels::scale(numbers.data(), 2.0, 999, 3, nullptr);
  replayed_kernels::scale(counts.data(), -3, 1000, 1, nullptr);

  std::vector<double> expected(1000, 3.0);
  expected.back() = 1.5;  // not within the count
  EXPECT_EQ(numbers.download(), expected);
  EXPECT_EQ(counts.download(), std::vector<int>(1000, -21));
  EXPECT_EQ(replayed_device().statistics().launches_of("scale_kernel<double>"), 1u);
  EXPECT_EQ(replayed_device().statistics().launches_of("scale_kernel"), 2u);
}

TEST_F(Launch, AStructGoesToTheKernelByValue) {
  const DeviceArray<double> values({0, 1, 2, -1});
  replayed_kernels::evaluate({{5, 0, -1, 2}, 'p', 3}, values.data(), 4, nullptr);
  EXPECT_THAT(values.download(), ElementsAre(5, 6, 17, 2));  // 2x^3 - x^2 + 5
}

TEST_F(Launch, DynamicSharedMemoryHasTheSizeOfTheLaunch) {
  std::vector<double> values(3 * 256);
  std::iota(values.begin(), values.end(), 0);
  const DeviceArray<double> from(values);
  const DeviceArray<double> sums(3);
  replayed_kernels::sum_blocks(from.data(), sums.data(), 3, nullptr);
  EXPECT_THAT(sums.download(), ElementsAre(32640, 32640 + 65536, 32640 + 2 * 65536));
}

TEST_F(Launch, BlocksAndGridsOfTwoDimensionsShareAStaticTile) {
  std::vector<float> matrix(64 * 64);
  std::iota(matrix.begin(), matrix.end(), 0.0f);
  const DeviceArray<float> from(matrix);
  const DeviceArray<float> to(matrix.size());
  replayed_kernels::transpose(from.data(), to.data(), 2, nullptr);
  const std::vector<float> transposed = to.download();
  for (std::size_t row = 0; row < 64; ++row) {
    for (std::size_t column = 0; column < 64; ++column) {
      ASSERT_EQ(transposed[column * 64 + row], matrix[row * 64 + column]) << row << ' ' << column;
    }
  }
}

TEST_F(Launch, TheLastBlockToFinishFindsTheSumsOfAllOthersInEitherOrder) {
  std::vector<std::int64_t> values(5000);
  std::iota(values.begin(), values.end(), std::int64_t{1} << 40);
  const DeviceArray<std::int64_t> from(values);
  const DeviceArray<std::int64_t> partial(7);
  const DeviceArray<unsigned> ticket({0u});
  for (const ptx::Order order : {ptx::Order::ascending, ptx::Order::descending}) {
    replayed_device().behaviour.order = order;
    const DeviceArray<std::int64_t> total(1);
    replayed_kernels::sum_by_last_block(from.data(), 5000, partial.data(), ticket.data(),
                                        total.data(), 7, nullptr);
    EXPECT_THAT(total.download(), ElementsAre((std::int64_t{5000} << 40) + 4999 * 2500));
    EXPECT_THAT(ticket.download(), ElementsAre(0u));
  }
}

TEST_F(Launch, ShufflesExchangeValuesWithinAWarp) {
  std::vector<int> values(512);
  std::iota(values.begin(), values.end(), -100);
  const DeviceArray<int> from(values);
  const DeviceArray<int> sums(16);
  replayed_kernels::sum_warps(from.data(), sums.data(), 2, nullptr);
  const std::vector<int> found = sums.download();
  for (int warp = 0; warp < 16; ++warp) {
    EXPECT_EQ(found[static_cast<std::size_t>(warp)], 32 * (32 * warp - 100) + 31 * 16) << warp;
  }
}

TEST_F(Launch, VariablesOfTheDeviceKeepTheirValueUntilTheDeviceIsNew) {
  const DeviceArray<double> values(5);
  replayed_kernels::look_up(values.data(), 5, nullptr);
  EXPECT_THAT(values.download(), ElementsAre(1, 2, 3, 4, 1));
  replayed_kernels::set_table({10, 20, 30, 40});
  replayed_kernels::set_gain(0.5, nullptr);
  EXPECT_EQ(replayed_kernels::gain_after(nullptr), 0.5);
  replayed_kernels::look_up(values.data(), 5, nullptr);
  EXPECT_THAT(values.download(), ElementsAre(5, 10, 15, 20, 5));
}

TEST_F(Launch, ResetGivesVariablesTheirFirstValueBack) {
  replayed_kernels::set_gain(0.25, nullptr);
  replayed_device().reset();
  EXPECT_EQ(replayed_kernels::gain_after(nullptr), 1.0);
}

std::string report_of_write_past_end(const DeviceArray<int>& values, int count) {
  try {
    replayed_kernels::write_past_end(values.data(), count, nullptr);
  } catch (const ReplayError& error) {
    return error.what();
  }
  return {};
}

TEST_F(Launch, AFaultOfTheKernelIsThrownOutOfTheLaunchAndEndsAllWork) {
  const DeviceArray<int> values(20);
  EXPECT_EQ(report_of_write_past_end(values, 19), "");
  const std::string report = report_of_write_past_end(values, 20);
  EXPECT_THAT(report, AllOf(HasSubstr("write_past_end_kernel"), HasSubstr("thread (20, 0, 0)"),
                            HasSubstr("0 bytes past the end of an allocation of 80 bytes")));
  EXPECT_EQ(replayed_device().failure(), report);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
  int number = 0;
  EXPECT_EQ(cudaMemcpy(&number, values.data(), sizeof(number), cudaMemcpyDeviceToHost),
            cudaErrorLaunchFailure);
  EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure);
}

TEST_F(Launch, ATrapEndsTheLaunch) {
  const DeviceArray<int> values({1, 2, -3});
  replayed_kernels::require_positive(values.data(), 2, nullptr);
  EXPECT_THROW(replayed_kernels::require_positive(values.data(), 3, nullptr), ReplayError);
}

TEST_F(Launch, AReadOfMemoryThatNobodyWroteIsThrownOutOfTheLaunch) {
  const DeviceArray<int> values(2);
  EXPECT_THROW(replayed_kernels::require_positive(values.data(), 2, nullptr), ReplayError);
}

TEST_F(Launch, AnInstructionThatIsNotKnownIsThrownWithItsKernel) {
  const DeviceArray<int> values({1, 2, 3});
  EXPECT_THROW(replayed_kernels::multiply_packed(values.data(), nullptr), ReplayError);
  EXPECT_THAT(replayed_device().failure(),
              AllOf(HasSubstr("multiply_packed_kernel"), HasSubstr("dp4a"), HasSubstr("PTX line")));
}

TEST_F(Launch, AKernelIsLaunchedByTheAddressOfItsFunctionToo) {
  const void* const function = replayed_kernels::empty_function();
  EXPECT_EQ(cudaLaunchKernel(function, 2, 32, nullptr, 0, nullptr), cudaSuccess);
  cudaLaunchConfig_t configuration{};
  configuration.gridDim = configuration.blockDim = dim3(1);
  EXPECT_EQ(cudaLaunchKernelExC(&configuration, function, nullptr), cudaSuccess);
  EXPECT_EQ(replayed_device().statistics().launches_of("empty_kernel"), 2u);
  EXPECT_EQ(cudaLaunchKernel(&configuration, 2, 32, nullptr, 0, nullptr),
            cudaErrorInvalidDeviceFunction);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1u);
  configuration.numAttrs = 1;
  EXPECT_THROW(cudaLaunchKernelExC(&configuration, function, nullptr), ReplayError);
}

/// The error that a launch of this shape leaves, and what is said about it.
cudaError_t error_of(dim3 grid, dim3 block, std::size_t shared_bytes) {
  replayed_kernels::launch_empty(grid, block, shared_bytes, nullptr);
  return cudaGetLastError();
}

TEST_F(Launch, ShapesThatNoDeviceRunsAreRefused) {
  EXPECT_EQ(error_of(1, 1024, 0), cudaSuccess);
  EXPECT_EQ(error_of(dim3(1, 65535, 1), 1, 0), cudaSuccess);
  EXPECT_EQ(error_of(0, 32, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(dim3(1, 1, 0), 32, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, 0, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, 1025, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, dim3(32, 33), 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(1, dim3(1, 1, 65), 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(2147483648u, 1, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(error_of(dim3(1, 65536), 1, 0), cudaErrorInvalidConfiguration);
  EXPECT_EQ(replayed_device().statistics().launches_of("empty_kernel"), 2u);
  const std::vector<std::string> complaints = replayed_device().take_complaints();
  ASSERT_EQ(complaints.size(), 8u);
  EXPECT_THAT(complaints[3],
              AllOf(HasSubstr("a block of 1025 x 1 x 1 threads"), HasSubstr("empty_kernel")));
}

TEST_F(Launch, ABlockLargerThanTheKernelIsCompiledForIsRefused) {
  replayed_kernels::launch_bounded(128, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  replayed_kernels::launch_bounded(129, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_THAT(replayed_device().take_complaints(),
              ElementsAre(HasSubstr("compiled for at most 128")));
}

TEST_F(Launch, MoreThan48KibOfSharedMemoryMustBeAskedForUpTo99) {
  EXPECT_EQ(error_of(1, 32, 48 * 1024), cudaSuccess);
  EXPECT_EQ(error_of(1, 32, 48 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_kernels::raise_shared_limit_of_empty(99 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_kernels::raise_shared_limit_of_empty(99 * 1024), cudaSuccess);
  static_cast<void>(cudaGetLastError());
  EXPECT_EQ(error_of(1, 32, 99 * 1024), cudaSuccess);
  EXPECT_EQ(error_of(1, 32, 99 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_device().take_complaints().size(), 3u);
}

TEST_F(Launch, AKernelWithoutPtxForTheDeviceHasNoImage) {
  replayed_device().behaviour.compute_capability = 75;
  EXPECT_EQ(error_of(1, 1, 0), cudaErrorNoKernelImageForDevice);
  cudaFuncAttributes attributes;
  EXPECT_EQ(cudaFuncGetAttributes(&attributes, replayed_kernels::empty_function()),
            cudaErrorNoKernelImageForDevice);
}

}  // namespace
}  // namespace tessera::support

#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/kernels/launches.hpp"
#include "tests/replayed_device/replayed_device.hpp"

namespace tessera::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DeviceQuery : public ::testing::Test {
 protected:
  static DeviceBehaviour& behaviour() { return replayed_device().behaviour; }

  static int driver_version() {
    int version = -1;
    EXPECT_EQ(cudaDriverGetVersion(&version), cudaSuccess);
    return version;
  }
};

TEST_F(DeviceQuery, WithoutADriverNothingWorksAndTheVersionIsZero) {
  behaviour().driver_version = 0;
  int count = 7;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorInsufficientDriver);
  EXPECT_EQ(count, 0);
  EXPECT_EQ(driver_version(), 0);
  void* pointer = nullptr;
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaErrorInsufficientDriver);
  replayed_kernels::launch_empty(1, 1, 0, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInsufficientDriver);
}

TEST_F(DeviceQuery, ADriverOfAnOlderMajorVersionIsNotEnough) {
  int count = 7;
  behaviour().driver_version = DeviceBehaviour::kToolkitVersion - 1000;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorInsufficientDriver);
  EXPECT_EQ(driver_version(), CUDART_VERSION - 1000);
  behaviour().driver_version = CUDART_VERSION / 1000 * 1000;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 1);
}

TEST_F(DeviceQuery, WithoutADeviceTheRuntimeSaysSo) {
  behaviour().device_count = 0;
  int count = 7;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorNoDevice);
  EXPECT_EQ(count, 0);
  EXPECT_EQ(cudaSetDevice(0), cudaErrorNoDevice);
}

TEST_F(DeviceQuery, OnlyDevicesThatAreThereCanBeChosen) {
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
  cudaDeviceProp properties;
  EXPECT_EQ(cudaGetDeviceProperties(&properties, -1), cudaErrorInvalidDevice);
  EXPECT_EQ(replayed_device().take_complaints().size(), 2u);
}

TEST_F(DeviceQuery, PropertiesAndAttributesTellTheSame) {
  behaviour().compute_capability = 86;
  behaviour().multiprocessors = 17;
  behaviour().total_bytes = 12345;
  cudaDeviceProp properties;
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(std::string(properties.name), "replayed device");
  EXPECT_EQ(properties.totalGlobalMem, 12345u);
  const auto attribute = [](cudaDeviceAttr which) {
    int value = -1;
    EXPECT_EQ(cudaDeviceGetAttribute(&value, which, 0), cudaSuccess);
    return value;
  };
  EXPECT_EQ(properties.major, 8);
  EXPECT_EQ(attribute(cudaDevAttrComputeCapabilityMajor), 8);
  EXPECT_EQ(properties.minor, 6);
  EXPECT_EQ(attribute(cudaDevAttrComputeCapabilityMinor), 6);
  EXPECT_EQ(properties.multiProcessorCount, 17);
  EXPECT_EQ(attribute(cudaDevAttrMultiProcessorCount), 17);
  EXPECT_EQ(properties.warpSize, 32);
  EXPECT_EQ(attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin), 99 * 1024);
}

TEST_F(DeviceQuery, AnAttributeThatIsNotReplayedIsThrownAndNotInvented) {
  int value = 0;
  EXPECT_THROW(cudaDeviceGetAttribute(&value, cudaDevAttrEccEnabled, 0), ptx::ReplayError);
}

int occupancy(int threads, std::size_t shared_bytes) {
  int blocks = -1;
  EXPECT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
                &blocks, replayed_kernels::empty_function(), threads, shared_bytes),
            cudaSuccess);
  return blocks;
}

TEST_F(DeviceQuery, OccupancyFollowsThreadsAndSharedMemoryOrWhatTheTestSays) {
  EXPECT_EQ(occupancy(256, 0), 6);
  EXPECT_EQ(occupancy(255, 0), 6);
  EXPECT_EQ(occupancy(32, 0), 24);
  EXPECT_EQ(occupancy(256, 40 * 1024), 2);
  behaviour().blocks_per_multiprocessor = 5;
  EXPECT_EQ(occupancy(1024, 0), 5);
}

TEST_F(DeviceQuery, AttributesOfAKernelComeFromItsPtx) {
  cudaFuncAttributes attributes;
  ASSERT_EQ(cudaFuncGetAttributes(&attributes, replayed_kernels::empty_function()), cudaSuccess);
  EXPECT_EQ(attributes.ptxVersion, 120);
  EXPECT_EQ(attributes.maxThreadsPerBlock, 1024);
  EXPECT_EQ(attributes.maxDynamicSharedSizeBytes, 48 * 1024);
  const int no_kernel = 0;
  EXPECT_EQ(cudaFuncGetAttributes(&attributes, &no_kernel), cudaErrorInvalidDeviceFunction);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1u);
}

TEST_F(DeviceQuery, ThePoolOfTheDeviceCountsItsBytes) {
  cudaMemPool_t pool = nullptr;
  ASSERT_EQ(cudaDeviceGetDefaultMemPool(&pool, 0), cudaSuccess);
  std::uint64_t bytes = ~std::uint64_t{0};
  EXPECT_EQ(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &bytes), cudaSuccess);
  void* pointer = nullptr;
  EXPECT_EQ(cudaMallocAsync(&pointer, 24, nullptr), cudaSuccess);
  EXPECT_EQ(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemCurrent, &bytes), cudaSuccess);
  EXPECT_EQ(bytes, 24u);
  EXPECT_EQ(cudaFreeAsync(pointer, nullptr), cudaSuccess);
  EXPECT_EQ(cudaMemPoolTrimTo(pool, 0), cudaSuccess);
  EXPECT_EQ(cudaMemPoolTrimTo(nullptr, 0), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1u);
}

TEST_F(DeviceQuery, ErrorsHaveTheNamesAndWordsOfTheRuntime) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorMemoryAllocation), "cudaErrorMemoryAllocation");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorNoDevice), "no CUDA-capable device is detected");
}

TEST_F(DeviceQuery, TheLastErrorIsSeenUntilItIsTaken) {
  void* pointer = nullptr;
  EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
  behaviour().total_bytes = 0;
  EXPECT_EQ(cudaMalloc(&pointer, 1), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
}

TEST_F(DeviceQuery, KernelsThatNeverRanAreNamed) {
  replayed_kernels::launch_empty(1, 1, 0, nullptr);
  std::string missing;
  for (const std::string& name : replayed_device().kernels_never_run()) missing += name + '\n';
  EXPECT_THAT(missing, HasSubstr("never_launched_kernel"));
  EXPECT_THAT(missing, ::testing::Not(HasSubstr("empty_kernel")));
}

}  // namespace
}  // namespace tessera::support

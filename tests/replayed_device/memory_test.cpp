#include <cstring>
#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/stream_guard.hpp"

namespace tessera::support {
namespace {

using ptx::ReplayError;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Memory : public ::testing::Test {};

DeviceStatistics statistics() { return replayed_device().statistics(); }

TEST_F(Memory, CopiesOfEveryDirectionCarryTheirBytes) {
  const std::vector<int> values = {3, 1, 4, 1, 5};
  const std::size_t bytes = values.size() * sizeof(int);
  const DeviceArray<int> first(values.size());
  const DeviceArray<int> second(values.size());
  std::vector<int> staged(values.size());
  std::vector<int> result(values.size());
  EXPECT_EQ(cudaMemcpy(staged.data(), values.data(), bytes, cudaMemcpyHostToHost), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(first.data(), staged.data(), bytes, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(second.data(), first.data(), bytes, cudaMemcpyDeviceToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(result.data(), second.data(), bytes, cudaMemcpyDefault), cudaSuccess);
  EXPECT_EQ(result, values);
  EXPECT_EQ(statistics().bytes_to_device, bytes);
  EXPECT_EQ(statistics().bytes_within_device, bytes);
  EXPECT_EQ(statistics().bytes_to_host, bytes);
}

TEST_F(Memory, FillsSetEveryByte) {
  const DeviceArray<unsigned> values({1u, 2u, 3u});
  EXPECT_EQ(cudaMemset(values.data() + 1, 0xab, 4), cudaSuccess);
  EXPECT_THAT(values.download(), ElementsAre(1u, 0xababababu, 3u));
}

TEST_F(Memory, StatisticsFollowAllocationsAndReleases) {
  EXPECT_EQ(statistics().live_objects(), 0u);
  {
    const DeviceArray<double> first(100);
    const DeviceArray<double> second(50);
    EXPECT_EQ(statistics().live_allocations, 2u);
    EXPECT_EQ(statistics().bytes_in_use, 1200u);
    std::size_t free_bytes = 0;
    std::size_t total_bytes = 0;
    EXPECT_EQ(cudaMemGetInfo(&free_bytes, &total_bytes), cudaSuccess);
    EXPECT_EQ(total_bytes - free_bytes, 1200u);
  }
  EXPECT_EQ(statistics().live_allocations, 0u);
  EXPECT_EQ(statistics().bytes_in_use, 0u);
  EXPECT_EQ(statistics().peak_bytes, 1200u);
}

TEST_F(Memory, MoreThanTheDeviceHasIsRefusedAndLeavesTheRestUsable) {
  replayed_device().behaviour.total_bytes = 1000;
  const DeviceArray<char> most(900);
  void* pointer = nullptr;
  EXPECT_EQ(cudaMalloc(&pointer, 101), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMallocAsync(&pointer, 101, nullptr), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaMalloc(&pointer, 100), cudaSuccess);
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&pointer, static_cast<std::size_t>(-1)), cudaErrorMemoryAllocation);
}

TEST_F(Memory, NothingIsAllocatedForNoBytesAndNullIsGivenBackFreely) {
  void* pointer = &pointer;
  EXPECT_EQ(cudaMalloc(&pointer, 0), cudaSuccess);
  EXPECT_EQ(pointer, nullptr);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(nullptr, nullptr), cudaSuccess);
  EXPECT_EQ(cudaFreeHost(nullptr), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice), cudaSuccess);
}

TEST_F(Memory, AnAllocationIsGivenBackOnce) {
  void* pointer = nullptr;
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(static_cast<char*>(pointer) + 1), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_EQ(cudaFree(pointer), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeAsync(pointer, nullptr), cudaErrorInvalidValue);
  void* locked = nullptr;
  EXPECT_EQ(cudaMallocHost(&locked, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(locked), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(locked), cudaSuccess);
  EXPECT_EQ(cudaFreeHost(locked), cudaErrorInvalidValue);
  EXPECT_THAT(
      replayed_device().take_complaints(),
      ElementsAre(HasSubstr("byte 1 of an allocation of 8 bytes"),
                  HasSubstr("an allocation, released, of 8 bytes"), HasSubstr("cudaFreeAsync"),
                  HasSubstr("cudaFree"), HasSubstr("cudaFreeHost")));
}

TEST_F(Memory, APointerOfTheWrongSideIsRefused) {
  const DeviceArray<int> on_device({1, 2});
  std::vector<int> on_host(2);
  const auto copy = [](void* to, const void* from, cudaMemcpyKind kind) {
    return cudaMemcpy(to, from, sizeof(int), kind);
  };
  EXPECT_EQ(copy(on_host.data(), on_device.data(), cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(on_device.data(), on_host.data(), cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(copy(on_device.data(), on_host.data(), cudaMemcpyDeviceToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(copy(on_host.data(), on_device.data(), cudaMemcpyHostToHost), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemset(on_host.data(), 0, 4), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_device().take_complaints().size(), 5u);
}

TEST_F(Memory, ACopyPastTheEndIsThrown) {
  const DeviceArray<int> values({1, 2});
  std::vector<int> host(3);
  EXPECT_THROW(cudaMemcpy(host.data(), values.data(), 12, cudaMemcpyDeviceToHost), ReplayError);
}

TEST_F(Memory, ADownloadOfWhatNobodyWroteIsThrown) {
  const DeviceArray<int> values(2);
  EXPECT_EQ(cudaMemset(values.data(), 0, sizeof(int)), cudaSuccess);
  int number = 1;
  EXPECT_EQ(cudaMemcpy(&number, values.data(), sizeof(int), cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(number, 0);
  EXPECT_THROW(cudaMemcpy(&number, values.data() + 1, sizeof(int), cudaMemcpyDeviceToHost),
               ReplayError);
}

TEST_F(Memory, ACopyWithinTheDeviceKeepsWhatIsNotWrittenUnwritten) {
  const DeviceArray<int> from(2);
  const DeviceArray<int> to({7, 8});
  EXPECT_EQ(cudaMemset(from.data(), 0, sizeof(int)), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(to.data(), from.data(), 8, cudaMemcpyDeviceToDevice), cudaSuccess);
  int number = 1;
  EXPECT_EQ(cudaMemcpy(&number, to.data(), sizeof(int), cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_THROW(cudaMemcpy(&number, to.data() + 1, sizeof(int), cudaMemcpyDeviceToHost),
               ReplayError);
}

TEST_F(Memory, AReleasedAllocationCannotBeUsed) {
  void* pointer = nullptr;
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_THROW(cudaMemset(pointer, 0, 8), ReplayError);
}

TEST_F(Memory, PageLockedMemoryIsMemoryOfTheHostThatNobodyHasSet) {
  std::uint32_t* numbers = nullptr;
  EXPECT_EQ(cudaMallocHost(reinterpret_cast<void**>(&numbers), 8), cudaSuccess);
  EXPECT_EQ(numbers[1], 0xcbcbcbcbu);
  numbers[1] = 17;
  const DeviceArray<std::uint32_t> copy(2);
  EXPECT_EQ(cudaMemcpy(copy.data(), numbers, 8, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_THAT(copy.download(), ElementsAre(0xcbcbcbcbu, 17u));
  EXPECT_EQ(statistics().live_host_allocations, 1u);
  EXPECT_EQ(cudaFreeHost(numbers), cudaSuccess);
}

TEST_F(Memory, WhatIsNotGivenBackIsNamed) {
  void* pointer = nullptr;
  cudaStream_t stream = nullptr;
  cudaEvent_t event = nullptr;
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaSuccess);
  EXPECT_EQ(cudaStreamCreate(&stream), cudaSuccess);
  EXPECT_EQ(cudaEventCreate(&event), cudaSuccess);
  EXPECT_EQ(statistics().live_objects(), 3u);
  EXPECT_THAT(replayed_device().what_is_left(),
              ElementsAre("not given back: 1 allocations 8 bytes 1 streams 1 events"));
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  EXPECT_EQ(cudaEventDestroy(event), cudaSuccess);
  EXPECT_THAT(replayed_device().what_is_left(), IsEmpty());
}

using MemoryDeathTest = Memory;

TEST_F(MemoryDeathTest, TheHostCannotFollowAPointerOfTheDevice) {
  const DeviceArray<int> values({1});
  EXPECT_DEATH(static_cast<void>(*static_cast<volatile int*>(values.data())), "");
}

}  // namespace
}  // namespace tessera::support

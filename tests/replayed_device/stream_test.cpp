#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/kernels/launches.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/stream_guard.hpp"

namespace tessera::support {
namespace {

using ptx::ReplayError;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::size_t kInt = sizeof(int);

/// Streams on which nothing runs before somebody waits.
class Delayed : public ::testing::Test {
 protected:
  void SetUp() override { replayed_device().behaviour.delay = true; }

  static std::size_t launches() { return replayed_device().statistics().launches_of("scale"); }
};

void double_values(const DeviceArray<int>& values, cudaStream_t stream) {
  replayed_kernels::scale(values.data(), 2, 1, 1, stream);
}

TEST_F(Delayed, WorkRunsInItsOrderWhenTheStreamIsWaitedFor) {
  const DeviceArray<int> value(1);
  const StreamGuard stream;
  const PageLocked<int> host(1);
  host[0] = 5;
  EXPECT_EQ(cudaMemcpyAsync(value.data(), host.data(), kInt, cudaMemcpyHostToDevice, stream),
            cudaSuccess);
  double_values(value, stream);
  double_values(value, stream);
  EXPECT_EQ(cudaMemcpyAsync(host.data(), value.data(), kInt, cudaMemcpyDeviceToHost, stream),
            cudaSuccess);
  EXPECT_EQ(host[0], 5);
  EXPECT_EQ(launches(), 0u);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(host[0], 20);
  EXPECT_EQ(launches(), 2u);
}

TEST_F(Delayed, APageLockedBufferThatIsReusedTooEarlySpoilsTheCopy) {
  const DeviceArray<int> value(1);
  const StreamGuard stream;
  const PageLocked<int> host(1);
  host[0] = 5;
  EXPECT_EQ(cudaMemcpyAsync(value.data(), host.data(), kInt, cudaMemcpyHostToDevice, stream),
            cudaSuccess);
  host[0] = 6;
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_THAT(value.download(), ElementsAre(6));
}

TEST_F(Delayed, APageableSourceIsReadAtTheCall) {
  const DeviceArray<int> value(1);
  const StreamGuard stream;
  int host = 5;
  EXPECT_EQ(cudaMemcpyAsync(value.data(), &host, kInt, cudaMemcpyHostToDevice, stream),
            cudaSuccess);
  host = 6;
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_THAT(value.download(), ElementsAre(5));
}

TEST_F(Delayed, ACopyToPageableMemoryWaitsForTheStream) {
  const DeviceArray<int> value({5});
  const StreamGuard stream;
  double_values(value, stream);
  int host = 0;
  EXPECT_EQ(cudaMemcpyAsync(&host, value.data(), kInt, cudaMemcpyDeviceToHost, stream),
            cudaSuccess);
  EXPECT_EQ(host, 10);
}

TEST_F(Delayed, APageLockedBufferThatIsGivenBackTooEarlyIsAComplaint) {
  const DeviceArray<int> value(1);
  const StreamGuard stream;
  {
    const PageLocked<int> host(1);
    EXPECT_EQ(cudaMemcpyAsync(value.data(), host.data(), kInt, cudaMemcpyHostToDevice, stream),
              cudaSuccess);
  }
  EXPECT_THAT(replayed_device().take_complaints(), ElementsAre(HasSubstr("while a copy")));
}

TEST_F(Delayed, ASynchronousCopyDoesNotWaitForANonBlockingStream) {
  const DeviceArray<int> value({5});
  const StreamGuard stream;
  double_values(value, stream);
  EXPECT_THAT(value.download(), ElementsAre(5));
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_THAT(value.download(), ElementsAre(10));
}

TEST_F(Delayed, ASynchronousCopyWaitsForABlockingStreamAndTheLegacyOne) {
  const DeviceArray<int> value({5});
  const StreamGuard stream(cudaStreamDefault);
  double_values(value, stream);
  double_values(value, nullptr);
  double_values(value, stream);
  EXPECT_EQ(launches(), 0u);
  EXPECT_THAT(value.download(), ElementsAre(40));
}

TEST_F(Delayed, ABlockingStreamWaitsForWhatTheLegacyStreamGotBefore) {
  const DeviceArray<int> value({5});
  const StreamGuard stream(cudaStreamDefault);
  double_values(value, nullptr);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(launches(), 0u);
  EXPECT_EQ(cudaMemsetAsync(value.data(), 0, kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(launches(), 1u);
}

TEST_F(Delayed, AnEventOrdersTwoStreams) {
  const DeviceArray<int> value({5});
  const StreamGuard first;
  const StreamGuard second;
  const EventGuard event;
  double_values(value, first);
  EXPECT_EQ(cudaEventRecord(event, first), cudaSuccess);
  double_values(value, first);  // behind the event: the second stream does not wait for it
  EXPECT_EQ(cudaStreamWaitEvent(second, event, 0), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(value.data(), 1, 1, second), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(second), cudaSuccess);
  EXPECT_EQ(launches(), 1u);
  EXPECT_THAT(value.download(), ElementsAre(1));  // the low byte of 10
  EXPECT_EQ(cudaStreamSynchronize(first), cudaSuccess);
  EXPECT_EQ(launches(), 2u);
}

TEST_F(Delayed, AnEventIsReachedWhenItIsWaitedForAndAskingForItEnds) {
  const DeviceArray<int> value({5});
  const StreamGuard stream;
  const EventGuard event;
  EXPECT_EQ(cudaEventQuery(event), cudaSuccess) << "never recorded";
  double_values(value, stream);
  EXPECT_EQ(cudaEventRecord(event, stream), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(event), cudaSuccess);
  EXPECT_EQ(launches(), 1u);
  EXPECT_EQ(cudaEventQuery(event), cudaSuccess);

  double_values(value, stream);
  EXPECT_EQ(cudaEventRecord(event, stream), cudaSuccess);
  EXPECT_EQ(cudaEventQuery(event), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamQuery(stream), cudaErrorNotReady);
  EXPECT_EQ(cudaEventQuery(event), cudaSuccess);
  EXPECT_EQ(cudaStreamQuery(stream), cudaSuccess);
}

TEST_F(Delayed, TheTimeBetweenTwoEventsIsThatOfTheWorkBetweenThem) {
  const DeviceArray<int> value({5});
  const StreamGuard stream;
  const EventGuard begin;
  const EventGuard middle;
  const EventGuard end;
  EXPECT_EQ(cudaEventRecord(begin, stream), cudaSuccess);
  double_values(value, stream);
  EXPECT_EQ(cudaEventRecord(middle, stream), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(end, stream), cudaSuccess);
  float time = -1;
  EXPECT_EQ(cudaEventElapsedTime(&time, begin, end), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(cudaEventElapsedTime(&time, begin, middle), cudaSuccess);
  EXPECT_GT(time, 0);
  EXPECT_EQ(cudaEventElapsedTime(&time, middle, end), cudaSuccess);
  EXPECT_EQ(time, 0);
}

TEST_F(Delayed, AnEventWithoutTimingOrRecordHasNoTime) {
  const EventGuard with_timing;
  const EventGuard without(cudaEventDisableTiming);
  EXPECT_EQ(cudaEventRecord(with_timing, nullptr), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(without, nullptr), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  float time = 0;
  EXPECT_EQ(cudaEventElapsedTime(&time, with_timing, without), cudaErrorInvalidResourceHandle);
  const EventGuard never;
  EXPECT_EQ(cudaEventElapsedTime(&time, never, with_timing), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(replayed_device().take_complaints().size(), 2u);
}

TEST_F(Delayed, WorkOfADestroyedStreamStillRuns) {
  const DeviceArray<int> value({5});
  {
    const StreamGuard stream;
    double_values(value, stream);
  }
  EXPECT_EQ(launches(), 0u);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(launches(), 1u);
}

TEST_F(Delayed, MemoryIsGivenBackInTheOrderOfTheStream) {
  const StreamGuard stream;
  void* pointer = nullptr;
  EXPECT_EQ(cudaMallocAsync(&pointer, kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(pointer, 0, kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(pointer, stream), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(pointer, stream), cudaErrorInvalidValue);
  EXPECT_EQ(replayed_device().statistics().live_allocations, 1u);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(replayed_device().statistics().live_allocations, 0u);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1u);
}

TEST_F(Delayed, UseAfterAReleaseOnTheStreamIsFoundAtTheSynchronisation) {
  const StreamGuard stream;
  int* pointer = nullptr;
  EXPECT_EQ(cudaMallocAsync(reinterpret_cast<void**>(&pointer), kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(pointer, stream), cudaSuccess);
  replayed_kernels::scale(pointer, 2, 1, 1, stream);
  EXPECT_THROW(cudaStreamSynchronize(stream), ReplayError);
  EXPECT_THAT(replayed_device().failure(), HasSubstr("scale_kernel"));
}

TEST_F(Delayed, CudaFreeWaitsForTheDevice) {
  const StreamGuard stream;
  int* pointer = nullptr;
  EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&pointer), kInt), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(pointer, 0, kInt, stream), cudaSuccess);
  replayed_kernels::scale(pointer, 2, 1, 1, stream);
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_EQ(launches(), 1u);
}

TEST_F(Delayed, WorkThatNobodyWaitsForIsDoneInTheEndAndItsFaultFound) {
  const StreamGuard stream;
  int* pointer = nullptr;
  EXPECT_EQ(cudaMallocAsync(reinterpret_cast<void**>(&pointer), kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(pointer, 0, kInt, stream), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(pointer, stream), cudaSuccess);
  replayed_device().finish();
  EXPECT_EQ(replayed_device().statistics().live_allocations, 0u);
  EXPECT_EQ(cudaMemsetAsync(pointer, 0, kInt, stream), cudaSuccess);
  EXPECT_THAT(replayed_device().what_is_left(),
              ElementsAre(HasSubstr("released"), HasSubstr("1 streams")));
}

class Stream : public ::testing::Test {};

TEST_F(Stream, WithoutDelayWorkRunsAtOnce) {
  const DeviceArray<int> value({5});
  const StreamGuard stream;
  double_values(value, stream);
  EXPECT_THAT(value.download(), ElementsAre(10));
}

TEST_F(Stream, ADestroyedStreamOrEventIsNoHandleAnyMore) {
  cudaStream_t stream = nullptr;
  cudaEvent_t event = nullptr;
  EXPECT_EQ(cudaStreamCreate(&stream), cudaSuccess);
  EXPECT_EQ(cudaEventCreate(&event), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  EXPECT_EQ(cudaEventDestroy(event), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaEventRecord(event, nullptr), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaEventDestroy(event), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(replayed_device().take_complaints().size(), 4u);
}

TEST_F(Stream, NothingIsThrownWhileAnotherExceptionPasses) {
  const StreamGuard stream;
  const auto fault = [&] {
    const DeviceArray<int> values(2);
    replayed_kernels::write_past_end(values.data(), 2, stream);
  };
  EXPECT_THROW(fault(), ReplayError);
  EXPECT_EQ(replayed_device().statistics().live_allocations, 0u);
}

}  // namespace
}  // namespace tessera::support

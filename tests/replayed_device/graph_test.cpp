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

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::size_t kInt = sizeof(int);

class Capturing : public ::testing::Test {
 protected:
  static void begin(cudaStream_t stream,
                    cudaStreamCaptureMode mode = cudaStreamCaptureModeThreadLocal) {
    ASSERT_EQ(cudaStreamBeginCapture(stream, mode), cudaSuccess);
  }

  /// The error with which the capture on `stream` ends; what it recorded is thrown away.
  static cudaError_t end(cudaStream_t stream) {
    cudaGraph_t graph = nullptr;
    const cudaError_t error = cudaStreamEndCapture(stream, &graph);
    EXPECT_EQ(graph != nullptr, error == cudaSuccess);
    if (graph != nullptr) {
      EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
    }
    static_cast<void>(cudaGetLastError());
    return error;
  }

  /// Ends the capture and makes the graph ready to run.
  static cudaGraphExec_t executable(cudaStream_t stream) {
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t executable = nullptr;
    EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaSuccess);
    EXPECT_EQ(cudaGraphInstantiate(&executable, graph, 0), cudaSuccess);
    EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
    return executable;
  }

  static std::size_t complaints() { return replayed_device().take_complaints().size(); }
  static std::size_t launches() { return replayed_device().statistics().launches_of("scale"); }
};

TEST_F(Capturing, LaunchesCopiesAndFillsRunWithTheGraphAndNotBefore) {
  const StreamGuard stream;
  const DeviceArray<int> value({1});
  const DeviceArray<int> copy({0});
  const PageLocked<int> host(1);
  host[0] = 7;
  begin(stream);
  EXPECT_EQ(cudaMemcpyAsync(value.data(), host.data(), kInt, cudaMemcpyHostToDevice, stream),
            cudaSuccess);
  replayed_kernels::scale(value.data(), 3, 1, 1, stream);
  EXPECT_EQ(cudaMemcpyAsync(copy.data(), value.data(), kInt, cudaMemcpyDeviceToDevice, stream),
            cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(value.data(), 0, kInt, stream), cudaSuccess);
  const cudaGraphExec_t graph = executable(stream);
  EXPECT_EQ(launches(), 0u);
  EXPECT_THAT(value.download(), ElementsAre(1));

  EXPECT_EQ(cudaGraphLaunch(graph, stream), cudaSuccess);
  EXPECT_THAT(copy.download(), ElementsAre(21));
  EXPECT_THAT(value.download(), ElementsAre(0));
  host[0] = 8;
  EXPECT_EQ(cudaGraphLaunch(graph, stream), cudaSuccess);
  EXPECT_THAT(copy.download(), ElementsAre(24));
  EXPECT_EQ(launches(), 2u);
  EXPECT_EQ(replayed_device().statistics().graph_launches, 2u);
  EXPECT_EQ(cudaGraphExecDestroy(graph), cudaSuccess);
}

TEST_F(Capturing, ADelayedGraphTakesItsTurnOnTheStream) {
  replayed_device().behaviour.delay = true;
  const StreamGuard stream;
  const DeviceArray<int> value({1});
  begin(stream);
  for (int turn = 0; turn < 3; ++turn) replayed_kernels::scale(value.data(), 2, 1, 1, stream);
  const cudaGraphExec_t graph = executable(stream);
  EXPECT_EQ(cudaMemsetAsync(value.data(), 5, 1, stream), cudaSuccess);
  EXPECT_EQ(cudaGraphLaunch(graph, stream), cudaSuccess);
  EXPECT_EQ(cudaGraphExecDestroy(graph), cudaSuccess);
  EXPECT_EQ(launches(), 0u);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_THAT(value.download(), ElementsAre(40));
}

TEST_F(Capturing, TheStateOfTheStreamCanBeAsked) {
  const StreamGuard stream;
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusActive;
  EXPECT_EQ(cudaStreamIsCapturing(stream, &status), cudaSuccess);
  EXPECT_EQ(status, cudaStreamCaptureStatusNone);
  begin(stream);
  EXPECT_EQ(cudaStreamIsCapturing(stream, &status), cudaSuccess);
  EXPECT_EQ(status, cudaStreamCaptureStatusActive);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaStreamIsCapturing(stream, &status), cudaSuccess);
  EXPECT_EQ(status, cudaStreamCaptureStatusInvalidated);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, WaitingSpoilsTheCapture) {
  const StreamGuard stream;
  const DeviceArray<int> value({1});
  int host = 0;
  begin(stream);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  begin(stream);
  EXPECT_EQ(cudaMemcpy(&host, value.data(), kInt, cudaMemcpyDeviceToHost),
            cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  begin(stream);
  EXPECT_EQ(end(stream), cudaSuccess) << "a spoiled capture is over";
  EXPECT_EQ(complaints(), 4u);
}

TEST_F(Capturing, AllocationsSpoilTheCaptureUnlessItIsRelaxed) {
  const StreamGuard stream;
  void* pointer = nullptr;
  begin(stream, cudaStreamCaptureModeGlobal);
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaErrorStreamCaptureUnsupported);
  replayed_kernels::launch_empty(1, 1, 0, stream);
  EXPECT_EQ(cudaGetLastError(), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  begin(stream, cudaStreamCaptureModeRelaxed);
  EXPECT_EQ(cudaMalloc(&pointer, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(pointer), cudaSuccess);
  EXPECT_EQ(end(stream), cudaSuccess);
  EXPECT_EQ(complaints(), 3u);
}

TEST_F(Capturing, PageableMemoryOfTheHostCannotBeCaptured) {
  const StreamGuard stream;
  const DeviceArray<int> value({1});
  int host = 0;
  begin(stream);
  EXPECT_EQ(cudaMemcpyAsync(&host, value.data(), kInt, cudaMemcpyDeviceToHost, stream),
            cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, TheLegacyStreamCannotBeCapturedNorUsedBesideABlockingStreamThatIs) {
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeRelaxed),
            cudaErrorStreamCaptureUnsupported);
  const StreamGuard stream(cudaStreamDefault);
  begin(stream);
  replayed_kernels::launch_empty(1, 1, 0, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(complaints(), 3u);
}

TEST_F(Capturing, ACaptureBeginsAndEndsOnce) {
  const StreamGuard stream;
  EXPECT_EQ(end(stream), cudaErrorIllegalState);
  begin(stream);
  EXPECT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed), cudaErrorIllegalState);
  EXPECT_EQ(end(stream), cudaSuccess);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, AnEventDrawsASecondStreamIntoTheCapture) {
  const StreamGuard first;
  const StreamGuard second;
  const EventGuard fork;
  const EventGuard join;
  const DeviceArray<int> left({1});
  const DeviceArray<int> right({1});
  begin(first);
  EXPECT_EQ(cudaEventRecord(fork, first), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(second, fork, 0), cudaSuccess);
  replayed_kernels::scale(left.data(), 2, 1, 1, first);
  replayed_kernels::scale(right.data(), 3, 1, 1, second);
  EXPECT_EQ(cudaEventRecord(join, second), cudaSuccess);
  EXPECT_EQ(cudaEventQuery(join), cudaErrorCapturedEvent);
  EXPECT_EQ(end(first), cudaErrorStreamCaptureInvalidated) << "asking spoils it";

  begin(first);
  EXPECT_EQ(cudaEventRecord(fork, first), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(second, fork, 0), cudaSuccess);
  replayed_kernels::scale(right.data(), 3, 1, 1, second);
  EXPECT_EQ(cudaEventRecord(join, second), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(first, join, 0), cudaSuccess);
  replayed_kernels::scale(left.data(), 2, 1, 1, first);
  const cudaGraphExec_t graph = executable(first);
  EXPECT_EQ(cudaGraphLaunch(graph, first), cudaSuccess);
  EXPECT_THAT(left.download(), ElementsAre(2));
  EXPECT_THAT(right.download(), ElementsAre(3));
  EXPECT_EQ(cudaGraphExecDestroy(graph), cudaSuccess);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, AStreamThatIsNotJoinedSpoilsTheCapture) {
  const StreamGuard first;
  const StreamGuard second;
  const EventGuard fork;
  begin(first);
  EXPECT_EQ(cudaEventRecord(fork, first), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(second, fork, 0), cudaSuccess);
  replayed_kernels::launch_empty(1, 1, 0, second);
  EXPECT_EQ(end(second), cudaErrorStreamCaptureUnmatched);
  EXPECT_EQ(end(first), cudaErrorStreamCaptureUnjoined);
  replayed_kernels::launch_empty(1, 1, 0, second);
  EXPECT_EQ(replayed_device().statistics().launches_of("empty_kernel"), 1u);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, AnEventFromOutsideCannotBeWaitedFor) {
  const StreamGuard outside;
  const StreamGuard stream;
  const EventGuard event;
  EXPECT_EQ(cudaEventRecord(event, outside), cudaSuccess);
  begin(stream);
  EXPECT_EQ(cudaStreamWaitEvent(stream, event, 0), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(complaints(), 2u);
}

TEST_F(Capturing, AFaultInAGraphIsThrownOutOfItsLaunch) {
  const StreamGuard stream;
  const DeviceArray<int> values(4);
  begin(stream);
  replayed_kernels::write_past_end(values.data(), 4, stream);
  const cudaGraphExec_t graph = executable(stream);
  EXPECT_THROW(cudaGraphLaunch(graph, stream), ptx::ReplayError);
  EXPECT_THAT(replayed_device().failure(), HasSubstr("write_past_end_kernel"));
}

}  // namespace
}  // namespace tessera::support

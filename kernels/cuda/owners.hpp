#pragma once

#include <cstddef>
#include <utility>

#include "kernels/cuda/check.hpp"

namespace tessera::gpu {

/// Owner of a stream that does not wait for the default one.
class Stream {
 public:
  Stream() { TESSERA_CUDA_CHECK(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
  ~Stream() { check_quietly(cudaStreamDestroy(stream_)); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] cudaStream_t get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

/// Owner of an event that marks a place in a stream.
class Event {
 public:
  enum class Kind { untimed, timed };

  explicit Event(Kind kind = Kind::untimed) {
    const unsigned flags = kind == Kind::timed ? cudaEventDefault : cudaEventDisableTiming;
    TESSERA_CUDA_CHECK(cudaEventCreateWithFlags(&event_, flags));
  }
  ~Event() { check_quietly(cudaEventDestroy(event_)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream) { TESSERA_CUDA_CHECK(cudaEventRecord(event_, stream)); }
  /// Waits until the stream has passed the place.
  void wait() const { TESSERA_CUDA_CHECK(cudaEventSynchronize(event_)); }
  /// On the device's clock, between two timed events that the stream has passed.
  [[nodiscard]] double milliseconds_since(const Event& earlier) const {
    float milliseconds = 0.0F;
    TESSERA_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, earlier.event_, event_));
    return milliseconds;
  }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Owner of page-locked host memory, which the device copies to and from while the host goes on.
class PinnedBuffer {
 public:
  explicit PinnedBuffer(std::size_t bytes) : bytes_(bytes) {
    TESSERA_CUDA_CHECK(cudaMallocHost(&data_, bytes));
  }
  ~PinnedBuffer() { check_quietly(cudaFreeHost(data_)); }
  PinnedBuffer(const PinnedBuffer&) = delete;
  PinnedBuffer& operator=(const PinnedBuffer&) = delete;

  [[nodiscard]] std::byte* data() const { return static_cast<std::byte*>(data_); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
};

}  // namespace tessera::gpu

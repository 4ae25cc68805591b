#include "kernels/cuda/staging.hpp"

#include <algorithm>
#include <cstring>

namespace tessera::gpu {

void Staging::to_device(cudaStream_t stream, std::byte* target, const std::byte* source,
                        std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += kBufferBytes) {
    Half& half = halves_[turn_++ % 2];
    const std::size_t size = std::min(kBufferBytes, bytes - done);
    if (half.used) half.free.wait();
    std::memcpy(half.buffer.data(), source + done, size);
    TESSERA_CUDA_CHECK(
        cudaMemcpyAsync(target + done, half.buffer.data(), size, cudaMemcpyHostToDevice, stream));
    half.free.record(stream);
    half.used = true;
  }
}

void Staging::to_host(cudaStream_t stream, std::byte* target, const std::byte* source,
                      std::size_t bytes) {
  const auto fetch = [&](std::size_t begin) {
    Half& half = halves_[begin / kBufferBytes % 2];
    if (half.used) half.free.wait();
    TESSERA_CUDA_CHECK(cudaMemcpyAsync(half.buffer.data(), source + begin,
                                       std::min(kBufferBytes, bytes - begin),
                                       cudaMemcpyDeviceToHost, stream));
    half.free.record(stream);
    half.used = true;
  };
  if (bytes > 0) fetch(0);
  for (std::size_t done = 0; done < bytes; done += kBufferBytes) {
    if (done + kBufferBytes < bytes) fetch(done + kBufferBytes);
    Half& half = halves_[done / kBufferBytes % 2];
    half.free.wait();
    std::memcpy(target + done, half.buffer.data(), std::min(kBufferBytes, bytes - done));
  }
}

}  // namespace tessera::gpu

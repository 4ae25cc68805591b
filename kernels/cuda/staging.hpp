#pragma once

#include <array>
#include <cstddef>

#include "kernels/cuda/owners.hpp"

namespace tessera::gpu {

/// Copies between pageable host memory and the device through two page-locked buffers: while the
/// device copies one, the host fills or empties the other.
class Staging {
 public:
  /// Waits for the host's part only: `source` may change once this returns.
  void to_device(cudaStream_t stream, std::byte* target, const std::byte* source,
                 std::size_t bytes);
  /// Waits until `target` holds everything.
  void to_host(cudaStream_t stream, std::byte* target, const std::byte* source, std::size_t bytes);

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{4} << 20;

  struct Half {
    PinnedBuffer buffer{kBufferBytes};
    Event free;  // the device has finished with the buffer
    bool used = false;
  };
  std::array<Half, 2> halves_;
  std::size_t turn_ = 0;
};

}  // namespace tessera::gpu

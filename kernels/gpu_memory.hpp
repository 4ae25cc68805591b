#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "kernels/stages/array.hpp"

struct CUstream_st;

namespace tessera::gpu {

/// The memory of one device as one run uses it: allocated and given back in the order of the run's
/// stream, so that neither waits.
class Memory {
 public:
  /// `stream` outlives the memory.
  explicit Memory(CUstream_st* stream);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// `bytes` of device memory aligned to 256 bytes, contents unspecified; null for 0 bytes. Throws
  /// OutOfDeviceMemory with how much was asked for, in use and free.
  [[nodiscard]] void* allocate(std::size_t bytes);
  void release(void* memory) noexcept;

  /// Bytes of all allocations that are not yet given back, now and at most.
  [[nodiscard]] std::int64_t used_bytes() const { return used_bytes_; }
  [[nodiscard]] std::int64_t peak_bytes() const { return peak_bytes_; }

 private:
  CUstream_st* stream_;
  std::int64_t used_bytes_ = 0;
  std::int64_t peak_bytes_ = 0;
  std::map<void*, std::int64_t> sizes_;
};

/// Owner of an array in the memory of a device; the executor must outlive it. Its views are device
/// pointers: the host must not follow them.
template <class T>
using Array = tessera::Array<T, Memory>;

}  // namespace tessera::gpu

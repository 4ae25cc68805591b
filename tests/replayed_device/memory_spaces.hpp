#pragma once

#include <cstddef>
#include <cstdint>
#include <driver_types.h>
#include <map>
#include <memory>
#include <vector>

#include "tests/ptx/replay/device_memory.hpp"

namespace tessera::support {

/// Bytes of the host's memory.
struct HostRange {
  const std::byte* begin = nullptr;
  std::size_t bytes = 0;

  [[nodiscard]] bool overlaps(const HostRange& other) const {
    return begin < other.begin + other.bytes && other.begin < begin + bytes;
  }
};

enum class Direction { to_device, to_host, within_device, within_host };

/// Whether `pointer` lies in the window of the replayed device's global memory.
bool is_device_pointer(const void* pointer);

/// The memory that a program gets from the CUDA runtime, on both sides.
class MemorySpaces {
 public:
  /// `bytes` bytes of the device, null for none. Refuses with cudaErrorMemoryAllocation when more
  /// than `limit` bytes would be in use.
  void* allocate(std::size_t bytes, std::size_t limit);
  /// Takes note that the allocation at `pointer` is about to be released, once. Refuses with
  /// cudaErrorInvalidValue when there is none.
  void announce_release(void* pointer);
  void release(void* pointer);

  void* allocate_host(std::size_t bytes);
  /// Refuses with cudaErrorInvalidValue when `pointer` is no begin of page-locked memory.
  HostRange host_allocation(void* pointer) const;
  void release_host(void* pointer);
  [[nodiscard]] bool is_page_locked(const void* pointer) const;

  /// Which way a copy goes. Refuses with cudaErrorInvalidValue when a pointer is not on the side
  /// that `kind` says.
  [[nodiscard]] static Direction direction(const void* to, const void* from, cudaMemcpyKind kind);
  /// Throws ptx::ReplayError outside allocations, and when the host reads what nobody wrote.
  void copy(Direction direction, void* to, const void* from, std::size_t bytes);
  void fill(void* to, int value, std::size_t bytes);

  [[nodiscard]] ptx::DeviceMemory& global() { return global_; }
  [[nodiscard]] std::size_t bytes_in_use() const { return bytes_in_use_; }
  [[nodiscard]] std::size_t peak_bytes() const { return peak_bytes_; }
  [[nodiscard]] std::size_t allocation_count() const { return allocations_.size(); }
  [[nodiscard]] std::size_t host_allocation_count() const { return host_allocations_.size(); }

 private:
  struct Allocation {
    std::size_t bytes = 0;
    bool is_leaving = false;
  };
  struct HostAllocation {
    std::unique_ptr<std::byte[]> storage;
    std::size_t bytes = 0;
  };

  ptx::DeviceMemory global_;
  std::map<std::uint64_t, Allocation> allocations_;
  std::map<const std::byte*, HostAllocation> host_allocations_;
  std::size_t bytes_in_use_ = 0;
  std::size_t peak_bytes_ = 0;
};

}  // namespace tessera::support

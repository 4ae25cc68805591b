#include <cstring>
#include <cuda_runtime_api.h>
#include <memory>
#include <vector>

#include "tests/replayed_device/device.hpp"

// Allocations, copies and fills.

namespace {

using namespace tessera::support;

constexpr double kCopy_ms = 1e-3;
constexpr double kByte_ms = 1e-7;

void allocate(void** pointer, std::size_t bytes) {
  *pointer = session().memory.allocate(bytes, replayed_device().behaviour.total_bytes);
}

void count_copy(Direction direction, std::size_t bytes) {
  DeviceStatistics& statistics = session().statistics;
  if (direction == Direction::to_device) statistics.bytes_to_device += bytes;
  if (direction == Direction::to_host) statistics.bytes_to_host += bytes;
  if (direction == Direction::within_device) statistics.bytes_within_device += bytes;
  session().clock_ms += kCopy_ms + kByte_ms * static_cast<double>(bytes);
}

/// The copy, from `staged` if that is there.
Work copy_work(Direction direction, void* to, const void* from, std::size_t bytes,
               const std::shared_ptr<std::vector<std::byte>>& staged = nullptr) {
  Work work;
  if (direction == Direction::to_device && !staged) {
    work.page_locked.push_back({static_cast<const std::byte*>(from), bytes});
  }
  if (direction == Direction::to_host) {
    work.page_locked.push_back({static_cast<const std::byte*>(to), bytes});
  }
  work.run = [=] {
    session().memory.copy(direction, to, staged ? staged->data() : from, bytes);
    count_copy(direction, bytes);
  };
  return work;
}

std::shared_ptr<std::vector<std::byte>> staged_copy(const void* from, std::size_t bytes) {
  const auto* const first = static_cast<const std::byte*>(from);
  return std::make_shared<std::vector<std::byte>>(first, first + bytes);
}

void copy_at_once(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  require_no_capture(session().streams, "a copy that waits");
  if (bytes == 0) return;
  const Direction direction = MemorySpaces::direction(to, from, kind);
  device().submit(nullptr, copy_work(direction, to, from, bytes));
  // Copies within the device are the ones that the host does not wait for.
  if (direction != Direction::within_device) device().synchronize(nullptr);
}

[[noreturn]] void refuse_pageable(Capture& capture) {
  capture.is_invalid = true;
  throw Refusal(cudaErrorStreamCaptureUnsupported,
                "a copy from or to pageable memory of the host is captured");
}

void copy_on_stream(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                    cudaStream_t stream) {
  const std::shared_ptr<Capture> capture = session().streams.at(stream)->capture;
  if (bytes == 0) return;
  const Direction direction = MemorySpaces::direction(to, from, kind);
  if (direction == Direction::within_device) {
    return device().submit(stream, copy_work(direction, to, from, bytes));
  }
  const void* const host = direction == Direction::to_device ? from : to;
  const bool is_page_locked = session().memory.is_page_locked(host);
  if (capture && !is_page_locked) refuse_pageable(*capture);
  // From pageable memory the runtime takes a copy first; to it, and within the host, it waits.
  const bool is_staged = direction == Direction::to_device && !is_page_locked;
  device().submit(stream, copy_work(direction, to, from, bytes,
                                    is_staged ? staged_copy(from, bytes) : nullptr));
  const bool waits = direction == Direction::within_host || !(is_page_locked || is_staged);
  if (waits) device().synchronize(stream);
}

void fill_on_stream(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes == 0) return;
  if (!is_device_pointer(to)) {
    throw Refusal(cudaErrorInvalidValue, "the memory to fill is not on the device");
  }
  device().submit(stream, {[=] { session().memory.fill(to, value, bytes); }, {}});
}

void* address_in(const void* symbol, std::size_t bytes, std::size_t offset) {
  const DeviceVariable& variable = device().registry.variable(symbol);
  if (offset > variable.bytes || bytes > variable.bytes - offset) {
    throw Refusal(cudaErrorInvalidValue,
                  "bytes " + std::to_string(offset) + " to " + std::to_string(offset + bytes) +
                      " of '" + variable.name + "', which has " + std::to_string(variable.bytes));
  }
  const int capability = replayed_device().behaviour.compute_capability;
  const std::uint64_t address = session().memory.global().variable_address(
      variable.binary->module(capability).syntax(), variable.name);
  return reinterpret_cast<void*>(address + offset);
}

void release_host(void* pointer) {
  require_no_capture(session().streams, "cudaFreeHost");
  const HostRange range = session().memory.host_allocation(pointer);
  if (session().streams.awaits(range)) {
    device().complain("cudaFreeHost",
                      "page-locked memory is given back while a copy from or to it waits");
    session().streams.run_all();
  }
  session().memory.release_host(pointer);
}

}  // namespace

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  return answer("cudaMalloc", [&] {
    require_no_capture(session().streams, "cudaMalloc");
    allocate(pointer, bytes);
  });
}

cudaError_t cudaFree(void* pointer) {
  return answer_quietly("cudaFree", [&] {
    if (pointer == nullptr) return;
    require_no_capture(session().streams, "cudaFree");
    session().memory.announce_release(pointer);
    session().streams.run_all();
    session().memory.release(pointer);
  });
}

cudaError_t cudaMallocAsync(void** pointer, std::size_t bytes, cudaStream_t stream) {
  return answer("cudaMallocAsync", [&] {
    if (session().streams.at(stream)->capture) {
      throw tessera::ptx::ReplayError("allocations within graphs are not replayed");
    }
    allocate(pointer, bytes);
  });
}

cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream) {
  return answer_quietly("cudaFreeAsync", [&] {
    if (pointer == nullptr) return;
    if (session().streams.at(stream)->capture) {
      throw tessera::ptx::ReplayError("allocations within graphs are not replayed");
    }
    session().memory.announce_release(pointer);
    device().submit(stream, {[=] { session().memory.release(pointer); }, {}});
  });
}

cudaError_t cudaMallocHost(void** pointer, std::size_t bytes) {
  return cudaHostAlloc(pointer, bytes, cudaHostAllocDefault);
}

cudaError_t cudaHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  return answer("cudaHostAlloc", [&] {
    require_no_capture(session().streams, "cudaHostAlloc");
    *pointer = session().memory.allocate_host(bytes);
  });
}

cudaError_t cudaFreeHost(void* pointer) {
  return answer_quietly("cudaFreeHost", [&] {
    if (pointer != nullptr) release_host(pointer);
  });
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  return answer("cudaMemcpy", [&] { copy_at_once(to, from, bytes, kind); });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return answer("cudaMemcpyAsync", [&] { copy_on_stream(to, from, bytes, kind, stream); });
}

cudaError_t cudaMemcpyToSymbol(const void* symbol, const void* from, std::size_t bytes,
                               std::size_t offset, cudaMemcpyKind kind) {
  return answer("cudaMemcpyToSymbol",
                [&] { copy_at_once(address_in(symbol, bytes, offset), from, bytes, kind); });
}

cudaError_t cudaMemcpyFromSymbol(void* to, const void* symbol, std::size_t bytes,
                                 std::size_t offset, cudaMemcpyKind kind) {
  return answer("cudaMemcpyFromSymbol",
                [&] { copy_at_once(to, address_in(symbol, bytes, offset), bytes, kind); });
}

cudaError_t cudaMemcpyToSymbolAsync(const void* symbol, const void* from, std::size_t bytes,
                                    std::size_t offset, cudaMemcpyKind kind, cudaStream_t stream) {
  return answer("cudaMemcpyToSymbolAsync", [&] {
    copy_on_stream(address_in(symbol, bytes, offset), from, bytes, kind, stream);
  });
}

cudaError_t cudaMemcpyFromSymbolAsync(void* to, const void* symbol, std::size_t bytes,
                                      std::size_t offset, cudaMemcpyKind kind,
                                      cudaStream_t stream) {
  return answer("cudaMemcpyFromSymbolAsync", [&] {
    copy_on_stream(to, address_in(symbol, bytes, offset), bytes, kind, stream);
  });
}

cudaError_t cudaMemset(void* to, int value, std::size_t bytes) {
  return answer("cudaMemset", [&] {
    require_no_capture(session().streams, "cudaMemset");
    fill_on_stream(to, value, bytes, nullptr);
  });
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  return answer("cudaMemsetAsync", [&] { fill_on_stream(to, value, bytes, stream); });
}

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
  return answer("cudaMemGetInfo", [&] {
    *total_bytes = replayed_device().behaviour.total_bytes;
    *free_bytes = *total_bytes - std::min(*total_bytes, session().memory.bytes_in_use());
  });
}

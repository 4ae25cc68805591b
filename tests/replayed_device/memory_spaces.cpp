#include "tests/replayed_device/memory_spaces.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <sstream>
#include <string>

#include "tests/replayed_device/refusal.hpp"

namespace tessera::support {
namespace {

/// What memory from the runtime holds before anybody writes: no zero, and no number of a program.
constexpr int kStaleByte = 0xcb;

std::uint64_t address_of(const void* pointer) { return reinterpret_cast<std::uint64_t>(pointer); }

std::string text_of(const void* pointer) {
  std::ostringstream text;
  text << pointer;
  return text.str();
}

void require_side(const char* role, const void* pointer, bool on_device) {
  if (is_device_pointer(pointer) == on_device) return;
  throw Refusal(cudaErrorInvalidValue, std::string("the ") + role + " " + text_of(pointer) +
                                           " is memory of the " + (on_device ? "host" : "device") +
                                           ", not of the " + (on_device ? "device" : "host"));
}

}  // namespace

bool is_device_pointer(const void* pointer) {
  return address_of(pointer) >> ptx::kWindowBits == ptx::kGlobalWindow >> ptx::kWindowBits;
}

void* MemorySpaces::allocate(std::size_t bytes, std::size_t limit) {
  if (bytes == 0) return nullptr;
  if (bytes > limit || bytes_in_use_ > limit - bytes) throw Refusal(cudaErrorMemoryAllocation);
  const std::uint64_t address = global_.allocate_bytes(bytes);
  allocations_[address] = {bytes, false};
  bytes_in_use_ += bytes;
  peak_bytes_ = std::max(peak_bytes_, bytes_in_use_);
  return reinterpret_cast<void*>(address);
}

void MemorySpaces::announce_release(void* pointer) {
  const auto found = allocations_.find(address_of(pointer));
  if (found == allocations_.end() || found->second.is_leaving) {
    throw Refusal(cudaErrorInvalidValue, text_of(pointer) +
                                             " is given back, but is no allocation (any more): " +
                                             global_.neighbourhood(address_of(pointer)));
  }
  found->second.is_leaving = true;
}

void MemorySpaces::release(void* pointer) {
  const auto found = allocations_.find(address_of(pointer));
  global_.release(found->first);
  bytes_in_use_ -= found->second.bytes;
  allocations_.erase(found);
}

void* MemorySpaces::allocate_host(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  HostAllocation allocation{std::make_unique<std::byte[]>(bytes), bytes};
  std::byte* const begin = allocation.storage.get();
  std::memset(begin, kStaleByte, bytes);
  host_allocations_[begin] = std::move(allocation);
  return begin;
}

HostRange MemorySpaces::host_allocation(void* pointer) const {
  const auto found = host_allocations_.find(static_cast<const std::byte*>(pointer));
  if (found == host_allocations_.end()) {
    throw Refusal(cudaErrorInvalidValue, text_of(pointer) +
                                             " is given back, but is no page-locked memory (any "
                                             "more)");
  }
  return {found->first, found->second.bytes};
}

void MemorySpaces::release_host(void* pointer) {
  host_allocations_.erase(static_cast<const std::byte*>(pointer));
}

bool MemorySpaces::is_page_locked(const void* pointer) const {
  const auto* const byte = static_cast<const std::byte*>(pointer);
  const auto next = host_allocations_.upper_bound(byte);
  if (next == host_allocations_.begin()) return false;
  const auto& [begin, allocation] = *std::prev(next);
  return byte < begin + allocation.bytes;
}

Direction MemorySpaces::direction(const void* to, const void* from, cudaMemcpyKind kind) {
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice ||
                         (kind == cudaMemcpyDefault && is_device_pointer(to));
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice ||
                           (kind == cudaMemcpyDefault && is_device_pointer(from));
  require_side("target", to, to_device);
  require_side("source", from, from_device);
  if (to_device) return from_device ? Direction::within_device : Direction::to_device;
  return from_device ? Direction::to_host : Direction::within_host;
}

void MemorySpaces::copy(Direction direction, void* to, const void* from, std::size_t bytes) {
  switch (direction) {
    case Direction::to_device:
      return global_.write(address_of(to), {static_cast<const std::byte*>(from), bytes});
    case Direction::to_host:
      return global_.read(address_of(from), {static_cast<std::byte*>(to), bytes});
    case Direction::within_device:
      return global_.copy(address_of(to), address_of(from), bytes);
    case Direction::within_host:
      std::memmove(to, from, bytes);
  }
}

void MemorySpaces::fill(void* to, int value, std::size_t bytes) {
  global_.write(address_of(to), std::vector<std::byte>(bytes, static_cast<std::byte>(value)));
}

}  // namespace tessera::support

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/ptx/replay/syntax.hpp"
#include "tests/ptx/replay/tracked_bytes.hpp"

namespace tessera::ptx {

/// Where the address spaces lie in a generic address: 2^40 bytes each.
inline constexpr int kWindowBits = 40;
inline constexpr std::uint64_t kSharedWindow = std::uint64_t{1} << kWindowBits;
inline constexpr std::uint64_t kLocalWindow = std::uint64_t{2} << kWindowBits;
inline constexpr std::uint64_t kParamWindow = std::uint64_t{3} << kWindowBits;
inline constexpr std::uint64_t kGlobalWindow = std::uint64_t{4} << kWindowBits;

/// The global memory of the device that is replayed. Between any two allocations lie guard bytes,
/// so that an access past an end is found; a byte that nobody wrote cannot be read.
///
/// Device pointers are typed like host pointers, as in CUDA, and must not be followed here.
class DeviceMemory {
 public:
  /// `bytes` bytes at a multiple of 256, not written; `label` names them in reports.
  std::uint64_t allocate_bytes(std::size_t bytes, const std::string& label = "");
  /// Takes an allocation back; later accesses to it are reported. Throws ReplayError when `address`
  /// is not the begin of one.
  void release(std::uint64_t address);
  /// Copies to and from the host. Throw ReplayError outside an allocation, and when bytes are read
  /// that nobody wrote.
  void write(std::uint64_t address, std::span<const std::byte> from);
  void read(std::uint64_t address, std::span<std::byte> to) const;
  /// Copies within the device; bytes that nobody wrote stay such. The two may overlap.
  void copy(std::uint64_t to, std::uint64_t from, std::size_t bytes);

  template <class T>
  T* allocate(std::size_t count, const std::string& label = "") {
    return reinterpret_cast<T*>(allocate_bytes(count * sizeof(T), label));
  }
  /// A copy of `values` on the device.
  template <class T>
  T* upload(std::span<const T> values, const std::string& label = "") {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t address = allocate_bytes(values.size_bytes(), label);
    write(address, std::as_bytes(values));
    return reinterpret_cast<T*>(address);
  }
  template <class T>
  T* upload(const std::vector<T>& values, const std::string& label = "") {
    return upload(std::span<const T>(values), label);
  }
  /// `count` values from the device; each of their bytes must have been written.
  template <class T>
  [[nodiscard]] std::vector<T> download(const T* from, std::size_t count) const {
    std::vector<std::remove_const_t<T>> values(count);
    read(reinterpret_cast<std::uint64_t>(from), std::as_writable_bytes(std::span(values)));
    return values;
  }

  // For the machine --------------------------------------------------------------------------
  [[nodiscard]] TrackedBytes& bytes() { return bytes_; }
  /// What lies at or next to `address`, in words.
  [[nodiscard]] std::string neighbourhood(std::uint64_t address) const;
  /// Address of a `.global` or `.const` variable of a module; allocated and initialised with all
  /// others of the module when it is first asked for. Throws ReplayError when there is none.
  std::uint64_t variable_address(const std::shared_ptr<const Syntax>& module,
                                 const std::string& name);

 private:
  struct Allocation {
    std::size_t bytes = 0;
    std::string label;
    bool released = false;
  };
  using Placed = std::map<std::string, std::uint64_t>;

  void place_variables(const Syntax& module, Placed& placed);
  void require_claimed(std::uint64_t address, std::size_t bytes, const char* verb) const;

  TrackedBytes bytes_;
  std::map<std::uint64_t, Allocation> allocations_;  // by address
  std::map<std::shared_ptr<const Syntax>, Placed> modules_;
};

}  // namespace tessera::ptx

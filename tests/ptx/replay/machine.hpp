#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/ptx/replay/device_memory.hpp"
#include "tests/ptx/replay/launch_state.hpp"
#include "tests/ptx/replay/module.hpp"

namespace tessera::ptx {

/// The arguments of a kernel, in order and by value, as the launch of CUDA would hand them over.
class Arguments {
 public:
  template <class... Values>
  explicit Arguments(const Values&... values) {
    (push(values), ...);
  }

  template <class T>
  Arguments& push(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    static_assert(!std::is_array_v<T>, "kernels take no arrays by value");
    const std::size_t offset = (bytes_.size() + alignof(T) - 1) / alignof(T) * alignof(T);
    bytes_.resize(offset + sizeof(T));
    std::memcpy(bytes_.data() + offset, &value, sizeof(T));
    parameters_.push_back({offset, sizeof(T), alignof(T)});
    return *this;
  }

  /// A value known by its bytes, for `parameter` of a kernel.
  Arguments& push_bytes(const void* value, const Parameter& parameter) {
    bytes_.resize(parameter.offset + parameter.bytes);
    std::memcpy(bytes_.data() + parameter.offset, value, parameter.bytes);
    parameters_.push_back(parameter);
    return *this;
  }

  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  std::vector<std::byte> bytes_;
  std::vector<Parameter> parameters_;
};

struct LaunchReport {
  std::uint64_t warp_instructions = 0;
  std::uint64_t thread_instructions = 0;
};

/// Runs kernel `name` (see Module::find_entry) of `module` to its end, block after block. Throws
/// ReplayError for arguments that do not fit the kernel's parameters, and for whatever the kernel
/// does that is no valid CUDA: accesses out of bounds or misaligned, reads of what nobody wrote,
/// barriers and warp instructions that not all their threads reach.
LaunchReport launch(const Module& module, const std::string& name, const LaunchShape& shape,
                    const Arguments& arguments, DeviceMemory& memory,
                    const LaunchOptions& options = {});
/// The same for `program`, a kernel of `module`.
LaunchReport launch(const Module& module, const Program& program, const LaunchShape& shape,
                    const Arguments& arguments, DeviceMemory& memory,
                    const LaunchOptions& options = {});

/// Mangled names of the kernels of `module` that no launch of this process has run to the end.
std::vector<std::string> entries_never_run(const Module& module);

}  // namespace tessera::ptx

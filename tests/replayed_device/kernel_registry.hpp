#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/ptx/replay/module.hpp"
#include "tests/replayed_device/limits.hpp"

namespace tessera::support {

/// What nvcc embedded in one object file. Its PTX is read when it is first asked for.
class FatBinary {
 public:
  explicit FatBinary(const void* wrapper) : wrapper_(wrapper) {}

  /// The module for a device of this compute capability. Refuses with
  /// cudaErrorNoKernelImageForDevice where there is no PTX for it; throws ptx::ReplayError.
  const ptx::Module& module(int compute_capability);
  /// The architecture of the PTX that `module` takes.
  [[nodiscard]] int architecture(int compute_capability) const;

 private:
  const void* wrapper_;
  std::map<int, std::unique_ptr<const ptx::Module>> modules_;  // by architecture
};

struct Kernel {
  FatBinary* binary = nullptr;
  std::string entry;  // mangled
  int dynamic_shared_limit = kPlainSharedLimit;
};

struct DeviceVariable {
  FatBinary* binary = nullptr;
  std::string name;
  std::size_t bytes = 0;
};

/// Which kernel and which variable stands behind which address of the host program.
class KernelRegistry {
 public:
  FatBinary& add_binary(const void* wrapper);
  void add_kernel(const void* host_function, FatBinary& binary, const std::string& entry);
  void add_variable(const void* shadow, FatBinary& binary, const std::string& name,
                    std::size_t bytes);

  /// Of a `__global__` function of the host program, or of the handle that its launch got. Refuses
  /// with cudaErrorInvalidDeviceFunction.
  Kernel& kernel(const void* function_or_handle);
  /// Of a `__device__` or `__constant__` variable as the host program knows it. Refuses with
  /// cudaErrorInvalidSymbol.
  const DeviceVariable& variable(const void* shadow) const;
  [[nodiscard]] const std::vector<std::unique_ptr<FatBinary>>& binaries() const {
    return binaries_;
  }
  /// Forgets what was set about kernels.
  void reset_kernels();

 private:
  std::vector<std::unique_ptr<FatBinary>> binaries_;
  std::map<const void*, Kernel> kernels_;
  std::map<const void*, DeviceVariable> variables_;
};

}  // namespace tessera::support

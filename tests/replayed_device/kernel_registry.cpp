#include "tests/replayed_device/kernel_registry.hpp"

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/fat_binary.hpp"
#include "tests/replayed_device/refusal.hpp"

namespace tessera::support {
namespace {

EmbeddedPtx require_ptx(const void* wrapper, int compute_capability) {
  const auto found = newest_ptx(wrapper, compute_capability);
  if (!found) throw Refusal(cudaErrorNoKernelImageForDevice);
  return *found;
}

}  // namespace

const ptx::Module& FatBinary::module(int compute_capability) {
  const EmbeddedPtx found = require_ptx(wrapper_, compute_capability);
  auto& module = modules_[found.architecture];
  if (!module) module = std::make_unique<const ptx::Module>(found.text);
  return *module;
}

int FatBinary::architecture(int compute_capability) const {
  return require_ptx(wrapper_, compute_capability).architecture;
}

FatBinary& KernelRegistry::add_binary(const void* wrapper) {
  return *binaries_.emplace_back(std::make_unique<FatBinary>(wrapper));
}

void KernelRegistry::add_kernel(const void* host_function, FatBinary& binary,
                                const std::string& entry) {
  // A template may be in several objects: they are the same, so the first one stays.
  kernels_.try_emplace(host_function, Kernel{&binary, entry});
}

void KernelRegistry::add_variable(const void* shadow, FatBinary& binary, const std::string& name,
                                  std::size_t bytes) {
  variables_.try_emplace(shadow, DeviceVariable{&binary, name, bytes});
}

Kernel& KernelRegistry::kernel(const void* function_or_handle) {
  const auto found = kernels_.find(function_or_handle);
  if (found != kernels_.end()) return found->second;
  throw Refusal(cudaErrorInvalidDeviceFunction, "this is no __global__ function of the program");
}

const DeviceVariable& KernelRegistry::variable(const void* shadow) const {
  const auto found = variables_.find(shadow);
  if (found != variables_.end()) return found->second;
  throw Refusal(cudaErrorInvalidSymbol, "this is no __device__ or __constant__ variable");
}

void KernelRegistry::reset_kernels() {
  for (auto& [function, kernel] : kernels_) kernel.dynamic_shared_limit = kPlainSharedLimit;
}

}  // namespace tessera::support

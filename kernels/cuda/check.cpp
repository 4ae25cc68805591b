#include "kernels/cuda/check.hpp"

#include <string>

#include "kernels/gpu_failures.hpp"

namespace tessera::gpu {

const char* path_in_tree(const char* file) {
  const std::string path(file);
  const std::size_t room = path.rfind("kernels/");
  return room == std::string::npos ? file : file + room;
}

void check(cudaError_t status, const char* expression, const char* file, int line) {
  if (status == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());
  const std::string text = std::string(path_in_tree(file)) + ":" + std::to_string(line) + ": " +
                           expression + ": " + cudaGetErrorName(status) + ": " +
                           cudaGetErrorString(status);
  if (status == cudaErrorMemoryAllocation) throw OutOfDeviceMemory(text);
  throw CudaError(text);
}

void check_quietly(cudaError_t status) noexcept {
  if (status != cudaSuccess) static_cast<void>(cudaGetLastError());
}

}  // namespace tessera::gpu

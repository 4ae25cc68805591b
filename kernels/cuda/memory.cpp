#include <algorithm>
#include <cstdint>
#include <string>

#include "kernels/cuda/check.hpp"
#include "kernels/gpu_failures.hpp"
#include "kernels/gpu_memory.hpp"

namespace tessera::gpu {
namespace {

// What is given back stays with the process: the next allocation of the run takes it over.
void keep_released_memory() {
  int device = 0;
  cudaMemPool_t pool = nullptr;
  std::uint64_t everything = UINT64_MAX;
  TESSERA_CUDA_CHECK(cudaGetDevice(&device));
  TESSERA_CUDA_CHECK(cudaDeviceGetDefaultMemPool(&pool, device));
  TESSERA_CUDA_CHECK(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &everything));
}

std::string shortage(std::size_t asked, std::int64_t used) {
  std::size_t free = 0;
  std::size_t total = 0;
  check_quietly(cudaMemGetInfo(&free, &total));
  const auto megabytes = [](std::uint64_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
  };
  return "out of device memory: " + megabytes(asked) + " more needed, " + megabytes(free) +
         " free of " + megabytes(total) + ", " + megabytes(static_cast<std::uint64_t>(used)) +
         " in use by this run; --dry-run says how much a run needs";
}

}  // namespace

Memory::Memory(CUstream_st* stream) : stream_(stream) { keep_released_memory(); }

Memory::~Memory() {
  for (const auto& [memory, bytes] : sizes_) check_quietly(cudaFreeAsync(memory, stream_));
}

void* Memory::allocate(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  void* memory = nullptr;
  const cudaError_t status = cudaMallocAsync(&memory, bytes, stream_);
  if (status == cudaErrorMemoryAllocation) {
    check_quietly(status);
    throw OutOfDeviceMemory(shortage(bytes, used_bytes_));
  }
  TESSERA_CUDA_CHECK(status);
  sizes_[memory] = static_cast<std::int64_t>(bytes);
  used_bytes_ += static_cast<std::int64_t>(bytes);
  peak_bytes_ = std::max(peak_bytes_, used_bytes_);
  return memory;
}

void Memory::release(void* memory) noexcept {
  if (memory == nullptr) return;
  const auto found = sizes_.find(memory);
  used_bytes_ -= found->second;
  sizes_.erase(found);
  check_quietly(cudaFreeAsync(memory, stream_));
}

}  // namespace tessera::gpu

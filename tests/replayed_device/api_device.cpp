#include <algorithm>
#include <cstdio>
#include <cuda_runtime_api.h>
#include <map>

#include "tests/replayed_device/device.hpp"
#include "tests/replayed_device/launch.hpp"
#include "tests/replayed_device/limits.hpp"

// What the runtime says about the device, its kernels and its memory pool.

namespace {

using namespace tessera::support;

constexpr int kCapabilityStep = 10;

const DeviceBehaviour& behaviour() { return replayed_device().behaviour; }

void require_device(int device) {
  if (device >= 0 && device < behaviour().device_count) return;
  throw Refusal(cudaErrorInvalidDevice, "there is no device " + std::to_string(device));
}

/// The pool of the device has no state that a program could see.
cudaMemPool_t default_pool() {
  static int pool = 0;
  return reinterpret_cast<cudaMemPool_t>(&pool);
}

void require_pool(cudaMemPool_t pool) {
  if (pool != default_pool()) throw Refusal(cudaErrorInvalidValue, "this is no memory pool");
}

void fill_properties(cudaDeviceProp& properties) {
  properties = {};
  std::snprintf(properties.name, sizeof(properties.name), "replayed device");
  properties.totalGlobalMem = behaviour().total_bytes;
  properties.sharedMemPerBlock = kPlainSharedLimit;
  properties.sharedMemPerBlockOptin = kRaisedSharedLimit;
  properties.sharedMemPerMultiprocessor = kMultiprocessorShared;
  properties.reservedSharedMemPerBlock = kReservedShared;
  properties.regsPerBlock = properties.regsPerMultiprocessor = kRegisters;
  properties.warpSize = kWarpThreads;
  properties.maxThreadsPerBlock = kMaxBlockThreads;
  properties.maxThreadsPerMultiProcessor = kMultiprocessorThreads;
  properties.maxBlocksPerMultiProcessor = kMaxMultiprocessorBlocks;
  std::ranges::copy(std::array{kMaxBlockThreads, kMaxBlockThreads, kMaxBlockZ},
                    properties.maxThreadsDim);
  std::ranges::copy(std::array{static_cast<int>(kMaxGridX), static_cast<int>(kMaxGridYZ),
                               static_cast<int>(kMaxGridYZ)},
                    properties.maxGridSize);
  properties.totalConstMem = kConstantBytes;
  properties.major = behaviour().compute_capability / kCapabilityStep;
  properties.minor = behaviour().compute_capability % kCapabilityStep;
  properties.multiProcessorCount = behaviour().multiprocessors;
  properties.l2CacheSize = kLevel2Bytes;
  properties.cooperativeLaunch = behaviour().cooperative_launch ? 1 : 0;
  properties.unifiedAddressing = properties.memoryPoolsSupported = properties.asyncEngineCount = 1;
}

int attribute_value(cudaDeviceAttr attribute) {
  const std::map<cudaDeviceAttr, int> values = {
      {cudaDevAttrMaxThreadsPerBlock, kMaxBlockThreads},
      {cudaDevAttrMaxBlockDimX, kMaxBlockThreads},
      {cudaDevAttrMaxBlockDimY, kMaxBlockThreads},
      {cudaDevAttrMaxBlockDimZ, kMaxBlockZ},
      {cudaDevAttrMaxGridDimX, static_cast<int>(kMaxGridX)},
      {cudaDevAttrMaxGridDimY, static_cast<int>(kMaxGridYZ)},
      {cudaDevAttrMaxGridDimZ, static_cast<int>(kMaxGridYZ)},
      {cudaDevAttrMaxSharedMemoryPerBlock, kPlainSharedLimit},
      {cudaDevAttrMaxSharedMemoryPerBlockOptin, kRaisedSharedLimit},
      {cudaDevAttrMaxSharedMemoryPerMultiprocessor, static_cast<int>(kMultiprocessorShared)},
      {cudaDevAttrReservedSharedMemoryPerBlock, static_cast<int>(kReservedShared)},
      {cudaDevAttrTotalConstantMemory, static_cast<int>(kConstantBytes)},
      {cudaDevAttrWarpSize, kWarpThreads},
      {cudaDevAttrMaxRegistersPerBlock, kRegisters},
      {cudaDevAttrMaxRegistersPerMultiprocessor, kRegisters},
      {cudaDevAttrMultiProcessorCount, behaviour().multiprocessors},
      {cudaDevAttrClockRate, 1'000'000},  // kHz
      {cudaDevAttrMaxThreadsPerMultiProcessor, kMultiprocessorThreads},
      {cudaDevAttrMaxBlocksPerMultiprocessor, kMaxMultiprocessorBlocks},
      {cudaDevAttrComputeCapabilityMajor, behaviour().compute_capability / kCapabilityStep},
      {cudaDevAttrComputeCapabilityMinor, behaviour().compute_capability % kCapabilityStep},
      {cudaDevAttrL2CacheSize, kLevel2Bytes},
      {cudaDevAttrUnifiedAddressing, 1},
      {cudaDevAttrAsyncEngineCount, 1},
      {cudaDevAttrMemoryPoolsSupported, 1},
      {cudaDevAttrCooperativeLaunch, behaviour().cooperative_launch ? 1 : 0},
      {cudaDevAttrIntegrated, 0}};
  const auto found = values.find(attribute);
  if (found != values.end()) return found->second;
  throw tessera::ptx::ReplayError("device attribute " + std::to_string(attribute) +
                                  " is not known to the replayed device");
}

}  // namespace

cudaError_t cudaDriverGetVersion(int* version) {
  *version = behaviour().driver_version;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = DeviceBehaviour::kToolkitVersion;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 0;
  return answer("cudaGetDeviceCount", [&] { *count = behaviour().device_count; });
}

cudaError_t cudaGetDevice(int* device) {
  return answer("cudaGetDevice", [&] { *device = 0; });
}

cudaError_t cudaSetDevice(int device) {
  return answer("cudaSetDevice", [&] {
    require_device(device);
    if (device != 0) throw tessera::ptx::ReplayError("only device 0 is replayed");
  });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  return answer("cudaGetDeviceProperties", [&] {
    require_device(device);
    fill_properties(*properties);
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  return answer("cudaDeviceGetAttribute", [&] {
    require_device(device);
    *value = attribute_value(attribute);
  });
}

cudaError_t cudaDeviceReset() {
  const std::lock_guard lock(device().mutex);
  device().session = std::make_unique<Session>();
  device().registry.reset_kernels();
  return cudaSuccess;
}

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* pool, int device) {
  return answer("cudaDeviceGetDefaultMemPool", [&] {
    require_device(device);
    *pool = default_pool();
  });
}

cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void*) {
  return answer("cudaMemPoolSetAttribute", [&] {
    require_pool(pool);
    if (attribute != cudaMemPoolAttrReleaseThreshold) {
      throw tessera::ptx::ReplayError("of a memory pool only the release threshold is replayed");
    }
  });
}

cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  return answer("cudaMemPoolGetAttribute", [&] {
    require_pool(pool);
    auto& bytes = *static_cast<std::uint64_t*>(value);
    const MemorySpaces& memory = session().memory;
    if (attribute == cudaMemPoolAttrUsedMemCurrent) {
      bytes = memory.bytes_in_use();
    } else if (attribute == cudaMemPoolAttrUsedMemHigh) {
      bytes = memory.peak_bytes();
    } else {
      throw tessera::ptx::ReplayError("of a memory pool only the bytes in use are replayed");
    }
  });
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t pool, std::size_t) {
  return answer("cudaMemPoolTrimTo", [&] { require_pool(pool); });
}

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
  return answer("cudaFuncGetAttributes", [&] {
    const LoadedKernel kernel = load(function);
    const std::size_t limit = kernel.program.max_threads;
    *attributes = {};
    attributes->sharedSizeBytes = kernel.static_shared_bytes();
    attributes->localSizeBytes = kernel.program.local.bytes;
    attributes->maxThreadsPerBlock = limit == 0 ? kMaxBlockThreads : static_cast<int>(limit);
    attributes->ptxVersion = kernel.registered.binary->architecture(behaviour().compute_capability);
    attributes->binaryVersion = behaviour().compute_capability;
    attributes->maxDynamicSharedSizeBytes = kernel.registered.dynamic_shared_limit;
  });
}

cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
  return answer("cudaFuncSetAttribute", [&] {
    Kernel& kernel = device().registry.kernel(function);
    if (attribute == cudaFuncAttributePreferredSharedMemoryCarveout) return;
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize) {
      throw tessera::ptx::ReplayError("function attribute " + std::to_string(attribute) +
                                      " is not known to the replayed device");
    }
    if (value < 0 || value > kRaisedSharedLimit) {
      throw Refusal(cudaErrorInvalidValue, std::to_string(value) +
                                               " bytes of dynamic shared memory; the device has " +
                                               std::to_string(kRaisedSharedLimit) + " per block");
    }
    kernel.dynamic_shared_limit = value;
  });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* function,
                                                          int block_threads,
                                                          std::size_t shared_bytes) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, block_threads,
                                                                shared_bytes, 0);
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int* blocks, const void* function, int block_threads, std::size_t shared_bytes, unsigned) {
  return answer("cudaOccupancyMaxActiveBlocksPerMultiprocessor", [&] {
    if (block_threads <= 0 || block_threads > kMaxBlockThreads) {
      throw Refusal(cudaErrorInvalidValue, "a block of " + std::to_string(block_threads) +
                                               " threads; 1 to 1024 are possible");
    }
    *blocks = blocks_per_multiprocessor(load(function), block_threads, shared_bytes);
  });
}

#pragma once

#include <cuda_runtime_api.h>

namespace tessera::gpu {

/// Throws OutOfDeviceMemory or CudaError, with file, line, expression and CUDA's text, unless
/// `status` says success.
void check(cudaError_t status, const char* expression, const char* file, int line);

/// For destructors: an error that is still pending must not reach the next check.
void check_quietly(cudaError_t status) noexcept;

/// The part of a file's path that begins with the room it is in.
const char* path_in_tree(const char* file);

}  // namespace tessera::gpu

/// Every call of the CUDA runtime stands in one of these.
#define TESSERA_CUDA_CHECK(call) ::tessera::gpu::check((call), #call, __FILE__, __LINE__)

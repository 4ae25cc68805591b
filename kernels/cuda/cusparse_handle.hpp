#pragma once

#include "kernels/cuda/cusparse_library.hpp"

namespace tessera::gpu {

/// Throws OutOfDeviceMemory or CudaError, with file, line, expression and the library's text,
/// unless `status` says success.
void check_cusparse(cusparseStatus_t status, const char* expression, const char* file, int line);

/// Owner of a handle of cuSPARSE that works on one stream.
class CusparseHandle {
 public:
  explicit CusparseHandle(cudaStream_t stream);
  ~CusparseHandle();
  CusparseHandle(const CusparseHandle&) = delete;
  CusparseHandle& operator=(const CusparseHandle&) = delete;

  [[nodiscard]] cusparseHandle_t get() const { return handle_; }

 private:
  cusparseHandle_t handle_ = nullptr;
};

}  // namespace tessera::gpu

#define TESSERA_CUSPARSE_CHECK(call) \
  ::tessera::gpu::check_cusparse((call), #call, __FILE__, __LINE__)

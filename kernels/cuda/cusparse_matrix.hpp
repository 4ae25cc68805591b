#pragma once

#include "kernels/cuda/context.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {

struct CusparseMatrix::Handles {
  cusparseHandle_t cusparse = nullptr;
  cusparseSpMatDescr_t matrix = nullptr;
  cusparseDnVecDescr_t input = nullptr;
  cusparseDnVecDescr_t output = nullptr;
  Array<std::byte> buffer;
  Array<double> product;

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles();
};

/// y = A x, asked of the vendor. x, y: [row]
void multiply(const CusparseMatrix& A, View<const double> x, View<double> y);

}  // namespace tessera::gpu

#pragma once

#include <cstdint>
#include <cusparse.h>

#include "tests/replayed_device/handles.hpp"

namespace tessera::support {

struct SparseHandle {
  cudaStream_t stream = nullptr;
};

/// CSR, zero-based, 32-bit indices; the arrays are the device's.
struct SparseMatrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t nonzeros = 0;
  const void* row_offsets = nullptr;
  const void* column_indices = nullptr;
  const void* values = nullptr;
  /// The workspace and the algorithm that the product was prepared with, if it was.
  const void* workspace = nullptr;
  cusparseSpMVAlg_t algorithm = CUSPARSE_SPMV_ALG_DEFAULT;
};

struct DenseVector {
  std::int64_t size = 0;
  void* values = nullptr;
};

struct SparseObjects {
  Handles<cusparseHandle_t, SparseHandle> handles{"handle of cuSPARSE"};
  Handles<cusparseConstSpMatDescr_t, SparseMatrix> matrices{"sparse matrix"};
  Handles<cusparseConstDnVecDescr_t, DenseVector> vectors{"dense vector"};

  [[nodiscard]] std::size_t size() const {
    return handles.size() + matrices.size() + vectors.size();
  }
};

}  // namespace tessera::support

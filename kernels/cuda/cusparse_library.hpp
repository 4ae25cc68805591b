#pragma once

#include <cusparse.h>

namespace tessera::gpu {

/// The functions of cuSPARSE that this program calls. The library is loaded when it is first
/// needed: the CPU path, and the solver's own operator, run without it.
struct CusparseLibrary {
  decltype(&::cusparseCreate) create;
  decltype(&::cusparseDestroy) destroy;
  decltype(&::cusparseSetStream) set_stream;
  decltype(&::cusparseGetErrorString) error_string;
  decltype(&::cusparseCreateCsr) create_csr;
  decltype(&::cusparseDestroySpMat) destroy_matrix;
  decltype(&::cusparseCreateDnVec) create_vector;
  decltype(&::cusparseDestroyDnVec) destroy_vector;
  decltype(&::cusparseDnVecSetValues) set_values;
  decltype(&::cusparseSpMV_bufferSize) product_buffer_size;
  decltype(&::cusparseSpMV_preprocess) preprocess_product;
  decltype(&::cusparseSpMV) multiply;
};

/// Throws DeviceUnavailable, naming the file that was looked for, when it cannot be loaded.
const CusparseLibrary& cusparse_library();

}  // namespace tessera::gpu

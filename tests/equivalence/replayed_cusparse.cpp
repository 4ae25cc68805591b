#include "kernels/cuda/cusparse_library.hpp"

// The replayed device brings its own cuSPARSE: nothing is loaded.

namespace tessera::gpu {

const CusparseLibrary& cusparse_library() {
  static const CusparseLibrary kLibrary = {
      .create = &::cusparseCreate,
      .destroy = &::cusparseDestroy,
      .set_stream = &::cusparseSetStream,
      .error_string = &::cusparseGetErrorString,
      .create_csr = &::cusparseCreateCsr,
      .destroy_matrix = &::cusparseDestroySpMat,
      .create_vector = &::cusparseCreateDnVec,
      .destroy_vector = &::cusparseDestroyDnVec,
      .set_values = &::cusparseDnVecSetValues,
      .product_buffer_size = &::cusparseSpMV_bufferSize,
      .preprocess_product = &::cusparseSpMV_preprocess,
      .multiply = &::cusparseSpMV,
  };
  return kLibrary;
}

}  // namespace tessera::gpu

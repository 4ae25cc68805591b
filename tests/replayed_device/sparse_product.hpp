#pragma once

#include <cstddef>
#include <memory>

#include "tests/replayed_device/sparse_objects.hpp"

namespace tessera::support {

/// y = alpha A x + beta y, as it was asked for: the vectors may be set to other memory later.
struct ProductRequest {
  cudaStream_t stream;
  std::shared_ptr<SparseMatrix> matrix;
  const void* x;
  void* y;
  double alpha;
  double beta;
  cusparseSpMVAlg_t algorithm;
};

inline constexpr std::size_t kWorkspaceBytes = 64;

/// Marks the workspace, so that a product finds out whether it is still there, untouched.
void submit_preparation(const ProductRequest& request, void* workspace);

/// Puts the product on its stream. Refuses with cudaErrorInvalidValue when the matrix was prepared
/// with another workspace or algorithm. Each row is added up in four partial sums, unlike the
/// kernels of this project, so that bounds on the difference are put to the test.
void submit_product(const ProductRequest& request, void* workspace);

}  // namespace tessera::support

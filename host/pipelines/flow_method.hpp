#pragma once

#include <type_traits>
#include <variant>

namespace tessera {

/// What conjugate gradients multiply with.
enum class LinearOperator {
  csr,          // our own product over sliced rows: the same bits on every path
  cusparse,     // the vendor's product, on CUDA only: its own bits
  matrix_free,  // from the elements, on executors that have its stages: its own bits
};

/// How the matrix is put together; the bits are the same.
enum class Assembly {
  gather,    // every row gathers from its elements, in a pattern found before
  triplets,  // 64 (row, column, value) per element, sorted and summed: the classical way
};

/// What conjugate gradients are preconditioned with.
enum class Preconditioner {
  jacobi,     // nothing more than the equilibration of the matrix
  multigrid,  // cycles in f32, on executors that have its stages
};

[[nodiscard]] constexpr const char* name_of(Preconditioner preconditioner) {
  return preconditioner == Preconditioner::jacobi ? "jacobi" : "multigrid";
}
[[nodiscard]] constexpr const char* name_of(LinearOperator linear_operator) {
  switch (linear_operator) {
    case LinearOperator::csr:
      return "csr";
    case LinearOperator::cusparse:
      return "cusparse";
    case LinearOperator::matrix_free:
      break;
  }
  return "matrix-free";
}
[[nodiscard]] constexpr const char* name_of(Assembly assembly) {
  return assembly == Assembly::gather ? "gather" : "triplets";
}

/// How a flow is solved, where there is a choice.
struct FlowMethod {
  LinearOperator linear_operator = LinearOperator::csr;
  Assembly assembly = Assembly::gather;
  Preconditioner preconditioner = Preconditioner::jacobi;
};

/// Whether an executor has the stages of multigrid, and of products without a matrix.
template <class Exec>
concept HasElementStages = requires {
  typename Exec::ElementStages;
};

/// Whether an executor brings a vendor's matrix, constructible from (executor, CsrMatrix).
template <class Exec>
concept HasVendorMatrix = requires {
  typename Exec::VendorMatrix;
};

template <class Exec>
struct VendorMatrixOf {
  using Type = std::monostate;
};
template <HasVendorMatrix Exec>
struct VendorMatrixOf<Exec> {
  using Type = typename Exec::VendorMatrix;
};

}  // namespace tessera

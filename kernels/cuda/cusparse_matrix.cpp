#include "kernels/cuda/cusparse_matrix.hpp"

#include <string>

#include "kernels/gpu_failures.hpp"

namespace tessera::gpu {
namespace {

constexpr double kOne = 1.0;
constexpr double kZero = 0.0;
// Of the two algorithms for CSR the one that gives the same bits in every run on one device.
constexpr cusparseSpMVAlg_t kAlgorithm = CUSPARSE_SPMV_CSR_ALG2;

}  // namespace

void check_cusparse(cusparseStatus_t status, const char* expression, const char* file, int line) {
  if (status == CUSPARSE_STATUS_SUCCESS) return;
  const std::string text = std::string(path_in_tree(file)) + ":" + std::to_string(line) + ": " +
                           expression + ": " + cusparse_library().error_string(status);
  if (status == CUSPARSE_STATUS_ALLOC_FAILED || status == CUSPARSE_STATUS_INSUFFICIENT_RESOURCES) {
    throw OutOfDeviceMemory(text);
  }
  throw CudaError(text);
}

CusparseHandle::CusparseHandle(cudaStream_t stream) {
  TESSERA_CUSPARSE_CHECK(cusparse_library().create(&handle_));
  TESSERA_CUSPARSE_CHECK(cusparse_library().set_stream(handle_, stream));
}

CusparseHandle::~CusparseHandle() {
  if (handle_ != nullptr) static_cast<void>(cusparse_library().destroy(handle_));
}

CusparseMatrix::Handles::~Handles() {
  const CusparseLibrary& library = cusparse_library();
  if (output != nullptr) static_cast<void>(library.destroy_vector(output));
  if (input != nullptr) static_cast<void>(library.destroy_vector(input));
  if (matrix != nullptr) static_cast<void>(library.destroy_matrix(matrix));
}

CusparseMatrix::CusparseMatrix(Executor& executor, CsrMatrix A) {
  const CusparseLibrary& library = cusparse_library();
  Executor::Context& context = executor.context();
  if (!context.cusparse) context.cusparse.emplace(context.stream.get());
  handles_ = std::make_unique<Handles>();
  Handles& own = *handles_;
  own.cusparse = context.cusparse->get();
  own.product = allocate<double>(executor, A.row_count());
  product_ = own.product.view();
  TESSERA_CUSPARSE_CHECK(library.create_csr(
      &own.matrix, A.row_count(), A.row_count(), A.values.count,
      const_cast<std::int32_t*>(A.row_offsets.data), const_cast<std::int32_t*>(A.columns.data),
      A.values.data, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, CUDA_R_64F));
  for (cusparseDnVecDescr_t* vector : {&own.input, &own.output}) {
    TESSERA_CUSPARSE_CHECK(library.create_vector(vector, A.row_count(), product_.data, CUDA_R_64F));
  }
  std::size_t bytes = 0;
  TESSERA_CUSPARSE_CHECK(library.product_buffer_size(own.cusparse, CUSPARSE_OPERATION_NON_TRANSPOSE,
                                                     &kOne, own.matrix, own.input, &kZero,
                                                     own.output, CUDA_R_64F, kAlgorithm, &bytes));
  own.buffer = allocate<std::byte>(executor, static_cast<std::int64_t>(bytes));
  TESSERA_CUSPARSE_CHECK(library.preprocess_product(
      own.cusparse, CUSPARSE_OPERATION_NON_TRANSPOSE, &kOne, own.matrix, own.input, &kZero,
      own.output, CUDA_R_64F, kAlgorithm, own.buffer.view().data));
}

CusparseMatrix::~CusparseMatrix() = default;

void multiply(const CusparseMatrix& A, View<const double> x, View<double> y) {
  const CusparseLibrary& library = cusparse_library();
  const CusparseMatrix::Handles& own = A.handles();
  TESSERA_CUSPARSE_CHECK(library.set_values(own.input, const_cast<double*>(x.data)));
  TESSERA_CUSPARSE_CHECK(library.set_values(own.output, y.data));
  TESSERA_CUSPARSE_CHECK(library.multiply(
      own.cusparse, CUSPARSE_OPERATION_NON_TRANSPOSE, &kOne, own.matrix, own.input, &kZero,
      own.output, CUDA_R_64F, kAlgorithm, const_cast<std::byte*>(own.buffer.view().data)));
}

}  // namespace tessera::gpu

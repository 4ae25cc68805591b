#include <array>
#include <cusparse.h>

#include "tests/replayed_device/device.hpp"
#include "tests/replayed_device/sparse_product.hpp"

// The functions of cuSPARSE for a product of a CSR matrix of doubles with a vector.

namespace {

using namespace tessera::support;

cusparseStatus_t status_of(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return CUSPARSE_STATUS_SUCCESS;
    case cudaErrorInvalidValue:
    case cudaErrorInvalidResourceHandle:
      return CUSPARSE_STATUS_INVALID_VALUE;
    case cudaErrorNotSupported:
      return CUSPARSE_STATUS_NOT_SUPPORTED;
    case cudaErrorNoDevice:
    case cudaErrorInsufficientDriver:
      return CUSPARSE_STATUS_NOT_INITIALIZED;
    default:
      return CUSPARSE_STATUS_EXECUTION_FAILED;
  }
}

/// The status for the error that `call` returns; the last error of the runtime stays as it is.
template <class Call>
cusparseStatus_t status_from(const Call& call) {
  const cudaError_t before = last_error();
  const cudaError_t error = call();
  last_error() = before;
  return status_of(error);
}

template <class Body>
cusparseStatus_t answer_status(const char* function, const Body& body) {
  return status_from([&] { return answer(function, body); });
}

template <class Body>
cusparseStatus_t answer_status_quietly(const char* function, const Body& body) {
  return status_from([&] { return answer_quietly(function, body); });
}

SparseObjects& objects() { return session().sparse; }

void require_supported(bool is_supported, const char* what) {
  if (!is_supported) throw Refusal(cudaErrorNotSupported, std::string("only ") + what);
}

void require_on_device(const void* pointer, std::int64_t count, const char* what) {
  if (count == 0 || is_device_pointer(pointer)) return;
  throw Refusal(cudaErrorInvalidValue, std::string(what) + " is no memory of the device");
}

void require_sizes(const SparseMatrix& matrix) {
  if (matrix.rows >= 0 && matrix.columns >= 0 && matrix.nonzeros >= 0) return;
  throw Refusal(cudaErrorInvalidValue, "a negative size");
}

template <class Descriptor>
void add_matrix(Descriptor* descriptor, const SparseMatrix& matrix,
                const std::array<cusparseIndexType_t, 2>& index_types, cusparseIndexBase_t base,
                cudaDataType type) {
  require_supported(index_types[0] == CUSPARSE_INDEX_32I && index_types[1] == CUSPARSE_INDEX_32I,
                    "indices of 32 bits");
  require_supported(base == CUSPARSE_INDEX_BASE_ZERO, "indices from zero");
  require_supported(type == CUDA_R_64F, "double precision");
  require_sizes(matrix);
  require_on_device(matrix.row_offsets, 1, "the array of row offsets");
  require_on_device(matrix.column_indices, matrix.nonzeros, "the array of columns");
  require_on_device(matrix.values, matrix.nonzeros, "the array of values");
  const auto handle = objects().matrices.add(std::make_shared<SparseMatrix>(matrix));
  *descriptor = const_cast<Descriptor>(handle);
}

template <class Descriptor>
void add_vector(Descriptor* descriptor, std::int64_t size, const void* values, cudaDataType type) {
  require_supported(type == CUDA_R_64F, "double precision");
  if (size < 0) throw Refusal(cudaErrorInvalidValue, "a negative size");
  require_on_device(values, size, "the vector");
  const DenseVector vector{size, const_cast<void*>(values)};
  const auto handle = objects().vectors.add(std::make_shared<DenseVector>(vector));
  *descriptor = const_cast<Descriptor>(handle);
}

/// What all functions about the product are given, in the order in which they are given it.
struct ProductArguments {
  cusparseHandle_t handle;
  cusparseOperation_t operation;
  const void* alpha;
  cusparseConstSpMatDescr_t matrix;
  cusparseConstDnVecDescr_t x;
  const void* beta;
  cusparseDnVecDescr_t y;
  cudaDataType type;
  cusparseSpMVAlg_t algorithm;
};

ProductRequest checked(const ProductArguments& given) {
  require_supported(given.operation == CUSPARSE_OPERATION_NON_TRANSPOSE, "the matrix as it is");
  require_supported(given.type == CUDA_R_64F, "double precision");
  if (is_device_pointer(given.alpha) || is_device_pointer(given.beta)) {
    throw Refusal(cudaErrorInvalidValue, "the factors are memory of the device, not of the host");
  }
  const std::shared_ptr<SparseMatrix>& matrix = objects().matrices.at(given.matrix);
  const DenseVector& x = *objects().vectors.at(given.x);
  const DenseVector& y = *objects().vectors.at(given.y);
  if (x.size != matrix->columns || y.size != matrix->rows) {
    throw Refusal(cudaErrorInvalidValue, "the vectors do not have the sizes of the matrix");
  }
  return {objects().handles.at(given.handle)->stream,
          matrix,
          x.values,
          y.values,
          *static_cast<const double*>(given.alpha),
          *static_cast<const double*>(given.beta),
          given.algorithm};
}

struct StatusText {
  const char* name;
  const char* text;
};

StatusText text_of(cusparseStatus_t status) {
  switch (status) {
    case CUSPARSE_STATUS_SUCCESS:
      return {"CUSPARSE_STATUS_SUCCESS", "success"};
    case CUSPARSE_STATUS_NOT_INITIALIZED:
      return {"CUSPARSE_STATUS_NOT_INITIALIZED", "initialization error"};
    case CUSPARSE_STATUS_INVALID_VALUE:
      return {"CUSPARSE_STATUS_INVALID_VALUE", "invalid value"};
    case CUSPARSE_STATUS_EXECUTION_FAILED:
      return {"CUSPARSE_STATUS_EXECUTION_FAILED", "kernel launch failure"};
    case CUSPARSE_STATUS_NOT_SUPPORTED:
      return {"CUSPARSE_STATUS_NOT_SUPPORTED", "operation not supported"};
    default:
      return {"unknown", "a status that the replayed device does not give"};
  }
}

}  // namespace

cusparseStatus_t cusparseCreate(cusparseHandle_t* handle) {
  return answer_status("cusparseCreate",
                       [&] { *handle = objects().handles.add(std::make_shared<SparseHandle>()); });
}

cusparseStatus_t cusparseDestroy(cusparseHandle_t handle) {
  return answer_status_quietly("cusparseDestroy", [&] { objects().handles.take(handle); });
}

cusparseStatus_t cusparseSetStream(cusparseHandle_t handle, cudaStream_t stream) {
  return answer_status("cusparseSetStream", [&] {
    static_cast<void>(session().streams.at(stream));
    objects().handles.at(handle)->stream = stream;
  });
}

cusparseStatus_t cusparseCreateCsr(cusparseSpMatDescr_t* matrix, std::int64_t rows,
                                   std::int64_t columns, std::int64_t nonzeros, void* row_offsets,
                                   void* column_indices, void* values,
                                   cusparseIndexType_t offset_type, cusparseIndexType_t column_type,
                                   cusparseIndexBase_t base, cudaDataType type) {
  return answer_status("cusparseCreateCsr", [&] {
    add_matrix(matrix, {rows, columns, nonzeros, row_offsets, column_indices, values},
               {offset_type, column_type}, base, type);
  });
}

cusparseStatus_t cusparseCreateConstCsr(cusparseConstSpMatDescr_t* matrix, std::int64_t rows,
                                        std::int64_t columns, std::int64_t nonzeros,
                                        const void* row_offsets, const void* column_indices,
                                        const void* values, cusparseIndexType_t offset_type,
                                        cusparseIndexType_t column_type, cusparseIndexBase_t base,
                                        cudaDataType type) {
  return answer_status("cusparseCreateConstCsr", [&] {
    add_matrix(matrix, {rows, columns, nonzeros, row_offsets, column_indices, values},
               {offset_type, column_type}, base, type);
  });
}

cusparseStatus_t cusparseDestroySpMat(cusparseConstSpMatDescr_t matrix) {
  return answer_status_quietly("cusparseDestroySpMat", [&] { objects().matrices.take(matrix); });
}

cusparseStatus_t cusparseCreateDnVec(cusparseDnVecDescr_t* vector, std::int64_t size, void* values,
                                     cudaDataType type) {
  return answer_status("cusparseCreateDnVec", [&] { add_vector(vector, size, values, type); });
}

cusparseStatus_t cusparseCreateConstDnVec(cusparseConstDnVecDescr_t* vector, std::int64_t size,
                                          const void* values, cudaDataType type) {
  return answer_status("cusparseCreateConstDnVec", [&] { add_vector(vector, size, values, type); });
}

cusparseStatus_t cusparseDestroyDnVec(cusparseConstDnVecDescr_t vector) {
  return answer_status_quietly("cusparseDestroyDnVec", [&] { objects().vectors.take(vector); });
}

cusparseStatus_t cusparseDnVecSetValues(cusparseDnVecDescr_t vector, void* values) {
  return answer_status("cusparseDnVecSetValues", [&] {
    DenseVector& found = *objects().vectors.at(vector);
    require_on_device(values, found.size, "the vector");
    found.values = values;
  });
}

cusparseStatus_t cusparseSpMV_bufferSize(cusparseHandle_t handle, cusparseOperation_t operation,
                                         const void* alpha, cusparseConstSpMatDescr_t matrix,
                                         cusparseConstDnVecDescr_t x, const void* beta,
                                         cusparseDnVecDescr_t y, cudaDataType type,
                                         cusparseSpMVAlg_t algorithm, std::size_t* bytes) {
  return answer_status("cusparseSpMV_bufferSize", [&] {
    static_cast<void>(checked({handle, operation, alpha, matrix, x, beta, y, type, algorithm}));
    *bytes = kWorkspaceBytes;
  });
}

cusparseStatus_t cusparseSpMV_preprocess(cusparseHandle_t handle, cusparseOperation_t operation,
                                         const void* alpha, cusparseConstSpMatDescr_t matrix,
                                         cusparseConstDnVecDescr_t x, const void* beta,
                                         cusparseDnVecDescr_t y, cudaDataType type,
                                         cusparseSpMVAlg_t algorithm, void* workspace) {
  return answer_status("cusparseSpMV_preprocess", [&] {
    require_on_device(workspace, 1, "the workspace");
    submit_preparation(checked({handle, operation, alpha, matrix, x, beta, y, type, algorithm}),
                       workspace);
  });
}

cusparseStatus_t cusparseSpMV(cusparseHandle_t handle, cusparseOperation_t operation,
                              const void* alpha, cusparseConstSpMatDescr_t matrix,
                              cusparseConstDnVecDescr_t x, const void* beta, cusparseDnVecDescr_t y,
                              cudaDataType type, cusparseSpMVAlg_t algorithm, void* workspace) {
  return answer_status("cusparseSpMV", [&] {
    require_on_device(workspace, 1, "the workspace");
    submit_product(checked({handle, operation, alpha, matrix, x, beta, y, type, algorithm}),
                   workspace);
  });
}

const char* cusparseGetErrorName(cusparseStatus_t status) { return text_of(status).name; }

const char* cusparseGetErrorString(cusparseStatus_t status) { return text_of(status).text; }

cusparseStatus_t cusparseGetProperty(libraryPropertyType type, int* value) {
  constexpr std::array kVersion = {CUSPARSE_VER_MAJOR, CUSPARSE_VER_MINOR, CUSPARSE_VER_PATCH};
  if (static_cast<std::size_t>(type) >= kVersion.size()) return CUSPARSE_STATUS_INVALID_VALUE;
  *value = kVersion[type];
  return CUSPARSE_STATUS_SUCCESS;
}

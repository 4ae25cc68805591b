#include <cusparse.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/kernels/launches.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/stream_guard.hpp"

namespace tessera::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kOne = 1;
constexpr double kZero = 0;

/// A matrix in CSR, on the device, as cuSPARSE knows it.
struct Matrix {
  Matrix(std::int64_t rows, std::int64_t columns, const std::vector<std::int32_t>& row_offsets,
         const std::vector<std::int32_t>& column_indices, const std::vector<double>& entries)
      : offsets(row_offsets), indices(column_indices), values(entries) {
    const auto nonzeros = static_cast<std::int64_t>(entries.size());
    EXPECT_EQ(cusparseCreateConstCsr(&descriptor, rows, columns, nonzeros, offsets.data(),
                                     indices.data(), values.data(), CUSPARSE_INDEX_32I,
                                     CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, CUDA_R_64F),
              CUSPARSE_STATUS_SUCCESS);
  }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  ~Matrix() { cusparseDestroySpMat(descriptor); }

  DeviceArray<std::int32_t> offsets;
  DeviceArray<std::int32_t> indices;
  DeviceArray<double> values;
  cusparseConstSpMatDescr_t descriptor = nullptr;
};

/// A vector on the device, as cuSPARSE knows it.
struct Vector {
  explicit Vector(const std::vector<double>& entries) : values(entries) {
    const auto size = static_cast<std::int64_t>(entries.size());
    EXPECT_EQ(cusparseCreateDnVec(&descriptor, size, values.data(), CUDA_R_64F),
              CUSPARSE_STATUS_SUCCESS);
  }
  Vector(const Vector&) = delete;
  Vector& operator=(const Vector&) = delete;
  ~Vector() { cusparseDestroyDnVec(descriptor); }

  DeviceArray<double> values;
  cusparseDnVecDescr_t descriptor = nullptr;
};

/// y = alpha A x + beta y on a stream of its own, with the matrix
///   1 2 0
///   0 3 4
struct Product {
  Product() {
    EXPECT_EQ(cusparseCreate(&handle), CUSPARSE_STATUS_SUCCESS);
    EXPECT_EQ(cusparseSetStream(handle, stream), CUSPARSE_STATUS_SUCCESS);
  }
  Product(const Product&) = delete;
  Product& operator=(const Product&) = delete;
  ~Product() { cusparseDestroy(handle); }

  [[nodiscard]] cusparseStatus_t run(double alpha, double beta, void* buffer) const {
    return cusparseSpMV(handle, CUSPARSE_OPERATION_NON_TRANSPOSE, &alpha, A.descriptor,
                        x.descriptor, &beta, y.descriptor, CUDA_R_64F, CUSPARSE_SPMV_CSR_ALG2,
                        buffer);
  }
  [[nodiscard]] cusparseStatus_t run(double alpha, double beta) const {
    return run(alpha, beta, workspace.data());
  }

  StreamGuard stream;
  Matrix A{2, 3, {0, 2, 4}, {0, 1, 1, 2}, {1, 2, 3, 4}};
  Vector x{{1, 10, 100}};
  Vector y{{1000, 2000}};
  DeviceArray<char> workspace = DeviceArray<char>(std::size_t{64});
  cusparseHandle_t handle = nullptr;
};

class Cusparse : public ::testing::Test {};

TEST_F(Cusparse, MultipliesAndAdds) {
  const Product product;
  EXPECT_EQ(product.run(1, 0), CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(product.y.values.download(), ElementsAre(21, 430));
  EXPECT_EQ(product.run(3, -1), CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(product.y.values.download(), ElementsAre(42, 860));
  EXPECT_EQ(product.run(1, 0.5), CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(product.y.values.download(), ElementsAre(42, 860));
}

TEST_F(Cusparse, AsksForAWorkspace) {
  const Product product;
  std::size_t bytes = 0;
  EXPECT_EQ(
      cusparseSpMV_bufferSize(product.handle, CUSPARSE_OPERATION_NON_TRANSPOSE, &kOne,
                              product.A.descriptor, product.x.descriptor, &kZero,
                              product.y.descriptor, CUDA_R_64F, CUSPARSE_SPMV_CSR_ALG2, &bytes),
      CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(bytes, 64u);
}

TEST_F(Cusparse, WithoutBetaTheOldValuesAreNotRead) {
  const Product product;
  const DeviceArray<double> unwritten(2);
  EXPECT_EQ(cusparseDnVecSetValues(product.y.descriptor, unwritten.data()),
            CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(product.run(1, 0), CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(unwritten.download(), ElementsAre(21, 430));
}

TEST_F(Cusparse, SumsARowInAnotherOrderThanFromTheLeft) {
  const Product product;
  const Matrix row(1, 5, {0, 5}, {0, 1, 2, 3, 4}, {1.0, 0x1p53, 1.0, -0x1p53, 1.0});
  const Vector ones(std::vector<double>(5, 1.0));
  const Vector sum({0.0});
  EXPECT_EQ(cusparseSpMV(product.handle, CUSPARSE_OPERATION_NON_TRANSPOSE, &kOne, row.descriptor,
                         ones.descriptor, &kZero, sum.descriptor, CUDA_R_64F,
                         CUSPARSE_SPMV_ALG_DEFAULT, product.workspace.data()),
            CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(sum.values.download(), ElementsAre(3));  // from the left it would be 1
}

TEST_F(Cusparse, AProductTakesItsTurnOnTheStreamOfItsHandle) {
  const Product product;
  replayed_device().behaviour.delay = true;
  replayed_kernels::scale(product.x.values.data(), 2.0, 3, 1, product.stream);
  EXPECT_EQ(product.run(1, 0), CUSPARSE_STATUS_SUCCESS);
  replayed_kernels::scale(product.y.values.data(), -1.0, 2, 1, product.stream);
  EXPECT_EQ(replayed_device().statistics().launches_of("cusparseSpMV"), 0u);
  EXPECT_EQ(cudaStreamSynchronize(product.stream), cudaSuccess);
  EXPECT_THAT(product.y.values.download(), ElementsAre(-42, -860));
}

TEST_F(Cusparse, ACapturedProductRunsWithTheGraphOnTheVectorsOfTheCapture) {
  const Product product;
  const DeviceArray<double> other{0, 0};
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  EXPECT_EQ(cudaStreamBeginCapture(product.stream, cudaStreamCaptureModeThreadLocal), cudaSuccess);
  EXPECT_EQ(product.run(1, 1), CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(cudaStreamEndCapture(product.stream, &graph), cudaSuccess);
  EXPECT_EQ(cudaGraphInstantiate(&executable, graph, 0), cudaSuccess);
  EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
  EXPECT_EQ(cusparseDnVecSetValues(product.y.descriptor, other.data()), CUSPARSE_STATUS_SUCCESS);
  EXPECT_THAT(product.y.values.download(), ElementsAre(1000, 2000));
  EXPECT_EQ(cudaGraphLaunch(executable, product.stream), cudaSuccess);
  EXPECT_EQ(cudaGraphLaunch(executable, product.stream), cudaSuccess);
  EXPECT_THAT(product.y.values.download(), ElementsAre(1042, 2860));
  EXPECT_THAT(other.download(), ElementsAre(0, 0));
  EXPECT_EQ(cudaGraphExecDestroy(executable), cudaSuccess);
}

TEST_F(Cusparse, APreparedProductKeepsItsWorkspace) {
  const Product product;
  EXPECT_EQ(cusparseSpMV_preprocess(product.handle, CUSPARSE_OPERATION_NON_TRANSPOSE, &kOne,
                                    product.A.descriptor, product.x.descriptor, &kZero,
                                    product.y.descriptor, CUDA_R_64F, CUSPARSE_SPMV_CSR_ALG2,
                                    product.workspace.data()),
            CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(product.run(1, 0), CUSPARSE_STATUS_SUCCESS);
  const DeviceArray<char> other(std::size_t{64});
  EXPECT_EQ(product.run(1, 0, other.data()), CUSPARSE_STATUS_INVALID_VALUE);
  EXPECT_EQ(replayed_device().take_complaints().size(), 1u);
  EXPECT_EQ(cudaMemset(product.workspace.data() + 63, 0, 1), cudaSuccess);
  EXPECT_THROW(static_cast<void>(product.run(1, 0)), ptx::ReplayError);
  EXPECT_THAT(replayed_device().failure(), HasSubstr("workspace"));
}

TEST_F(Cusparse, AColumnOutsideOfTheMatrixIsThrown) {
  const Product product;
  const std::int32_t column = 3;
  EXPECT_EQ(cudaMemcpy(product.A.indices.data() + 3, &column, sizeof(column), cudaMemcpyDefault),
            cudaSuccess);
  EXPECT_THROW(static_cast<void>(product.run(1, 0)), ptx::ReplayError);
  EXPECT_THAT(replayed_device().failure(), HasSubstr("column 3 of a matrix of 3 columns"));
}

TEST_F(Cusparse, WrongArgumentsAreRefusedAndLeaveTheErrorOfTheRuntimeAlone) {
  const Product product;
  std::vector<double> on_host(2);
  EXPECT_EQ(cusparseDnVecSetValues(product.y.descriptor, on_host.data()),
            CUSPARSE_STATUS_INVALID_VALUE);
  EXPECT_EQ(product.run(1, 0, nullptr), CUSPARSE_STATUS_INVALID_VALUE);
  EXPECT_EQ(cusparseDnVecSetValues(product.y.descriptor, product.x.values.data()),
            CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(product.run(1, 0), CUSPARSE_STATUS_INVALID_VALUE) << "x and y are one array";
  cusparseDnVecDescr_t narrow = nullptr;
  EXPECT_EQ(cusparseCreateDnVec(&narrow, 2, product.y.values.data(), CUDA_R_32F),
            CUSPARSE_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(cusparseDestroy(reinterpret_cast<cusparseHandle_t>(&narrow)),
            CUSPARSE_STATUS_INVALID_VALUE);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(replayed_device().take_complaints().size(), 5u);
}

TEST_F(Cusparse, WhatIsNotGivenBackIsCounted) {
  cusparseHandle_t handle = nullptr;
  EXPECT_EQ(cusparseCreate(&handle), CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(replayed_device().statistics().live_objects(), 1u);
  EXPECT_EQ(cusparseDestroy(handle), CUSPARSE_STATUS_SUCCESS);
}

TEST_F(Cusparse, HasTheNamesAndTheVersionOfTheLibrary) {
  EXPECT_STREQ(cusparseGetErrorString(CUSPARSE_STATUS_INVALID_VALUE), "invalid value");
  EXPECT_STREQ(cusparseGetErrorName(CUSPARSE_STATUS_SUCCESS), "CUSPARSE_STATUS_SUCCESS");
  int version = 0;
  EXPECT_EQ(cusparseGetProperty(MAJOR_VERSION, &version), CUSPARSE_STATUS_SUCCESS);
  EXPECT_EQ(version, CUSPARSE_VER_MAJOR);
}

}  // namespace
}  // namespace tessera::support

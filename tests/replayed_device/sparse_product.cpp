#include "tests/replayed_device/sparse_product.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/replayed_device/device.hpp"

namespace tessera::support {
namespace {

constexpr std::byte kMark{0x5a};
constexpr std::size_t kPartialSums = 4;

template <class T>
std::vector<T> read(const void* from, std::int64_t count) {
  return session().memory.global().download(static_cast<const T*>(from),
                                            static_cast<std::size_t>(count));
}

void require_marked(const void* workspace) {
  for (const std::byte byte : read<std::byte>(workspace, kWorkspaceBytes)) {
    if (byte != kMark) {
      throw ptx::ReplayError("the workspace of a prepared product was written to");
    }
  }
}

double row_sum(const std::vector<double>& values, const std::vector<std::int32_t>& columns,
               const std::vector<double>& x, std::size_t first, std::size_t last) {
  std::array<double, kPartialSums> sums{};
  for (std::size_t entry = first; entry < last; ++entry) {
    const auto column = static_cast<std::size_t>(columns[entry]);
    if (column >= x.size()) {
      throw ptx::ReplayError("column " + std::to_string(columns[entry]) + " of a matrix of " +
                             std::to_string(x.size()) + " columns");
    }
    sums[(entry - first) % kPartialSums] += values[entry] * x[column];
  }
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

void check_offsets(const std::vector<std::int32_t>& offsets, std::int64_t nonzeros) {
  bool rises = offsets.front() == 0 && offsets.back() == nonzeros;
  for (std::size_t row = 1; row < offsets.size(); ++row) {
    rises = rises && offsets[row - 1] <= offsets[row];
  }
  if (!rises) throw ptx::ReplayError("the row offsets of a sparse matrix do not rise to its end");
}

void run(const ProductRequest& request) {
  const SparseMatrix& A = *request.matrix;
  const auto offsets = read<std::int32_t>(A.row_offsets, A.rows + 1);
  const auto columns = read<std::int32_t>(A.column_indices, A.nonzeros);
  const auto values = read<double>(A.values, A.nonzeros);
  const auto x = read<double>(request.x, A.columns);
  check_offsets(offsets, A.nonzeros);
  const auto rows = static_cast<std::size_t>(A.rows);
  std::vector<double> y(rows, 0.0);
  if (request.beta != 0) y = read<double>(request.y, A.rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const double sum = row_sum(values, columns, x, static_cast<std::size_t>(offsets[row]),
                               static_cast<std::size_t>(offsets[row + 1]));
    y[row] = request.alpha * sum + (request.beta != 0 ? request.beta * y[row] : 0.0);
  }
  session().memory.global().write(reinterpret_cast<std::uint64_t>(request.y),
                                  std::as_bytes(std::span(y)));
  ++session().statistics.launches["cusparseSpMV"];
}

}  // namespace

void submit_preparation(const ProductRequest& request, void* workspace) {
  request.matrix->workspace = workspace;
  request.matrix->algorithm = request.algorithm;
  Work marking;
  marking.run = [workspace] {
    session().memory.fill(workspace, static_cast<int>(kMark), kWorkspaceBytes);
  };
  device().submit(request.stream, std::move(marking));
}

void submit_product(const ProductRequest& request, void* workspace) {
  const SparseMatrix& matrix = *request.matrix;
  const bool is_prepared = matrix.workspace != nullptr;
  if (is_prepared && (matrix.workspace != workspace || matrix.algorithm != request.algorithm)) {
    throw Refusal(cudaErrorInvalidValue,
                  "the product was prepared with another workspace or algorithm");
  }
  if (request.x == request.y) throw Refusal(cudaErrorInvalidValue, "x and y are the same array");
  Work product;
  product.run = [request, workspace, is_prepared] {
    if (is_prepared) require_marked(workspace);
    run(request);
  };
  device().submit(request.stream, std::move(product));
}

}  // namespace tessera::support

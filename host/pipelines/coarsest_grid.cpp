#include "host/pipelines/coarsest_grid.hpp"

#include <cstddef>
#include <utility>

#include "host/pipelines/dense_inverse.hpp"

namespace tessera {
namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// Calls `visit(row node, column node, entry)` for what every cell adds.
template <class Visit>
void for_entries(const GridShape& shape, const std::vector<CellMatrix>& cells, const Visit& visit) {
  for (std::int64_t cell = 0; cell < shape.node_count(); ++cell) {
    const auto node_of = [&](int local) {
      return cell + local / kWindow * shape.fast + local % kWindow;
    };
    for (int row = 0; row < kWindowNodes; ++row) {
      for (int column = 0; column < kWindowNodes; ++column) {
        const double entry = cells[at(cell)].entries[row][column];
        if (entry != 0.0) visit(node_of(row), node_of(column), entry);
      }
    }
  }
}

// The entries of a DenseInverse.
std::vector<float> invert_dense(std::vector<double> matrix, std::int64_t size) {
  const std::vector<double> dense = inverse_of(std::move(matrix), size);
  std::vector<float> entries(at(size * padded_rows(size)), 0.0F);
  for (std::int64_t row = 0; row < size; ++row) {
    for (std::int64_t column = 0; column < size; ++column) {
      entries[at(row * padded_rows(size) + column)] =
          static_cast<float>(dense[at(row * size + column)]);
    }
  }
  return entries;
}

}  // namespace

ActiveNodes find_active(const GridShape& shape, const std::vector<float>& inverse_diagonal) {
  ActiveNodes active;
  const std::int64_t first = shape.place(0, 0);
  for (std::int64_t line = 0; line < shape.line_count(); ++line) {
    const std::size_t before = active.places.size();
    for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
      const std::int64_t place = first + line * kFloatLanes + lane;
      if (inverse_diagonal[at(place)] > 0.0F) {
        active.places.push_back(static_cast<std::int32_t>(place));
      }
    }
    if (active.places.size() > before) active.lines.push_back(static_cast<std::int32_t>(line));
  }
  return active;
}

CoarsestInverse invert_grid(const GridShape& shape, const std::vector<CellMatrix>& cells) {
  std::vector<std::int64_t> number(at(shape.node_count()), -1);
  for_entries(shape, cells, [&](std::int64_t row, std::int64_t, double) { number[at(row)] = 0; });
  CoarsestInverse inverse;
  for (std::int64_t node = 0; node < shape.node_count(); ++node) {
    if (number[at(node)] < 0) continue;
    number[at(node)] = static_cast<std::int64_t>(inverse.places.size());
    inverse.places.push_back(
        static_cast<std::int32_t>(shape.place(node / shape.fast, node % shape.fast)));
  }
  const auto size = static_cast<std::int64_t>(inverse.places.size());
  std::vector<double> matrix(at(size * size), 0.0);
  for_entries(shape, cells, [&](std::int64_t row, std::int64_t column, double entry) {
    matrix[at(number[at(row)] * size + number[at(column)])] += entry;
  });
  inverse.entries = invert_dense(std::move(matrix), size);
  return inverse;
}

CoarsestInverse invert_rows(const SparseRows& A) {
  const std::int64_t size = A.row_count();
  std::vector<double> matrix(at(size * size), 0.0);
  CoarsestInverse inverse;
  for (std::int64_t row = 0; row < size; ++row) {
    inverse.places.push_back(static_cast<std::int32_t>(row));
    for (std::int64_t entry = A.offsets[at(row)]; entry < A.offsets[at(row) + 1]; ++entry) {
      matrix[at(row * size + A.columns[at(entry)])] = A.values[at(entry)];
    }
  }
  inverse.entries = invert_dense(std::move(matrix), size);
  return inverse;
}

}  // namespace tessera

#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "kernels/stages/element_operator.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_topology.hpp"

namespace tessera::support {

/// A product of random elements without a matrix, on any executor: conductances that need all
/// digits, some nodes of known potential, and Robin entries in some of the rows.
template <class Exec>
class ElementOperatorArrays {
 public:
  ElementOperatorArrays(Exec& executor, std::int64_t elements, std::int64_t rows)
      : rows_(rows), elements_(elements) {
    const ElementTopology<kQuad8Nodes> topology(rows,
                                                random_nodes(elements, kQuad8Nodes, rows, 11));
    std::vector<double> conductance =
        random_values(static_cast<std::size_t>(conductance_count(elements)), 12);
    for (double& value : conductance) value += 1.1;
    std::vector<double> scale = random_values(static_cast<std::size_t>(rows), 13);
    for (double& value : scale) value += 1.5;
    put_robin(executor);
    nodes_ = upload(executor, std::span<const std::int32_t>(topology.nodes));
    offsets_ = upload(executor, std::span<const std::int32_t>(topology.offsets));
    places_ = upload(executor, std::span<const std::int32_t>(topology.places));
    conductance_ = upload(executor, std::span<const double>(conductance));
    scale_ = upload(executor, std::span<const double>(scale));
    scaled_ = allocate<double>(executor, padded_rows(rows));
    rates_ = allocate<double>(executor, rate_count<kQuad8Nodes>(elements));
    set_zero(executor, scaled_.view());
    set_zero(executor, rates_.view());
  }

  [[nodiscard]] ElementOperator A() {
    return {nodes_.view(),
            conductance_.view(),
            {offsets_.view(), places_.view()},
            {robin_rows_.view(), robin_columns_.view(), robin_values_.view()},
            robin_offsets_.view(),
            scale_.view(),
            scaled_.view(),
            rates_.view(),
            rows_,
            elements_};
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  // The diagonal of every third row, and up to six entries beside it; none in the second chunk.
  void put_robin(Exec& executor) {
    std::mt19937 random(14);
    std::vector<std::int32_t> rows, columns, offsets{0};
    std::vector<double> values;
    for (std::int64_t row = 0; row < rows_; ++row) {
      const bool has_some = row % 3 == 0 && row / kRowChunk != 1;
      for (auto entry = has_some ? random() % 7 + 1 : 0; entry > 0; --entry) {
        const auto any = static_cast<std::int64_t>(random()) % rows_;
        rows.push_back(static_cast<std::int32_t>(row));
        columns.push_back(static_cast<std::int32_t>(entry == 1 ? row : any));
        values.push_back(static_cast<double>(random()) * 0x1p-32 + 1.0 / 3.0);
      }
      if ((row + 1) % kRowChunk == 0 || row + 1 == rows_) {
        offsets.push_back(static_cast<std::int32_t>(rows.size()));
      }
    }
    robin_rows_ = upload(executor, std::span<const std::int32_t>(rows));
    robin_columns_ = upload(executor, std::span<const std::int32_t>(columns));
    robin_values_ = upload(executor, std::span<const double>(values));
    robin_offsets_ = upload(executor, std::span<const std::int32_t>(offsets));
  }

  std::int64_t rows_;
  std::int64_t elements_;
  Array<std::int32_t> nodes_, offsets_, places_, robin_rows_, robin_columns_, robin_offsets_;
  Array<double> conductance_, robin_values_, scale_, scaled_, rates_;
};

}  // namespace tessera::support

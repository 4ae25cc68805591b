#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// A sparse matrix in compressed rows, columns ascending; symmetric in this project.
struct CsrMatrix {
  View<const std::int32_t> row_offsets;  // [row + 1]
  View<const std::int32_t> columns;      // [entry]
  View<double> values;                   // [entry]

  [[nodiscard]] TESSERA_HD std::int64_t row_count() const { return row_offsets.count - 1; }
};

}  // namespace tessera

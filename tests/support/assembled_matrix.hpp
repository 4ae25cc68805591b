#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "kernels/stages/csr_matrix.hpp"
#include "kernels/stages/stiffness.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/mapped_mesh.hpp"

namespace tessera::support {

/// The stiffness of a mesh of curved elements with uneven conductivity, on any executor; the last
/// `known` nodes have a known potential.
template <class Exec>
class AssembledMatrix {
 public:
  AssembledMatrix(Exec& executor, int columns, int rows, std::int64_t known)
      : mesh_(bulged_square(columns, rows)),
        elements_(executor, mesh_, static_cast<std::int64_t>(mesh_.node_count()) - known,
                  uneven_conductivity(mesh_)),
        conductance(allocate<double>(executor, conductance_count(table().element_count()))),
        row_offsets(allocate<std::int32_t>(executor, table().unknown_count + 1)) {
    compute_conductance(executor, table(), conductance.view());
    const std::int64_t entries = compute_row_offsets(executor, table(), row_offsets.view());
    columns_of_entries = allocate<std::int32_t>(executor, entries);
    slots = allocate<Slot>(executor, table().incidences.count * kQuad8Nodes);
    fill_rows(executor, table(),
              PatternRows{row_offsets.view(), columns_of_entries.view(), slots.view()});
    values = allocate<double>(executor, entries);
    gather_stiffness(
        executor, table(),
        StiffnessRows{row_offsets.view(), slots.view(), conductance.view(), values.view()});
  }

  [[nodiscard]] ElementTable table() const { return elements_.table(); }
  [[nodiscard]] CsrMatrix matrix() {
    return {row_offsets.view(), columns_of_entries.view(), values.view()};
  }
  [[nodiscard]] std::size_t node_count() const { return mesh_.node_count(); }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  static std::vector<double> uneven_conductivity(const Quad8Mesh& mesh) {
    std::vector<double> conductivity = random_values(mesh.element_count(), 3);
    for (double& k : conductivity) k += 1.5;
    return conductivity;
  }

  Quad8Mesh mesh_;
  ElementArrays<Exec> elements_;

 public:
  Array<double> conductance;
  Array<std::int32_t> row_offsets;
  Array<std::int32_t> columns_of_entries;
  Array<Slot> slots;
  Array<double> values;
};

}  // namespace tessera::support

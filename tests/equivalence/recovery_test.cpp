#include "kernels/stages/recovery.hpp"

#include <gtest/gtest.h>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/mapped_mesh.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

class RecoveryEquivalence : public support::Equivalence {};

TEST_F(RecoveryEquivalence, VelocityHasTheSameBits) {
  const Quad8Mesh mesh = support::bulged_square(21, 19);
  expect_same_bits([&](auto& executor) {
    std::vector<double> conductivity = random_values(mesh.element_count(), 2);
    const support::ElementArrays arrays(executor, mesh, 50, conductivity);
    const std::int64_t elements = arrays.table().element_count();
    const auto u = put(executor, random_values(mesh.node_count(), 9));
    auto flow = allocate<double>(executor, 3 * elements);
    recover_velocity(
        executor, arrays.table(), u.view(),
        ElementFlow{part(flow.view(), 0, elements), part(flow.view(), elements, elements),
                    part(flow.view(), 2 * elements, elements)});
    return get(executor, flow.view());
  });
}

TEST_F(RecoveryEquivalence, PressureHasTheSameBits) {
  for (const std::size_t elements : {0, 1, 127, 129, 1000}) {
    expect_same_bits([&](auto& executor) {
      const auto speed = put(executor, random_values(elements, 9));
      auto pressure = allocate<double>(executor, speed.count());
      recover_pressure(executor, speed.view(), 1.225, 101328.8281, pressure.view());
      return get(executor, pressure.view());
    });
  }
}

}  // namespace
}  // namespace tessera

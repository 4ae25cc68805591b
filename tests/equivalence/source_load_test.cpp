#include "kernels/stages/source_load.hpp"

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

class SourceLoadEquivalence : public support::Equivalence {
 protected:
  void expect_same_load(bool of_elements, bool of_nodes) {
    const Quad8Mesh mesh = support::bulged_square(11, 9);
    expect_same_bits([&](auto& executor) {
      const support::ElementArrays arrays(executor, mesh, 50);
      const auto by_element =
          put(executor, random_values(of_elements ? mesh.element_count() : 0, 1));
      const auto by_node = put(executor, random_values(of_nodes ? mesh.node_count() : 0, 2));
      auto load = put(executor, random_values(mesh.node_count(), 3));
      add_source_load(executor, arrays.table(), Sources{by_element.view(), by_node.view()},
                      load.view());
      return get(executor, load.view());
    });
  }
};

TEST_F(SourceLoadEquivalence, OfElementsHasTheSameBits) { expect_same_load(true, false); }
TEST_F(SourceLoadEquivalence, OfNodesHasTheSameBits) { expect_same_load(false, true); }
TEST_F(SourceLoadEquivalence, OfBothHasTheSameBits) { expect_same_load(true, true); }

}  // namespace
}  // namespace tessera

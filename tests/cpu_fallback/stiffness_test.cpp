#include "kernels/stages/stiffness.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/dense_reference.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

/// Some 100 operations on entries of order one, whose terms are at most ten times larger.
constexpr double kRounding = 1000 * std::numeric_limits<double>::epsilon();

// Curved elements of uneven size and conductivity.
Quad8Mesh bent_rectangle(int columns, int rows) {
  Quad8Mesh mesh = support::structured_rectangle(columns, rows, 2.0, 1.0);
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    const double x = mesh.x[node];
    mesh.x[node] += 0.05 * std::sin(3.0 * mesh.y[node] + x);
    mesh.y[node] += 0.1 * x * x;
  }
  return mesh;
}

std::vector<double> uneven_conductivity(const Quad8Mesh& mesh) {
  std::vector<double> conductivity = support::random_values(mesh.element_count(), 3);
  for (double& k : conductivity) k += 1.5;
  return conductivity;
}

// The conductances of one element by the scalar code.
void scalar_conductance(const Quad8Mesh& mesh, std::size_t element, double k,
                        double (&pairs)[kQuad8Pairs]) {
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  for (std::size_t a = 0; a < 8; ++a) {
    x[a] = mesh.x[static_cast<std::size_t>(mesh.quad8[element][a])];
    y[a] = mesh.y[static_cast<std::size_t>(mesh.quad8[element][a])];
  }
  element_conductance(x, y, k, pairs);
}

// Assembly over the full square of all nodes, in the frozen order: elements ascending, row by row.
std::vector<std::vector<double>> full_matrix(const Quad8Mesh& mesh, const std::vector<double>& k) {
  std::vector<std::vector<double>> full(mesh.node_count(),
                                        std::vector<double>(mesh.node_count(), 0.0));
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    double pairs[kQuad8Pairs];
    scalar_conductance(mesh, element, k[element], pairs);
    for (int a = 0; a < 8; ++a) {
      auto& row = full[static_cast<std::size_t>(mesh.quad8[element][static_cast<std::size_t>(a)])];
      double diagonal = 0.0;
      for (int b = 0; b < 8; ++b) {
        if (a == b) continue;
        const double rate = pairs[quad8_pair(std::min(a, b), std::max(a, b))];
        const auto column = mesh.quad8[element][static_cast<std::size_t>(b)];
        row[static_cast<std::size_t>(column)] -= rate;
        diagonal += rate;
      }
      row[static_cast<std::size_t>(mesh.quad8[element][static_cast<std::size_t>(a)])] += diagonal;
    }
  }
  return full;
}

class Stiffness : public support::StageTest {
 protected:
  cpu::Array<double> conductance_of(const ElementTable& table) {
    auto conductance = make<double>(conductance_count(table.element_count()));
    compute_conductance(executor, table, conductance.view());
    return conductance;
  }

  support::CsrArrays gathered(const ElementTable& table) {
    const auto conductance = conductance_of(table);
    auto offsets = make<std::int32_t>(table.unknown_count + 1);
    auto columns = make<std::int32_t>(compute_row_offsets(executor, table, offsets.view()));
    auto slots = make<Slot>(table.incidences.count * 8);
    fill_rows(executor, table, PatternRows{offsets.view(), columns.view(), slots.view()});
    auto values = make<double>(columns.count());
    gather_stiffness(
        executor, table,
        StiffnessRows{offsets.view(), slots.view(), conductance.view(), values.view()});
    return {get(offsets), get(columns), get(values)};
  }
};

TEST_P(Stiffness, HasTheBitsOfTheScalarCodeInEveryLane) {
  // Fewer than a group of lanes, exactly one, one more, and more than a chunk of 512.
  for (const int columns : {1, 7, 8, 9, 521}) {
    const Quad8Mesh mesh = bent_rectangle(columns, 1);
    const std::vector<double> k = uneven_conductivity(mesh);
    const support::ElementArrays arrays(executor, mesh, 0, k);
    const auto conductance = get(conductance_of(arrays.table()));
    for (std::size_t element = 0; element < mesh.element_count(); ++element) {
      double expected[kQuad8Pairs];
      scalar_conductance(mesh, element, k[element], expected);
      for (std::int64_t pair = 0; pair < kQuad8Pairs; ++pair) {
        const auto at = conductance_index(static_cast<std::int64_t>(element), pair);
        ASSERT_EQ(conductance[static_cast<std::size_t>(at)], expected[pair]) << element;
      }
    }
  }
}

TEST_P(Stiffness, OfNoElementsIsNothing) {
  const support::ElementArrays arrays(executor, Quad8Mesh{}, 0);
  EXPECT_EQ(conductance_of(arrays.table()).count(), 0);
  EXPECT_TRUE(gathered(arrays.table()).values.empty());
}

TEST_P(Stiffness, AddsElementsInAscendingOrder) {
  const Quad8Mesh mesh = bent_rectangle(5, 4);
  const std::vector<double> k = uneven_conductivity(mesh);
  const auto unknowns = static_cast<std::int64_t>(mesh.node_count()) - 7;
  const support::ElementArrays arrays(executor, mesh, unknowns, k);
  const support::CsrArrays A = gathered(arrays.table());
  const auto full = full_matrix(mesh, k);
  for (std::size_t row = 0; row < static_cast<std::size_t>(unknowns); ++row) {
    for (auto entry = static_cast<std::size_t>(A.row_offsets[row]);
         entry < static_cast<std::size_t>(A.row_offsets[row + 1]); ++entry) {
      ASSERT_EQ(A.values[entry], full[row][static_cast<std::size_t>(A.columns[entry])])
          << "row " << row << " column " << A.columns[entry];
    }
  }
}

TEST_P(Stiffness, AgreesWithADenseAssemblyIn80Bits) {
  const Quad8Mesh mesh = bent_rectangle(3, 3);
  const std::vector<double> k = uneven_conductivity(mesh);
  const support::ElementArrays arrays(executor, mesh, static_cast<std::int64_t>(mesh.node_count()),
                                      k);
  const support::CsrArrays A = gathered(arrays.table());
  const support::DenseMatrix K = support::dense_stiffness(mesh, k);
  for (std::size_t row = 0; row < K.size(); ++row) {
    for (auto entry = static_cast<std::size_t>(A.row_offsets[row]);
         entry < static_cast<std::size_t>(A.row_offsets[row + 1]); ++entry) {
      const auto column = static_cast<std::size_t>(A.columns[entry]);
      EXPECT_NEAR(A.values[entry], static_cast<double>(K(row, column)), kRounding);
    }
  }
}

TEST_P(Stiffness, AppliedToAVectorIsTheDenseProduct) {
  const Quad8Mesh mesh = bent_rectangle(4, 3);
  const std::vector<double> k = uneven_conductivity(mesh);
  const support::ElementArrays arrays(executor, mesh, 9, k);
  const std::vector<double> u = support::random_values(mesh.node_count(), 17);
  auto action = make<double>(static_cast<std::int64_t>(u.size()));
  apply_stiffness(executor, arrays.table(), conductance_of(arrays.table()).view(), put(u).view(),
                  action.view());
  const auto expected = support::dense_stiffness(mesh, k).times(u);
  const std::vector<double> actual = get(action);
  for (std::size_t node = 0; node < u.size(); ++node) {
    EXPECT_NEAR(actual[node], static_cast<double>(expected[node]), kRounding) << node;
  }
}

TEST_P(Stiffness, AppliedToAConstantIsExactlyZero) {
  const Quad8Mesh mesh = bent_rectangle(4, 3);
  const support::ElementArrays arrays(executor, mesh, 9);
  auto action = make<double>(static_cast<std::int64_t>(mesh.node_count()));
  apply_stiffness(executor, arrays.table(), conductance_of(arrays.table()).view(),
                  put(std::vector<double>(mesh.node_count(), 0.1)).view(), action.view());
  EXPECT_SAME_BITS(get(action), std::vector<double>(mesh.node_count(), 0.0));
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(Stiffness);

}  // namespace
}  // namespace tessera

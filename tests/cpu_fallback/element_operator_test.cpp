#include "kernels/stages/element_operator.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;
using Indices = std::vector<std::int32_t>;

constexpr std::int64_t kRows = 7;

/// One element whose pair (a, b) conducts 1, 2, 3, ... in the order of the pairs; its last node is
/// known. A Robin edge adds 8 and -3 between rows 1 and 4.
class ElementOperators : public support::StageTest {
 protected:
  void SetUp() override {
    Indices nodes(8 * kFloatLanes, kRows);
    Indices places(kFloatLanes, 8 * kFloatLanes);
    for (std::int32_t a = 0; a < 7; ++a) {
      nodes[static_cast<std::size_t>(a * kFloatLanes)] = a;
      places[static_cast<std::size_t>(a)] = static_cast<std::int32_t>(a * kFloatLanes);
    }
    Values conductance(static_cast<std::size_t>(conductance_count(1)), 5.0);
    for (int pair = 0; pair < kQuad8Pairs; ++pair) {
      conductance[static_cast<std::size_t>(conductance_index(0, pair))] = pair + 1;
    }
    nodes_ = put(nodes);
    places_ = put(places);
    offsets_ = put(Indices{0, 1});
    conductance_ = put(conductance);
    robin_rows_ = put(Indices{1, 1, 4, 4});
    robin_columns_ = put(Indices{1, 4, 1, 4});
    robin_values_ = put(Values{8, -3, -3, 8});
    robin_offsets_ = put(Indices{0, 4});
    scale_ = put(Values{1, 0.5, 2, 1, 0.25, 1, 1});
    scaled_ = put(Values(16, 0.0));
    rates_ = put(Values(9 * kFloatLanes, 0.0));
  }

  ElementOperator A() {
    return {nodes_.view(),
            conductance_.view(),
            {offsets_.view(), places_.view()},
            {robin_rows_.view(), robin_columns_.view(), robin_values_.view()},
            robin_offsets_.view(),
            scale_.view(),
            scaled_.view(),
            rates_.view(),
            kRows,
            1};
  }

  // K in full, from the definition.
  static Values full(const Values& u) {
    Values result(kRows, 0.0);
    int pair = 1;
    for (std::size_t a = 0; a < 8; ++a) {
      for (std::size_t b = a + 1; b < 8; ++b, ++pair) {
        const double flow = pair * (u[a] - (b < kRows ? u[b] : 0.0));
        result[a] += flow;
        if (b < kRows) result[b] -= flow;
      }
    }
    result[1] += 8 * u[1] - 3 * u[4];
    result[4] += 8 * u[4] - 3 * u[1];
    return result;
  }
  Values scaled_full(const Values& x) {
    const Values scale = get(scale_);
    Values u(x);
    for (std::size_t row = 0; row < kRows; ++row) u[row] *= scale[row];
    Values product = full(u);
    for (std::size_t row = 0; row < kRows; ++row) product[row] *= scale[row];
    return product;
  }

  cpu::Array<std::int32_t> nodes_, places_, offsets_, robin_rows_, robin_columns_, robin_offsets_;
  cpu::Array<double> conductance_, robin_values_, scale_, scaled_, rates_;
};

/// The vectors of a search.
struct Search {
  Search(cpu::Executor& executor, const Values& start)
      : x(upload(executor, std::span(start))),
        r(allocate<double>(executor, kRows)),
        p(upload(executor, std::span(start))),
        q(allocate<double>(executor, kRows)),
        sums(allocate<double>(executor, 1)),
        state(allocate<CgState>(executor, 1)) {
    state.view()[0] = {};
  }
  CgVectors cg() { return {x.view(), r.view(), p.view(), q.view(), sums.view(), state.view()}; }

  cpu::Array<double> x, r, p, q, sums;
  cpu::Array<CgState> state;
};

const Values kStart{1, 2, -4, 8, 16, 0, 3};

TEST_P(ElementOperators, MultiplyAsTheMatrixThatTheyStandFor) {
  Search search(executor, kStart);
  search.state.view()[0].r_r = 1.0;
  multiply_direction(executor, A(), search.cg());
  const Values expected = scaled_full(kStart);
  EXPECT_SAME_BITS(get(search.q), expected) << "whole numbers and powers of two are exact";
  double p_q = 0.0;
  for (std::size_t row = 0; row < kRows; ++row) p_q += kStart[row] * expected[row];
  EXPECT_EQ(search.state.view()[0].p_q, p_q);
  EXPECT_EQ(search.state.view()[0].status, CgState::kRunning);
}

TEST_P(ElementOperators, StartASearchWithTheResidual) {
  Search search(executor, kStart);
  const Values b{5, 4, 3, 2, 1, 0, -1};
  const auto right_side = put(b);
  start_search(executor, A(), right_side.view(), search.cg(), 0.5);
  Values expected = scaled_full(kStart);
  double r_r = 0.0;
  for (std::size_t row = 0; row < kRows; ++row) {
    expected[row] = b[row] - expected[row];
    r_r += expected[row] * expected[row];
  }
  EXPECT_SAME_BITS(get(search.r), expected);
  EXPECT_SAME_BITS(get(search.p), expected);
  EXPECT_EQ(search.state.view()[0].r_r, r_r);
  EXPECT_EQ(true_residual(executor, A(), right_side.view(), search.cg()), r_r);
}

TEST_P(ElementOperators, AreEquilibratedByTheirDiagonal) {
  auto scale = make<double>(kRows);
  auto b = put(Values(kRows, 3.0));
  equilibrate_elements(executor, A(), scale.view(), b.view());
  for (std::size_t row = 0; row < kRows; ++row) {
    Values unit(kRows, 0.0);
    unit[row] = 1.0;
    const double expected = 1.0 / std::sqrt(full(unit)[row]);
    EXPECT_EQ(get(scale)[row], expected) << row;
    EXPECT_EQ(get(b)[row], 3.0 * expected) << row;
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(ElementOperators);

}  // namespace
}  // namespace tessera

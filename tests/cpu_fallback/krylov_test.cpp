#include "kernels/stages/krylov.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;

// (A x)[row] in plain rows: from +0, columns ascending, multiply then add.
Values plain_product(const support::CsrArrays& A, const Values& x) {
  Values product;
  for (std::size_t row = 0; row + 1 < A.row_offsets.size(); ++row) {
    double sum = 0.0;
    for (auto entry = static_cast<std::size_t>(A.row_offsets[row]);
         entry < static_cast<std::size_t>(A.row_offsets[row + 1]); ++entry) {
      sum = sum + A.values[entry] * x[static_cast<std::size_t>(A.columns[entry])];
    }
    product.push_back(sum);
  }
  return product;
}

double plain_dot(const Values& a, const Values& b) {
  Values terms(static_cast<std::size_t>(sum_chunk_count(static_cast<std::int64_t>(a.size()))));
  for (std::size_t chunk = 0; chunk < terms.size(); ++chunk) {
    const std::size_t first = chunk * 1024;
    terms[chunk] =
        sum_chunk(static_cast<std::int64_t>(std::min<std::size_t>(1024, a.size() - first)),
                  [&](std::int64_t term) {
                    const std::size_t at = first + static_cast<std::size_t>(term);
                    return a[at] * b[at];
                  });
  }
  return sum_partials(terms.data(), static_cast<std::int64_t>(terms.size()));
}

/// A system on the executor, and the stages applied to it.
class Krylov : public support::StageTest {
 protected:
  void load(const support::CsrArrays& csr, const Values& right_side, const Values& start) {
    const auto offsets = put(csr.row_offsets);
    const auto columns = put(csr.columns);
    auto values = put(csr.values);
    const CsrMatrix A{offsets.view(), columns.view(), values.view()};
    const std::int64_t slices = slice_count_of(csr.rows(), 8);
    rows_ = make<std::int32_t>(slices * 8);
    offsets_ = make<std::int64_t>(slices + 1);
    const SlicePlan plan{rows_.view(), offsets_.view(), 8};
    const std::int64_t entries = plan_slices(executor, A, plan);
    columns_ = make<std::int32_t>(entries);
    values_ = make<double>(entries);
    fill_slices(executor, A, plan, SliceEntries{columns_.view(), values_.view()});
    matrix = {rows_.view(), offsets_.view(), columns_.view(), values_.view(), csr.rows(), 8};
    b = put(right_side);
    x = put(start);
    for (auto* vector : {&r, &p, &q}) *vector = make<double>(csr.rows());
    chunk_sums_ = make<double>(sum_chunk_count(csr.rows()));
    state = put(std::vector<CgState>(1));
  }

  CgVectors cg() {
    return {x.view(), r.view(), p.view(), q.view(), chunk_sums_.view(), state.view()};
  }
  CgState& now() { return state.view()[0]; }

  void iterate() {
    multiply_direction(executor, matrix, cg());
    advance_residual(executor, cg());
    advance_solution(executor, cg());
  }

  SlicedMatrix matrix;
  cpu::Array<double> b, x, r, p, q;
  cpu::Array<CgState> state;

 private:
  cpu::Array<std::int32_t> rows_, columns_;
  cpu::Array<std::int64_t> offsets_;
  cpu::Array<double> values_, chunk_sums_;
};

const support::CsrArrays& two_by_two() {
  static const auto matrix = support::CsrArrays::from_full({{1.0, 0.5}, {0.5, 1.0}});
  return matrix;
}

TEST_P(Krylov, SearchStartsWithTheResidualAsDirection) {
  load(two_by_two(), {3.0, 4.0}, {2.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 0.125);
  EXPECT_SAME_BITS(get(r), (Values{1.0, 3.0}));
  EXPECT_SAME_BITS(get(p), (Values{1.0, 3.0}));
  EXPECT_EQ(now().r_r, 10.0);
  EXPECT_EQ(now().target, 0.125);
  EXPECT_EQ(now().status, CgState::kRunning);
}

TEST_P(Krylov, SearchIsOverBeforeItStartsWhenTheTargetIsMet) {
  load(two_by_two(), {0.0, 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 0.0);
  EXPECT_EQ(now().status, CgState::kConverged);
}

// One step by hand: A p = (1, 0.5), alpha = 1 / 1, r = (0, -0.5), beta = 0.25.
TEST_P(Krylov, OneStepByHand) {
  load(two_by_two(), {1.0, 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  multiply_direction(executor, matrix, cg());
  EXPECT_SAME_BITS(get(q), (Values{1.0, 0.5}));
  EXPECT_EQ(now().p_q, 1.0);
  EXPECT_EQ(now().alpha, 1.0);
  advance_residual(executor, cg());
  EXPECT_SAME_BITS(get(r), (Values{0.0, -0.5}));
  EXPECT_EQ(now().beta, 0.25);
  EXPECT_EQ(now().iteration, 1);
  advance_solution(executor, cg());
  EXPECT_SAME_BITS(get(x), (Values{1.0, 0.0}));
  EXPECT_SAME_BITS(get(p), (Values{0.25, -0.5}));
  EXPECT_EQ(now().status, CgState::kRunning);
}

TEST_P(Krylov, EndsAfterAsManyStepsAsThereAreUnknowns) {
  load(two_by_two(), {1.0, 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  iterate();
  iterate();
  EXPECT_EQ(now().status, CgState::kConverged);
  EXPECT_NEAR(get(x)[0], 4.0 / 3.0, 1e-15);
  EXPECT_NEAR(get(x)[1], -2.0 / 3.0, 1e-15);
}

TEST_P(Krylov, DoesNothingOnceItIsOver) {
  load(two_by_two(), {1.0, 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  iterate();
  iterate();
  const Values x_before = get(x);
  const Values r_before = get(r);
  const Values p_before = get(p);
  for (int more = 0; more < 3; ++more) iterate();
  EXPECT_SAME_BITS(get(x), x_before);
  EXPECT_SAME_BITS(get(r), r_before);
  EXPECT_SAME_BITS(get(p), p_before);
  EXPECT_EQ(now().iteration, 2);
}

TEST_P(Krylov, BreaksDownOnAMatrixThatIsNotPositive) {
  load(support::CsrArrays::from_full({{-1.0, 0.5}, {0.5, -1.0}}), {1.0, 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  iterate();
  EXPECT_EQ(now().status, CgState::kBreakdown);
  EXPECT_EQ(now().iteration, 0);
  EXPECT_SAME_BITS(get(x), (Values{0.0, 0.0}));
}

TEST_P(Krylov, BreaksDownOnNotANumber) {
  load(two_by_two(), {std::nan(""), 0.0}, {0.0, 0.0});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  EXPECT_EQ(now().status, CgState::kRunning) << "a NaN meets no target";
  iterate();
  EXPECT_EQ(now().status, CgState::kBreakdown);
}

TEST_P(Krylov, HasTheBitsOfPlainRowsAndTheFixedSum) {
  for (const std::int32_t rows : {1, 7, 1024, 1025, 2100}) {
    const support::CsrArrays A = support::random_matrix(rows, 21, 11);
    const Values right_side = support::random_values(static_cast<std::size_t>(rows), 1);
    const Values start = support::random_values(static_cast<std::size_t>(rows), 2);
    load(A, right_side, start);
    start_search(executor, matrix, b.view(), cg(), 1e-30);
    Values residual = plain_product(A, start);
    for (std::size_t row = 0; row < residual.size(); ++row) {
      residual[row] = right_side[row] - residual[row];
    }
    EXPECT_SAME_BITS(get(r), residual);
    EXPECT_SAME_BITS(now().r_r, plain_dot(residual, residual));
    EXPECT_SAME_BITS(true_residual(executor, matrix, b.view(), cg()), now().r_r);

    multiply_direction(executor, matrix, cg());
    const Values product = plain_product(A, residual);
    EXPECT_SAME_BITS(get(q), product);
    EXPECT_SAME_BITS(now().p_q, plain_dot(residual, product));
    const double alpha = now().r_r / now().p_q;
    EXPECT_SAME_BITS(now().alpha, alpha);

    const double old_r_r = now().r_r;
    advance_residual(executor, cg());
    Values new_residual(residual);
    for (std::size_t row = 0; row < residual.size(); ++row) {
      new_residual[row] = residual[row] - alpha * product[row];
    }
    EXPECT_SAME_BITS(get(r), new_residual);
    EXPECT_SAME_BITS(now().beta, plain_dot(new_residual, new_residual) / old_r_r);

    advance_solution(executor, cg());
    Values x_expected(start);
    Values p_expected(new_residual);
    for (std::size_t row = 0; row < residual.size(); ++row) {
      x_expected[row] = start[row] + alpha * residual[row];
      p_expected[row] = new_residual[row] + now().beta * residual[row];
    }
    EXPECT_SAME_BITS(get(x), x_expected);
    EXPECT_SAME_BITS(get(p), p_expected);
  }
}

TEST_P(Krylov, TrueResidualLeavesTheSearchAlone) {
  load(two_by_two(), {1.0, 2.0}, {0.5, 0.25});
  start_search(executor, matrix, b.view(), cg(), 1e-12);
  iterate();
  const Values r_before = get(r);
  const Values p_before = get(p);
  (void)true_residual(executor, matrix, b.view(), cg());
  EXPECT_SAME_BITS(get(r), r_before);
  EXPECT_SAME_BITS(get(p), p_before);
}

TEST_P(Krylov, DotProductIsTheFixedSum) {
  for (const std::size_t count : {0, 1, 31, 1024, 1025, 5000}) {
    const Values left = support::random_values(count, 1);
    const Values right = support::random_values(count, 2);
    EXPECT_SAME_BITS(dot_product(executor, put(left).view(), put(right).view()),
                     plain_dot(left, right));
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(Krylov);

}  // namespace
}  // namespace tessera

#include "kernels/stages/krylov.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

#include "kernels/gpu_failures.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

/// A system on any executor, and the vectors of its search.
template <class Exec>
class System {
 public:
  System(Exec& executor, const support::CsrArrays& csr)
      : executor_(executor), lanes_(slice_rows(executor)), row_count_(csr.rows()) {
    row_offsets_ = put(executor, csr.row_offsets);
    columns_ = put(executor, csr.columns);
    values_ = put(executor, csr.values);
    const std::int64_t slices = slice_count_of(row_count_, lanes_);
    rows_ = allocate<std::int32_t>(executor, slices * lanes_);
    offsets_ = allocate<std::int64_t>(executor, slices + 1);
    const SlicePlan plan{rows_.view(), offsets_.view(), lanes_};
    const std::int64_t entries = plan_slices(executor, csr_matrix(), plan);
    sliced_columns_ = allocate<std::int32_t>(executor, entries);
    sliced_values_ = allocate<double>(executor, entries);
    fill_slices(executor, csr_matrix(), plan,
                SliceEntries{sliced_columns_.view(), sliced_values_.view()});
    const auto count = static_cast<std::size_t>(row_count_);
    b_ = put(executor, random_values(count, 1));
    x_ = put(executor, random_values(count, 2));
    for (auto* vector : {&r_, &p_, &q_}) *vector = allocate<double>(executor, row_count_);
    sums_ = allocate<double>(executor, sum_chunk_count(row_count_));
    state_ = put(executor, std::vector<CgState>(1));
  }

  [[nodiscard]] CsrMatrix csr_matrix() {
    return {row_offsets_.view(), columns_.view(), values_.view()};
  }
  [[nodiscard]] SlicedMatrix matrix() {
    return {rows_.view(),          offsets_.view(), sliced_columns_.view(),
            sliced_values_.view(), row_count_,      lanes_};
  }
  [[nodiscard]] CgVectors cg() {
    return {x_.view(), r_.view(), p_.view(), q_.view(), sums_.view(), state_.view()};
  }
  [[nodiscard]] View<const double> b() const { return b_.view(); }

  /// x, r, p and the scalars, one after the other.
  [[nodiscard]] std::vector<double> everything() {
    std::vector<double> all;
    for (const auto* vector : {&x_, &r_, &p_}) {
      for (const double value : get(executor_, vector->view())) all.push_back(value);
    }
    const CgState state = get(executor_, state_.view()).front();
    for (const double scalar :
         {state.r_r, state.p_q, state.alpha, state.beta, state.target,
          static_cast<double>(state.iteration), static_cast<double>(state.status)}) {
      all.push_back(scalar);
    }
    return all;
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  Exec& executor_;
  int lanes_;
  std::int64_t row_count_;
  Array<std::int32_t> row_offsets_, columns_, rows_, sliced_columns_;
  Array<std::int64_t> offsets_;
  Array<double> values_, sliced_values_, b_, x_, r_, p_, q_, sums_;
  Array<CgState> state_;
};

template <class Exec, class Matrix>
void iterate(Exec& executor, const Matrix& A, const CgVectors& cg) {
  multiply_direction(executor, A, cg);
  advance_residual(executor, cg);
  advance_solution(executor, cg);
}

class KrylovEquivalence : public support::Equivalence {};

TEST_F(KrylovEquivalence, AnIterationHasTheSameBits) {
  for (const std::int32_t rows : {1, 31, 33, 1024, 1025, 2100}) {
    const support::CsrArrays csr = support::random_matrix(rows, 40, 5);
    expect_same_bits([&](auto& executor) {
      System system(executor, csr);
      start_search(executor, system.matrix(), system.b(), system.cg(), 1e-30);
      std::vector<double> all = system.everything();
      for (int iteration = 0; iteration < 3; ++iteration) {
        iterate(executor, system.matrix(), system.cg());
        for (const double value : system.everything()) all.push_back(value);
      }
      return all;
    });
  }
}

// More chunk sums than one warp adds at a time, and more than one level of them.
TEST_F(KrylovEquivalence, LongDotProductsHaveTheSameBits) {
  for (const std::size_t count : {0UL, 1UL, 1024UL, 1025UL, 9217UL, 1049601UL}) {
    expect_same_bits([&](auto& executor) {
      const auto a = put(executor, random_values(count, 1));
      const auto b = put(executor, random_values(count, 2));
      return dot_product(executor, a.view(), b.view());
    });
  }
}

TEST_F(KrylovEquivalence, TrueResidualHasTheSameBits) {
  const support::CsrArrays csr = support::random_matrix(2100, 40, 5);
  expect_same_bits([&](auto& executor) {
    System system(executor, csr);
    return true_residual(executor, system.matrix(), system.b(), system.cg());
  });
}

TEST_F(KrylovEquivalence, NothingMovesAfterConvergenceOrBreakdown) {
  const support::CsrArrays good = support::random_matrix(1100, 20, 5);
  support::CsrArrays bad = good;
  for (double& value : bad.values) value = -value;
  for (const support::CsrArrays& csr : {good, bad}) {
    System system(on_gpu(), csr);
    start_search(on_gpu(), system.matrix(), system.b(), system.cg(), 1e-6);
    for (int step = 0; step < 60; ++step) iterate(on_gpu(), system.matrix(), system.cg());
    const std::vector<double> ended = system.everything();
    ASSERT_NE(ended.back(), static_cast<double>(CgState::kRunning));
    for (int step = 0; step < 3; ++step) iterate(on_gpu(), system.matrix(), system.cg());
    EXPECT_SAME_BITS(system.everything(), ended);
  }
}

TEST_F(KrylovEquivalence, OfNoRowsConvergesAtOnce) {
  expect_same_bits([](auto& executor) {
    System system(executor, support::CsrArrays{});
    start_search(executor, system.matrix(), system.b(), system.cg(), 0.0);
    iterate(executor, system.matrix(), system.cg());
    return system.everything();
  });
}

// The vendor adds the products of a row in an order of its own: by Higham (2002, eq. 3.5) its sum
// differs from ours by at most 2 n u / (1 - n u) of the sum of their magnitudes.
TEST_F(KrylovEquivalence, VendorProductAgreesWithinTheRoundingOfARow) {
  constexpr double kUnitRoundoff = 0x1p-53;
  const support::CsrArrays csr = support::random_matrix(2100, 40, 5);
  System system(on_gpu(), csr);
  std::optional<gpu::CusparseMatrix> vendor;
  try {
    vendor.emplace(on_gpu(), system.csr_matrix());
  } catch (const gpu::DeviceUnavailable& error) {
    if (support::gpu_is_required()) FAIL() << error.what();
    GTEST_SKIP() << error.what();
  }
  start_search(on_gpu(), system.matrix(), system.b(), system.cg(), 1e-30);
  const std::vector<double> ours = get(on_gpu(), system.cg().r);
  start_search(on_gpu(), *vendor, system.b(), system.cg(), 1e-30);
  const std::vector<double> theirs = get(on_gpu(), system.cg().r);
  const std::vector<double> x = random_values(2100, 2);
  for (std::size_t row = 0; row < ours.size(); ++row) {
    double magnitudes = 1.0;  // |b| and the last subtraction
    double terms = 1.0;
    for (auto entry = static_cast<std::size_t>(csr.row_offsets[row]);
         entry < static_cast<std::size_t>(csr.row_offsets[row + 1]); ++entry, ++terms) {
      magnitudes += std::abs(csr.values[entry] * x[static_cast<std::size_t>(csr.columns[entry])]);
    }
    EXPECT_NEAR(ours[row], theirs[row], 2.0 * (terms + 1.0) * kUnitRoundoff * magnitudes) << row;
  }
}

}  // namespace
}  // namespace tessera

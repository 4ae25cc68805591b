#include "kernels/stages/preconditioned_search.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

/// A search of so many rows somewhere in its middle, on any executor; `size` is that of the
/// residual.
template <class Exec>
class Search {
 public:
  Search(Exec& executor, std::int64_t rows, double size = 1.0)
      : executor_(executor), rows_(static_cast<std::size_t>(rows)) {
    x_ = put(executor, random_values(rows_, 1));
    r_ = put(executor, scaled(random_values(rows_, 2), size));
    p_ = put(executor, random_values(rows_, 3));
    q_ = put(executor, scaled(random_values(rows_, 4), size));
    std::vector<double> scale = random_values(rows_, 5);
    for (double& value : scale) value = 0.5 + std::fabs(value);
    scale_ = put(executor, scale);
    sums_ = allocate<double>(executor, sum_chunk_count(rows));
    narrow_ = put(executor, std::vector<float>(static_cast<std::size_t>(padded_rows(rows)), 9.0F));
    CgState state{};
    state.r_r = 0.7 * size * size;
    state.p_q = 1.3 * size;
    state.r_z = 0.4;
    put_state(state);
  }

  void put_state(const CgState& state) { state_ = put(executor_, std::vector<CgState>{state}); }
  void put_correction(const std::vector<float>& values) { correction_ = put(executor_, values); }
  /// A correction that is the residual, so that r . z is positive, with something more.
  void put_likely_correction() {
    const std::vector<double> r = get(executor_, r_.view());
    const std::vector<double> noise = random_values(r.size(), 6);
    std::vector<float> values(static_cast<std::size_t>(narrow_.view().count), 0.0F);
    const double size = std::sqrt(0.7 * static_cast<double>(r.size()));
    for (std::size_t row = 0; row < r.size(); ++row) {
      values[row] = static_cast<float>(std::copysign(1.0, r[row]) / size + 0.1 * noise[row]);
    }
    put_correction(values);
  }

  void advance() { advance_iterate(executor_, cg()); }
  void narrow() { narrow_residual(executor_, cg(), by(), narrow_.view()); }
  void turn(bool first) { turn_direction(executor_, cg(), by(), correction_.view(), first); }

  /// All vectors and scalars, one after the other.
  [[nodiscard]] std::vector<double> everything() {
    std::vector<double> all;
    for (const auto* vector : {&x_, &r_, &p_}) {
      for (const double value : get(executor_, vector->view())) all.push_back(value);
    }
    for (const float value : get(executor_, narrow_.view())) all.push_back(value);
    const CgState state = this->state();
    for (const double scalar :
         {state.r_r, state.alpha, state.beta, state.r_z, static_cast<double>(state.iteration),
          static_cast<double>(state.status)}) {
      all.push_back(scalar);
    }
    return all;
  }
  [[nodiscard]] CgState state() { return get(executor_, state_.view()).front(); }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  static std::vector<double> scaled(std::vector<double> values, double size) {
    for (double& value : values) value *= size;
    return values;
  }
  [[nodiscard]] CgVectors cg() {
    return {x_.view(), r_.view(), p_.view(), q_.view(), sums_.view(), state_.view()};
  }
  [[nodiscard]] PreconditionerScale by() { return {scale_.view(), 0.25}; }

  Exec& executor_;
  std::size_t rows_;
  Array<double> x_, r_, p_, q_, scale_, sums_;
  Array<float> narrow_, correction_;
  Array<CgState> state_;
};

constexpr std::int64_t kRowCounts[] = {1, 15, 16, 31, 33, 1007, 1024, 1025, 2100};

class PreconditionedSearchEquivalence : public support::Equivalence {};

TEST_F(PreconditionedSearchEquivalence, AnIterationHasTheSameBits) {
  for (const std::int64_t rows : kRowCounts) {
    for (const bool first : {true, false}) {
      SCOPED_TRACE(rows);
      expect_same_bits([&](auto& executor) {
        Search search(executor, rows);
        search.advance();
        search.narrow();
        search.put_likely_correction();
        search.turn(first);
        EXPECT_EQ(search.state().status, CgState::kRunning);
        return search.everything();
      });
    }
  }
}

TEST_F(PreconditionedSearchEquivalence, ResidualsFarOutsideTheRangeOfFloatsHaveTheSameBits) {
  for (const double size : {0x1p-400, 0x1p-30, 0x1p400}) {
    expect_same_bits([&](auto& executor) {
      Search search(executor, 1100, size);
      search.narrow();
      search.put_likely_correction();
      search.turn(false);
      return search.everything();
    });
  }
}

TEST_F(PreconditionedSearchEquivalence, BreaksDownWhereTheCpuDoesAndLeavesTheDirection) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {0.0F, nan, infinity}) {
    SCOPED_TRACE(bad);
    expect_same_bits([&](auto& executor) {
      Search search(executor, 1100);
      search.put_correction(std::vector<float>(1104, bad));
      search.turn(false);
      EXPECT_EQ(search.state().status, CgState::kBreakdown);
      return search.everything();
    });
  }
}

TEST_F(PreconditionedSearchEquivalence, ConvergesWhereTheCpuDoesAndThenNothingMoves) {
  expect_same_bits([](auto& executor) {
    Search search(executor, 1100);
    CgState state = search.state();
    state.target = 1e6;
    search.put_state(state);
    search.put_likely_correction();
    search.advance();
    EXPECT_EQ(search.state().status, CgState::kConverged);
    const std::vector<double> ended = search.everything();
    search.advance();
    search.narrow();
    search.turn(false);
    EXPECT_SAME_BITS(search.everything(), ended);
    return ended;
  });
}

TEST_F(PreconditionedSearchEquivalence, OfNoRowsHasTheSameScalars) {
  expect_same_bits([](auto& executor) {
    Search search(executor, 0);
    search.narrow();
    search.advance();
    CgState state = search.state();
    state.status = CgState::kRunning;
    search.put_state(state);
    search.put_correction(std::vector<float>(16, 0.0F));
    search.turn(false);
    return search.everything();
  });
}

}  // namespace
}  // namespace tessera

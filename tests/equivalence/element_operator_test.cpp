#include "kernels/stages/element_operator.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/element_operator_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

using Values = std::vector<double>;

/// A system of random elements on any executor, and the vectors of its search.
template <class Exec>
class System {
 public:
  System(Exec& executor, std::int64_t elements, std::int64_t rows)
      : executor_(executor),
        arrays_(executor, elements, rows),
        b_(put(executor, random_values(static_cast<std::size_t>(rows), 1))),
        x_(put(executor, random_values(static_cast<std::size_t>(rows), 2))),
        r_(allocate<double>(executor, rows)),
        p_(allocate<double>(executor, rows)),
        q_(allocate<double>(executor, rows)),
        sums_(allocate<double>(executor, sum_chunk_count(rows))),
        state_(put(executor, std::vector<CgState>(1))) {}

  [[nodiscard]] ElementOperator A() { return arrays_.A(); }
  [[nodiscard]] View<const double> b() const { return b_.view(); }
  [[nodiscard]] CgVectors cg() {
    return {x_.view(), r_.view(), p_.view(), q_.view(), sums_.view(), state_.view()};
  }
  [[nodiscard]] CgState state() { return get(executor_, state_.view()).front(); }

  /// x, r, p and the scalars, one after the other.
  [[nodiscard]] Values everything() {
    Values all;
    for (const auto* vector : {&x_, &r_, &p_}) {
      for (const double value : get(executor_, vector->view())) all.push_back(value);
    }
    const CgState now = state();
    for (const double scalar :
         {now.r_r, now.p_q, now.alpha, now.target, static_cast<double>(now.iteration),
          static_cast<double>(now.status)}) {
      all.push_back(scalar);
    }
    return all;
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  Exec& executor_;
  support::ElementOperatorArrays<Exec> arrays_;
  Array<double> b_, x_, r_, p_, q_, sums_;
  Array<CgState> state_;
};

struct Sizes {
  std::int64_t elements;
  std::int64_t rows;
};
// Around half a group of elements, a group, a block, and chunks of rows.
const std::vector<Sizes> kSizes{{0, 0},      {1, 7},      {7, 16},     {8, 20},
                                {9, 31},     {15, 32},    {16, 40},    {17, 47},
                                {129, 1023}, {300, 1024}, {301, 1025}, {700, 2600}};

class ElementOperatorEquivalence : public support::Equivalence {
 protected:
  template <class Work>
  void expect_same_of_all_sizes(const Work& work) {
    for (const Sizes& size : kSizes) {
      SCOPED_TRACE(::testing::Message() << size.elements << " elements, " << size.rows << " rows");
      expect_same_bits([&](auto& executor) {
        System system(executor, size.elements, size.rows);
        return work(executor, system);
      });
    }
  }
};

TEST_F(ElementOperatorEquivalence, EquilibrationHasTheSameBits) {
  for (const Sizes& size : kSizes) {
    expect_same_bits([&](auto& executor) {
      support::ElementOperatorArrays arrays(executor, size.elements, size.rows);
      auto scale = allocate<double>(executor, size.rows);
      auto b = put(executor, random_values(static_cast<std::size_t>(size.rows), 3));
      equilibrate_elements(executor, arrays.A(), scale.view(), b.view());
      Values all = get(executor, scale.view());
      for (const double value : get(executor, b.view())) all.push_back(value);
      return all;
    });
  }
}

TEST_F(ElementOperatorEquivalence, StartAndProductsHaveTheSameBits) {
  expect_same_of_all_sizes([](auto& executor, auto& system) {
    start_search(executor, system.A(), system.b(), system.cg(), 1e-30);
    Values all = system.everything();
    for (int iteration = 0; iteration < 3; ++iteration) {
      multiply_direction(executor, system.A(), system.cg());
      advance_residual(executor, system.cg());
      advance_solution(executor, system.cg());
      for (const double value : system.everything()) all.push_back(value);
    }
    if (system.A().row_count > 0) {
      EXPECT_EQ(system.state().status, CgState::kRunning) << "nothing after it would be tested";
    }
    return all;
  });
}

TEST_F(ElementOperatorEquivalence, TrueResidualHasTheSameBits) {
  expect_same_of_all_sizes([](auto& executor, auto& system) {
    return true_residual(executor, system.A(), system.b(), system.cg());
  });
}

TEST_F(ElementOperatorEquivalence, RecordedProductHasTheSameBits) {
  expect_same_of_all_sizes([](auto& executor, auto& system) {
    start_search(executor, system.A(), system.b(), system.cg(), 1e-30);
    const auto product = record(executor, [&executor, A = system.A(), cg = system.cg()] {
      multiply_direction(executor, A, cg);
      advance_residual(executor, cg);
      advance_solution(executor, cg);
    });
    product();
    product();
    return system.everything();
  });
}

TEST_F(ElementOperatorEquivalence, NothingIsMultipliedAfterTheSearchHasEnded) {
  System system(on_gpu(), 17, 47);
  start_search(on_gpu(), system.A(), system.b(), system.cg(), 1e30);
  ASSERT_EQ(system.state().status, CgState::kConverged);
  const double rate = get(on_gpu(), system.A().rates).front();
  gpu::set_zero(on_gpu(), system.cg().q);
  multiply_direction(on_gpu(), system.A(), system.cg());
  EXPECT_SAME_BITS(get(on_gpu(), system.cg().q), Values(47, 0.0));
  EXPECT_SAME_BITS(get(on_gpu(), system.A().rates).front(), rate);
  EXPECT_EQ(system.state().alpha, 0.0);
}

}  // namespace
}  // namespace tessera

#include "kernels/stages/equilibration.hpp"

#include <gtest/gtest.h>

#include "tests/support/assembled_matrix.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::AssembledMatrix;
using support::get;

class EquilibrationEquivalence : public support::Equivalence {
 protected:
  // Scale, matrix and right-hand side, one after the other.
  template <class Exec>
  static std::vector<double> equilibrated(Exec& executor) {
    AssembledMatrix assembled(executor, 19, 23, 8);
    auto scale = allocate<double>(executor, assembled.table().unknown_count);
    auto b = support::put(
        executor,
        support::random_values(static_cast<std::size_t>(assembled.table().unknown_count), 4));
    compute_scale(executor, assembled.matrix(), scale.view());
    equilibrate(executor, assembled.matrix(), scale.view(), b.view());
    std::vector<double> all = get(executor, scale.view());
    for (const double value : get(executor, assembled.values.view())) all.push_back(value);
    for (const double value : get(executor, b.view())) all.push_back(value);
    return all;
  }
};

TEST_F(EquilibrationEquivalence, HasTheSameBits) {
  expect_same_bits([](auto& executor) { return equilibrated(executor); });
}

}  // namespace
}  // namespace tessera

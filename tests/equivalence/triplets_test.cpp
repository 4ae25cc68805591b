#include "kernels/stages/triplets.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/assembled_matrix.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::AssembledMatrix;
using support::get;

class TripletsEquivalence : public support::Equivalence {};

TEST_F(TripletsEquivalence, UnsortedTripletsHaveTheSameBits) {
  const auto fill = [](auto& executor, auto&& look) {
    AssembledMatrix assembled(executor, 9, 7, 12);
    const std::int64_t count = assembled.table().element_count() * kElementTriplets;
    auto keys = allocate<std::uint64_t>(executor, count);
    auto values = allocate<double>(executor, count);
    fill_triplets(executor, assembled.table(), assembled.conductance.view(),
                  Triplets{keys.view(), values.view()});
    return look(executor, keys, values);
  };
  expect_same_bits([&](auto& executor) {
    return fill(executor, [](auto& where, auto& keys, auto&) { return get(where, keys.view()); });
  });
  expect_same_bits([&](auto& executor) {
    return fill(executor,
                [](auto& where, auto&, auto& values) { return get(where, values.view()); });
  });
}

TEST_F(TripletsEquivalence, SumToTheMatrixThatIsGathered) {
  AssembledMatrix gathered(on_gpu(), 13, 11, 9);
  const std::int64_t count = gathered.table().element_count() * kElementTriplets;
  auto keys = allocate<std::uint64_t>(on_gpu(), count);
  auto triplet_values = allocate<double>(on_gpu(), count);
  const Triplets triplets{keys.view(), triplet_values.view()};
  fill_triplets(on_gpu(), gathered.table(), gathered.conductance.view(), triplets);
  sort_triplets(on_gpu(), triplets);
  auto first = allocate<std::int32_t>(on_gpu(), count + 1);
  auto offsets = allocate<std::int32_t>(on_gpu(), gathered.table().unknown_count + 1);
  const std::int64_t entries = find_entries(on_gpu(), triplets, first.view(), offsets.view());
  ASSERT_EQ(entries, gathered.values.count());
  auto columns = allocate<std::int32_t>(on_gpu(), entries);
  auto values = allocate<double>(on_gpu(), entries);
  sum_triplets(on_gpu(), triplets,
               TripletEntries{part(first.view(), 0, entries + 1), columns.view(), values.view()});
  EXPECT_SAME_BITS(get(on_gpu(), offsets.view()), get(on_gpu(), gathered.row_offsets.view()));
  EXPECT_SAME_BITS(get(on_gpu(), columns.view()),
                   get(on_gpu(), gathered.columns_of_entries.view()));
  EXPECT_SAME_BITS(get(on_gpu(), values.view()), get(on_gpu(), gathered.values.view()));
}

}  // namespace
}  // namespace tessera

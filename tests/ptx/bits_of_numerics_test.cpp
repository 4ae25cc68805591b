#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ptx/replay/bit_hazards.hpp"
#include "tests/ptx/replayed_kernels.hpp"

namespace tessera::ptx {
namespace {

using ::testing::IsEmpty;

using PtxText = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, PtxText, ::testing::Values("75", "120"));

TEST_P(PtxText, ContainsNoInstructionThatBreaksTheBits) {
  EXPECT_THAT(bit_hazards(module("element")), IsEmpty());
  EXPECT_THAT(bit_hazards(module("warp_exchange")), IsEmpty());
  // fma(a, b, a) for f64 and f32 is in their source.
  EXPECT_THAT(bit_hazards(module("arithmetic"), {{"double_kernel", 1}, {"float_kernel", 1}}),
              IsEmpty());
}

}  // namespace
}  // namespace tessera::ptx

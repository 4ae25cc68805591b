#include "tests/ptx/replay/bit_hazards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replayed_kernels.hpp"

namespace tessera::ptx {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

using BitHazards = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, BitHazards, ::testing::Values("75", "120"));

TEST_P(BitHazards, NamesEveryInstructionThatBreaksTheBits) {
  const std::vector<std::string> hazards = bit_hazards(module("broken_bits"));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("fused_kernel"),
                                      HasSubstr("2 fma, the source asks for 0"))));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("approximate_kernel"), HasSubstr("ex2.approx"))));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("approximate_kernel"), HasSubstr("div.approx"))));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("float_atomic_kernel"), HasSubstr("add.f64"))));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("float_atomic_kernel"), HasSubstr("add.f32"))));
  EXPECT_THAT(hazards, Contains(AllOf(HasSubstr("library_kernel"), HasSubstr("__internal_"))));
  EXPECT_THAT(hazards, Each(Not(HasSubstr("clean_kernel"))));
}

TEST_P(BitHazards, CountsTheFusedOperationsThatTheSourceAsksFor) {
  const auto of_fused = [&](std::size_t count) {
    std::size_t found = 0;
    for (const auto& hazard : bit_hazards(module("broken_bits"), {{"fused_kernel", count}})) {
      if (hazard.find("fused_kernel") != std::string::npos) ++found;
    }
    return found;
  };
  EXPECT_EQ(of_fused(2), 0u);
  EXPECT_EQ(of_fused(1), 1u);
  EXPECT_EQ(of_fused(3), 1u);
  EXPECT_THAT(bit_hazards(module("broken_bits"), {{"no_such_kernel", 1}}),
              Contains(HasSubstr("no function is called 'no_such_kernel'")));
}

}  // namespace
}  // namespace tessera::ptx

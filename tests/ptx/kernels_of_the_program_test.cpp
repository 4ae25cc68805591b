#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/ptx/replay/bit_hazards.hpp"
#include "tests/ptx/replayed_kernels.hpp"

// The device code of the program itself, as text: TESSERA_PROGRAM_KERNELS names its .cu files.

namespace tessera::ptx {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> program_kernels() {
  std::istringstream stems(TESSERA_PROGRAM_KERNELS);
  std::vector<std::string> all;
  for (std::string stem; stems >> stem;) all.push_back(stem);
  return all;
}

using KernelsOfTheProgram = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, KernelsOfTheProgram, ::testing::Values("75", "120"));

TEST_P(KernelsOfTheProgram, AreInThePtxOfEverySource) {
  ASSERT_GT(program_kernels().size(), 9U);
  for (const std::string& stem : program_kernels()) {
    EXPECT_FALSE(module(stem).entries().empty()) << stem;
  }
}

// --fmad=false leaves no fused operation but those of `fused`, which are marked: any other could
// only come from a function of the mathematics library. Division and square root of f64 are one
// IEEE instruction each in PTX.
TEST_P(KernelsOfTheProgram, HoldNoInstructionThatBreaksTheBits) {
  for (const std::string& stem : program_kernels()) {
    EXPECT_THAT(bit_hazards(module(stem), {}, FusedMark::round_down), IsEmpty()) << stem;
  }
}

TEST_P(KernelsOfTheProgram, MarkWhatTheirSourceFuses) {
  EXPECT_THAT(bit_hazards(module("hex_diffusion")), Contains(HasSubstr("fma.rm.f64")));
  EXPECT_THAT(bit_hazards(module("krylov")), IsEmpty());
}

}  // namespace
}  // namespace tessera::ptx

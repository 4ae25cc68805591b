#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replayed_kernels.hpp"

namespace tessera::ptx {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FaultReports : public ReplayedKernels {
 protected:
  /// What the replay of `kernel` by one block says.
  std::string fault(const std::string& kernel, unsigned threads, const Arguments& arguments,
                    const LaunchOptions& options = {}) {
    return report_of([&] {
      launch(module("faults"), kernel, {{1}, {threads}}, arguments, memory_, options);
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Sm, FaultReports, ::testing::Values("75", "120"));

TEST_P(FaultReports, AReadPastTheEndNamesThreadInstructionAndAllocation) {
  const double* const values = memory_.upload(std::vector<double>(20, 1.0), "values");
  double* const result = memory_.allocate<double>(32, "result");
  EXPECT_THAT(fault("read_past_end_kernel", 32, Arguments(values, result, 20)),
              AllOf(HasSubstr("read_past_end_kernel"), ContainsRegex("PTX line [0-9]+ `ld.global"),
                    HasSubstr("block (0, 0, 0), thread (20, 0, 0): reads 8 bytes out of bounds"),
                    HasSubstr("0 bytes past the end of 'values' of 160 bytes")));
  EXPECT_THAT(fault("read_past_end_kernel", 32, Arguments(values, result, 19)), IsEmpty());
}

TEST_P(FaultReports, AWriteBeforeTheBeginAndANullPointerAreReported) {
  EXPECT_THAT(fault("write_before_begin_kernel", 32, Arguments(memory_.allocate<double>(32))),
              AllOf(HasSubstr("thread (0, 0, 0)"), HasSubstr("writes 8 bytes out of bounds")));
  const int* const nothing = nullptr;
  EXPECT_THAT(fault("null_pointer_kernel", 32, Arguments(nothing, memory_.allocate<int>(32))),
              AllOf(HasSubstr("reads 4 bytes out of bounds: 0x0"),
                    HasSubstr("no address of global memory")));
}

TEST_P(FaultReports, AMisalignedAccessIsReported) {
  const char* const bytes = memory_.upload(std::vector<char>(64, 'x'));
  EXPECT_THAT(fault("misaligned_kernel", 1, Arguments(bytes, memory_.allocate<double>(1))),
              HasSubstr("reads 8 bytes at an address that is no multiple of that"));
}

TEST_P(FaultReports, AReadOfGlobalMemoryThatNobodyWroteIsReported) {
  const double* const values = memory_.allocate<double>(32, "values");
  EXPECT_THAT(fault("copy_kernel", 32, Arguments(values, memory_.allocate<double>(32))),
              AllOf(HasSubstr("reads 8 bytes that nobody wrote"), HasSubstr("byte 0 of 'values'")));
}

TEST_P(FaultReports, AReadOfSharedMemoryThatNobodyWroteIsReported) {
  EXPECT_THAT(
      fault("unwritten_shared_kernel", 32, Arguments(memory_.allocate<int>(32))),
      AllOf(HasSubstr("thread (16, 0, 0)"), HasSubstr("4 bytes that nobody wrote: shared")));
  EXPECT_THAT(fault("unwritten_shared_kernel", 64, Arguments(memory_.allocate<int>(64))),
              IsEmpty());
}

TEST_P(FaultReports, AnAccessBetweenTwoSharedArraysIsReported) {
  EXPECT_THAT(fault("shared_past_end_kernel", 32, Arguments(memory_.allocate<int>(32), 1)),
              AllOf(HasSubstr("thread (31, 0, 0)"), HasSubstr("out of bounds: shared memory")));
  EXPECT_THAT(fault("shared_past_end_kernel", 32, Arguments(memory_.allocate<int>(32), 0)),
              IsEmpty());
}

TEST_P(FaultReports, AnAccessPastALocalArrayIsReported) {
  int* const result = memory_.allocate<int>(32);
  const int* const fits = memory_.upload(std::vector<int>{3, 1, 0, 2});
  EXPECT_THAT(fault("local_past_end_kernel", 32, Arguments(fits, result)), IsEmpty());
  const int* const too_far = memory_.upload(std::vector<int>{3, 1, 4, 2});
  EXPECT_THAT(fault("local_past_end_kernel", 32, Arguments(too_far, result)),
              HasSubstr("writes 4 bytes out of bounds: local memory"));
  const int* const in_the_next_frame = memory_.upload(std::vector<int>{3, 1, 8, 2});
  EXPECT_THAT(fault("local_past_end_kernel", 4, Arguments(in_the_next_frame, result)),
              HasSubstr("writes 4 bytes out of bounds: local memory"));
  const int* const never_set = memory_.upload(std::vector<int>{1, 1, 1, 2});
  EXPECT_THAT(fault("local_past_end_kernel", 32, Arguments(never_set, result)), IsEmpty());
}

TEST_P(FaultReports, ABarrierInTwoBranchesOfAWarpIsReported) {
  EXPECT_THAT(fault("divergent_barrier_kernel", 64, Arguments(memory_.allocate<int>(64))),
              AllOf(HasSubstr("divergent barrier"), ContainsRegex("lane 1 at PTX line [0-9]+")));
}

TEST_P(FaultReports, ThreadsThatWaitForEachOtherForeverAreReported) {
  EXPECT_THAT(
      fault("deadlock_kernel", 64, Arguments(memory_.allocate<int>(64))),
      AllOf(HasSubstr("no thread can go on"), ContainsRegex("40 wait at PTX line [0-9]+ `bar"),
            ContainsRegex("24 wait at PTX line [0-9]+ `shfl")));
}

TEST_P(FaultReports, AShuffleFromALaneThatHasLeftIsReported) {
  const int* const values = memory_.upload(std::vector<int>(32, 1));
  EXPECT_THAT(
      fault("missing_lane_kernel", 32, Arguments(values, memory_.allocate<int>(32))),
      AllOf(HasSubstr("thread (16, 0, 0)"), HasSubstr("reads lane 20, which takes no part")));
}

TEST_P(FaultReports, AnEndlessLoopIsReported) {
  int* const flag = memory_.upload(std::vector<int>{0});
  EXPECT_THAT(fault("endless_kernel", 32, Arguments(flag), {.instruction_limit = 10000}),
              HasSubstr("runs longer than its limit"));
}

TEST_P(FaultReports, ATrapAndADivisionByZeroAreReported) {
  const int* const values = memory_.upload(std::vector<int>{1, 2, 5, 0});
  EXPECT_THAT(fault("trap_kernel", 4, Arguments(values)),
              AllOf(HasSubstr("thread (2, 0, 0)"), HasSubstr("the kernel stops itself here")));
  EXPECT_THAT(fault("trap_kernel", 2, Arguments(values)), IsEmpty());
  EXPECT_THAT(fault("divide_by_zero_kernel", 4, Arguments(values, memory_.allocate<int>(4))),
              AllOf(HasSubstr("thread (3, 0, 0)"), HasSubstr("divides by zero")));
}

TEST_P(FaultReports, AShapeOrArgumentsThatDoNotFitAreReported) {
  int* const result = memory_.allocate<int>(64);
  EXPECT_THAT(fault("unwritten_shared_kernel", 1025, Arguments(result)), HasSubstr("1025 threads"));
  EXPECT_THAT(fault("unwritten_shared_kernel", 32, Arguments(result, 1)),
              HasSubstr("takes 1 arguments, not 2"));
  EXPECT_THAT(fault("copy_kernel", 32, Arguments(result, 1)),
              HasSubstr("argument 2 has 8 bytes at offset 8; given are 4 at 8"));
  EXPECT_THAT(fault("no_such_kernel", 32, Arguments(result)),
              HasSubstr("0 kernels are called 'no_such_kernel'"));
}

}  // namespace
}  // namespace tessera::ptx

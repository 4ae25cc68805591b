#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replay/machine.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

constexpr const char* kHeader = ".version 8.0\n.target sm_75\n.address_size 64\n";

/// A module whose kernel `k` has `body` from line 7 on.
std::string kernel_text(const std::string& body) {
  return std::string(kHeader) +
         ".visible .entry k(.param .u64 k_param_0) {\n"
         ".reg .b32 %r<8>; .reg .f32 %f<8>; .reg .pred %p<4>;\n"
         ".reg .b64 %rd<8>; .reg .f64 %fd<8>;\n" +
         body + "\nret;\n}\n";
}

/// What launching `body` by 32 threads says; empty when it runs.
std::string report(const std::string& body) {
  try {
    const Module module(kernel_text(body));
    DeviceMemory memory;
    launch(module, "k", {{1}, {32}}, Arguments(memory.upload(std::vector<double>(32, 1.0))),
           memory);
  } catch (const ReplayError& error) {
    return error.what();
  }
  return {};
}

TEST(ModuleText, AnUnknownInstructionIsNamedWithItsLine) {
  EXPECT_THAT(report("wmma.dance.f64 %fd1, %fd2;"),
              AllOf(HasSubstr("PTX line 7"), HasSubstr("'wmma.dance.f64' is not known"),
                    HasSubstr("`wmma.dance.f64 %fd1, %fd2;`")));
  EXPECT_THAT(report("add.rn.sat.f64 %fd1, 0d0000000000000000, 0d0000000000000000;"),
              HasSubstr("'add.rn.sat.f64' is not known"));
  EXPECT_THAT(report("cvt.weird.f32.f64 %f1, %fd1;"), HasSubstr("'.weird' is not known"));
  EXPECT_THAT(report("ld.texture.f64 %fd1, [%rd1];"), HasSubstr("'.texture' is not known"));
}

TEST(ModuleText, WhatTheProjectForbidsIsRefusedWithTheReason) {
  EXPECT_THAT(report("ex2.approx.f32 %f1, %f2;"), HasSubstr("refused: an approximation"));
  EXPECT_THAT(report("rcp.approx.ftz.f64 %fd1, %fd2;"), HasSubstr("refused: an approximation"));
  EXPECT_THAT(report("add.ftz.f32 %f1, %f2, %f3;"), HasSubstr("refused: flushes subnormal"));
  EXPECT_THAT(report("div.full.f32 %f1, %f2, %f3;"), HasSubstr("not correctly rounded"));
  EXPECT_THAT(report("atom.global.add.f64 %fd1, [%rd1], %fd2;"),
              HasSubstr("refused: a floating-point atomic"));
  EXPECT_THAT(report("red.global.add.f32 [%rd1], %f2;"), HasSubstr("a floating-point atomic"));
}

TEST(ModuleText, AnInstructionThatNoLaunchNeedsMayBeAnything) {
  const Module module(kernel_text("wmma.dance.f64 %fd1;") + ".visible .entry other() { ret; }\n");
  DeviceMemory memory;
  EXPECT_NO_THROW(launch(module, "other", {{1}, {32}}, Arguments(), memory));
  EXPECT_THAT(module.faults(), SizeIs(1));
}

TEST(ModuleText, AnUnknownDirectiveIsNamedWithItsLine) {
  EXPECT_THAT(
      [] { const Module module(std::string(kHeader) + ".tex .u32 image;\n"); },
      ThrowsMessage<ReplayError>(AllOf(HasSubstr("PTX line 4"), HasSubstr("'.tex' is not known"))));
  EXPECT_THAT([] { const Module module(kernel_text(".alloca %r1;")); },
              ThrowsMessage<ReplayError>(
                  AllOf(HasSubstr("PTX line 7"), HasSubstr("'.alloca' is not known"))));
  EXPECT_THAT([] { const Module module(".visible .entry k() { add.s32"); },
              ThrowsMessage<ReplayError>(HasSubstr("the text ends here")));
}

TEST(ModuleText, NamesAndOperandsThatDoNotFitAreReported) {
  EXPECT_THAT(report("add.s32 %r1, %r99, 1;"), HasSubstr("'%r99' is not known"));
  EXPECT_THAT(report("add.s32 5, 1, 1;"), HasSubstr("'5' is no register"));
  EXPECT_THAT(report("add.s32 %r1, 1;"), HasSubstr("2 operands are not what this opcode takes"));
  EXPECT_THAT(report("bra $nowhere;"), HasSubstr("label '$nowhere' is not known"));
  EXPECT_THAT(report("call (%r1), %rd1, (%r2), proto;"), HasSubstr("a call through the pointer"));
}

TEST(ModuleText, ARegisterThatNobodyWroteIsReported) {
  EXPECT_THAT(report("add.s32 %r1, 1, %r2;"),
              AllOf(HasSubstr("PTX line 7"), HasSubstr("source register 2 is read before")));
  EXPECT_THAT(report("@%p1 add.s32 %r1, 1, 2;"), HasSubstr("the guard is read before"));
  EXPECT_THAT(report("mov.u32 %r2, %tid.x; setp.lt.s32 %p1, %r2, 9; @%p1 mov.u32 %r1, 1;\n"
                     "add.s32 %r1, %r1, 1;"),
              AllOf(HasSubstr("thread (9, 0, 0)"), HasSubstr("PTX line 8")));
}

TEST(ModuleText, FunctionsThatCallThemselvesAreRefused) {
  const std::string text = std::string(kHeader) +
                           ".func f() { call.uni f, (); ret; }\n"
                           ".visible .entry k() { call.uni f, (); ret; }\n";
  EXPECT_THAT(Module(text).faults(),
              ::testing::ElementsAre(HasSubstr("recursion is not replayed")));
}

TEST(ModuleText, AnExternalFunctionEndsTheReplayOnlyWhenItIsCalled) {
  const std::string declared = std::string(kHeader) + ".extern .func stop_everything ( ) ;\n";
  const auto run = [&](const std::string& limit) {
    const Module module(declared +
                        ".visible .entry k() { .reg .pred %p<2>; .reg .b32 %r<2>;\n"
                        "mov.u32 %r1, %tid.x; setp.ge.u32 %p1, %r1, " +
                        limit + ";\n@%p1 call.uni stop_everything, ( ); ret; }\n");
    DeviceMemory memory;
    launch(module, "k", {{1}, {32}}, Arguments(), memory);
  };
  EXPECT_NO_THROW(run("32"));
  EXPECT_THROW(run("31"), ReplayError);
}

TEST(ModuleText, AGuardedCallRunsOnlyForTheThreadsOfItsGuard) {
  const Module module(std::string(kHeader) + R"(
.func (.param .b32 result) twice(.param .b32 value) {
  .reg .b32 %r<2>;
  ld.param.u32 %r1, [value];
  add.u32 %r1, %r1, %r1;
  st.param.b32 [result], %r1;
  ret;
}
.visible .entry k(.param .u64 k_param_0) {
  .reg .pred %p<2>; .reg .b32 %r<3>; .reg .b64 %rd<3>;
  ld.param.u64 %rd1, [k_param_0];
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd2, %r1, 4;
  add.u64 %rd1, %rd1, %rd2;
  setp.lt.u32 %p1, %r1, 5;
  {
    .param .b32 argument; .param .b32 doubled;
    st.param.b32 [argument], %r1;
    st.param.b32 [doubled], %r1;
    @%p1 call (doubled), twice, (argument);
    ld.param.b32 %r2, [doubled];
  }
  st.global.u32 [%rd1], %r2;
  ret;
})");
  DeviceMemory memory;
  auto* const result = memory.allocate<std::uint32_t>(32);
  launch(module, "k", {{1}, {32}}, Arguments(result), memory);
  const auto found = memory.download(result, 32);
  for (std::uint32_t thread = 0; thread < 32; ++thread) {
    EXPECT_EQ(found[thread], thread < 5 ? 2 * thread : thread);
  }
}

TEST(ModuleText, ABlockLargerThanTheLaunchBoundsIsRefused) {
  const Module module(std::string(kHeader) +
                      ".visible .entry k() .maxntid 64, 1, 1 .minnctapersm 2 { ret; }\n");
  DeviceMemory memory;
  EXPECT_NO_THROW(launch(module, "k", {{1}, {64}}, Arguments(), memory));
  EXPECT_THAT(
      [&] {
        launch(module, "k", {{1}, {65}}, Arguments(), memory);
      },
      ThrowsMessage<ReplayError>(HasSubstr("65 threads; 1 to 64 are possible")));
}

TEST(ModuleText, AKernelThatDoesEverythingRightIsNotReported) {
  EXPECT_THAT(report("ld.param.u64 %rd1, [k_param_0]; ld.f64 %fd1, [%rd1+248];"), IsEmpty());
  EXPECT_THAT(report("ld.param.u64 %rd1, [k_param_0]; ld.f64 %fd1, [%rd1+256];"),
              HasSubstr("0 bytes past the end"));
}

}  // namespace
}  // namespace tessera::ptx

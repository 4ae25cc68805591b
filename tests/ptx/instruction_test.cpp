#include <bit>
#include <cstdint>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <vector>

#include "tests/ptx/replay/machine.hpp"

// Single instructions at values where their definition in the PTX manual leaves room for mistakes.

namespace tessera::ptx {
namespace {

/// `snippet` finds its operands in %a, %b, %c (64 bits), %x, %y, %z (their low 32 bits), %h, %k
/// (their low 16 bits), and leaves its result in %d, or in %w, which is then widened.
struct InstructionCase {
  const char* snippet;
  std::uint64_t a, b, c;
  std::uint64_t expected;
};

std::ostream& operator<<(std::ostream& stream, const InstructionCase& one) {
  return stream << one.snippet << " (" << std::hex << one.a << ", " << one.b << ", " << one.c
                << ")";
}

std::uint64_t run(const InstructionCase& one) {
  const std::string snippet = one.snippet;
  const bool narrow = snippet.find("%d") == std::string::npos;
  const Module module(
      ".version 8.0\n.target sm_80\n.address_size 64\n"
      ".visible .entry k(.param .u64 in, .param .u64 out) {\n"
      ".reg .b64 %a, %b, %c, %d, %e, %from, %to; .reg .b32 %x, %y, %z, %w, %v; .reg .b16 %h, %k, "
      "%g;\n"
      ".reg .pred %p, %q;\n"
      "ld.param.u64 %from, [in]; ld.param.u64 %to, [out];\n"
      "ld.global.u64 %a, [%from]; ld.global.u64 %b, [%from+8]; ld.global.u64 %c, [%from+16];\n"
      "cvt.u32.u64 %x, %a; cvt.u32.u64 %y, %b; cvt.u32.u64 %z, %c;\n"
      "cvt.u16.u64 %h, %a; cvt.u16.u64 %k, %b;\n" +
      snippet + (narrow ? " cvt.u64.u32 %d, %w;" : "") + " st.global.u64 [%to], %d; ret; }\n");
  DeviceMemory memory;
  const auto* const in = memory.upload(std::vector<std::uint64_t>{one.a, one.b, one.c});
  auto* const out = memory.allocate<std::uint64_t>(1);
  launch(module, "k", {{1}, {1}}, Arguments(in, out), memory);
  return memory.download(out, 1).front();
}

void expect_results(const std::vector<InstructionCase>& cases) {
  for (const InstructionCase& one : cases) {
    EXPECT_EQ(std::bit_cast<std::int64_t>(run(one)), std::bit_cast<std::int64_t>(one.expected))
        << one;
  }
}

constexpr std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }
constexpr std::uint64_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }
constexpr std::uint64_t kNan = 0x7ff8000000000000;
constexpr std::uint64_t kNarrowNan = 0x7fc00000;
constexpr std::uint64_t kMinusZero = std::uint64_t{1} << 63;
constexpr std::uint64_t kOnes = ~std::uint64_t{0};

TEST(Instructions, IntegerArithmeticIsWhatThePtxManualSays) {
  expect_results(
      {{"add.s32 %w, %x, %y;", 0x7fffffff, 1, 0, 0x80000000},
       {"sub.s64 %d, %a, %b;", 0, 1, 0, kOnes},
       {"mul.lo.s64 %d, %a, %b;", kOnes, 5, 0, kOnes - 4},
       {"mul.hi.s32 %w, %x, %y;", 0xffffffff, 5, 0, 0xffffffff},
       {"mul.hi.u32 %w, %x, %y;", 0xffffffff, 5, 0, 4},
       {"mul.hi.s64 %d, %a, %b;", kOnes, 7, 0, kOnes},
       {"mul.hi.u64 %d, %a, %b;", kOnes, 7, 0, 6},
       {"mul.wide.s32 %d, %x, %y;", 0xfffffffe, 3, 0, kOnes - 5},
       {"mul.wide.u32 %d, %x, %y;", 0xfffffffe, 3, 0, 0x2fffffffa},
       {"mul.wide.u16 %w, %h, %k;", 0xffff, 0xffff, 0, 0xfffe0001},
       {"mul.wide.s16 %w, %h, %k;", 0xffff, 2, 0, 0xfffffffe},
       {"mad.lo.s32 %w, %x, %y, %z;", 7, 6, 0xfffffffe, 40},
       {"mad.hi.u32 %w, %x, %y, %z;", 0x80000000, 6, 1, 4},
       {"mad.wide.s32 %d, %x, %y, %c;", 0xffffffff, 2, 10, 8},
       {"div.s32 %w, %x, %y;", 0x80000000, 0xffffffff, 0, 0x80000000},
       {"rem.s32 %w, %x, %y;", 0xfffffff9, 3, 0, 0xffffffff},
       {"rem.s32 %w, %x, %y;", 0x80000000, 0xffffffff, 0, 0},
       {"div.s64 %d, %a, %b;", kOnes - 6, 2, 0, kOnes - 2},
       {"abs.s32 %w, %x;", 0xfffffff9, 0, 0, 7},
       {"neg.s32 %w, %x;", 7, 0, 0, 0xfffffff9},
       {"min.s32 %w, %x, %y;", 0xffffffff, 1, 0, 0xffffffff},
       {"min.u32 %w, %x, %y;", 0xffffffff, 1, 0, 1},
       {"max.s64 %d, %a, %b;", kOnes, 1, 0, 1},
       {"sad.u32 %w, %x, %y, %z;", 3, 10, 100, 107},
       {"add.cc.u32 %w, %x, %y; addc.u32 %w, %z, 0;", 0xffffffff, 1, 5, 6},
       {"sub.cc.u32 %w, %x, %y; subc.u32 %w, %z, 0;", 1, 2, 5, 4},
       {"add.cc.u64 %d, %a, %b; addc.u64 %d, %c, 1;", kOnes, 1, 5, 7},
       {"mad.lo.cc.u32 %w, %x, %y, %z; madc.hi.u32 %w, %x, %y, 0;", 0x80000001, 2, 0xfffffffe, 2},
       {"mad.hi.cc.u32 %w, %x, %y, %z; addc.u32 %w, 0, 0;", 0x80000000, 4, 0xfffffffe, 1}});
}

TEST(Instructions, ShiftsAndBitFieldsAreWhatThePtxManualSays) {
  expect_results({{"shl.b32 %w, %x, %y;", 1, 32, 0, 0},
                  {"shl.b64 %d, %a, %y;", 1, 63, 0, kMinusZero},
                  {"shr.s32 %w, %x, %y;", 0x80000000, 99, 0, 0xffffffff},
                  {"shr.u32 %w, %x, %y;", 0x80000000, 99, 0, 0},
                  {"shr.s64 %d, %a, %y;", kMinusZero, 62, 0, kOnes - 1},
                  {"shf.l.wrap.b32 %w, %x, %y, %z;", 0x80000000, 1, 33, 3},
                  {"shf.l.clamp.b32 %w, %x, %y, %z;", 0x80000000, 1, 33, 0x80000000},
                  {"shf.r.wrap.b32 %w, %x, %y, %z;", 0x80000000, 1, 31, 3},
                  {"shf.r.clamp.b32 %w, %x, %y, %z;", 0x80000000, 7, 40, 7},
                  {"bfe.u32 %w, %x, %y, %z;", 0xf0, 4, 3, 7},
                  {"bfe.s32 %w, %x, %y, %z;", 0xf0, 4, 3, 0xffffffff},
                  {"bfe.s32 %w, %x, %y, %z;", 0x80000000, 28, 8, 0xfffffff8},
                  {"bfe.u32 %w, %x, %y, %z;", 0x80000000, 28, 8, 8},
                  {"bfe.s64 %d, %a, %y, %z;", kMinusZero, 70, 4, kOnes},
                  {"bfe.u64 %d, %a, %y, %z;", 0x1234, 4, 0, 0},
                  {"bfi.b32 %w, %x, %y, 8, 4;", 0xff, 0, 0, 0xf00},
                  {"bfi.b64 %d, %a, %b, 60, 9;", 0xff, 1, 0, 0xf000000000000001},
                  {"bfi.b32 %w, %x, %y, 0, 32;", 0x12345678, 1, 0, 0x12345678},
                  {"bmsk.clamp.b32 %w, %x, %y;", 4, 8, 0, 0xff0},
                  {"bmsk.clamp.b32 %w, %x, %y;", 28, 40, 0, 0xf0000000},
                  {"bmsk.clamp.b32 %w, %x, %y;", 32, 5, 0, 0},
                  {"bmsk.wrap.b32 %w, %x, %y;", 36, 33, 0, 0x10},
                  {"bfind.u32 %w, %x;", 0x00010000, 0, 0, 16},
                  {"bfind.s32 %w, %x;", 0xfffffff0, 0, 0, 3},
                  {"bfind.u32 %w, %x;", 0, 0, 0, 0xffffffff},
                  {"bfind.shiftamt.u32 %w, %x;", 1, 0, 0, 31},
                  {"bfind.u64 %w, %a;", kMinusZero, 0, 0, 63},
                  {"clz.b32 %w, %x;", 0, 0, 0, 32},
                  {"clz.b64 %w, %a;", 1, 0, 0, 63},
                  {"popc.b64 %w, %a;", kOnes, 0, 0, 64},
                  {"brev.b32 %w, %x;", 1, 0, 0, 0x80000000},
                  {"prmt.b32 %w, %x, %y, %z;", 0x44332211, 0x88776655, 0x7410, 0x88552211},
                  {"prmt.b32 %w, %x, %y, %z;", 0x44332211, 0x88776655, 0xf0f8, 0xff11ff00},
                  {"lop3.b32 %w, %x, %y, %z, 0xe8;", 0xc, 0xa, 0x9, 0x8},
                  {"lop3.b32 %w, %x, %y, %z, 0x96;", 0xc, 0xa, 0x9, 0xf},
                  {"not.b32 %w, %x;", 0xffff0000, 0, 0, 0xffff},
                  {"cnot.b32 %w, %x;", 0, 0, 0, 1},
                  {"mov.b64 %d, {%x, %y};", 5, 7, 0, 0x700000005},
                  {"mov.b64 {_, %w}, %a;", 0x700000005, 0, 0, 7},
                  {"mov.b32 %w, {%h, %k};", 5, 7, 0, 0x70005},
                  {"mov.b64 %d, {%h, %k, %k, %h};", 1, 2, 0, 0x0001000200020001}});
}

TEST(Instructions, ComparisonsAreWhatThePtxManualSays) {
  expect_results(
      {{"setp.lt.s32 %p, %x, %y; selp.b32 %w, 7, 9, %p;", 0xffffffff, 0, 0, 7},
       {"setp.lo.u32 %p, %x, %y; selp.b32 %w, 7, 9, %p;", 0xffffffff, 0, 0, 9},
       {"setp.lt.s32 %p|%q, %x, %y; selp.b32 %w, 7, 9, %q;", 1, 2, 0, 9},
       {"setp.lt.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kNan, 0, 0, 9},
       {"setp.ltu.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kNan, 0, 0, 7},
       {"setp.ne.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kNan, 0, 0, 9},
       {"setp.neu.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kNan, 0, 0, 7},
       {"setp.equ.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kNan, 0, 0, 7},
       {"setp.equ.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", bits(1.0), 0, 0, 9},
       {"setp.eq.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", kMinusZero, 0, 0, 7},
       {"setp.geu.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", bits(1.0), bits(2.0), 0, 9},
       {"setp.num.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", bits(1.0), kNan, 0, 9},
       {"setp.nan.f64 %p, %a, %b; selp.b32 %w, 7, 9, %p;", bits(1.0), kNan, 0, 7},
       InstructionCase{
           "setp.eq.s32 %q, %x, %x; setp.lt.and.s32 %p, %x, %y, !%q; selp.b32 %w, 7, 9, %p;", 1, 2,
           0, 9},
       InstructionCase{
           "setp.eq.s32 %q, %x, %x; setp.gt.or.s32 %p, %x, %y, %q; selp.b32 %w, 7, 9, %p;", 1, 2, 0,
           7},
       InstructionCase{
           "setp.eq.s32 %q, %x, %x; setp.lt.xor.s32 %p, %x, %y, %q; selp.b32 %w, 7, 9, %p;", 1, 2,
           0, 9},
       {"set.lt.u32.s32 %w, %x, %y;", 1, 2, 0, 0xffffffff},
       {"set.gt.f32.f64 %w, %a, %b;", bits(2.0), bits(1.0), 0, bits(1.0f)},
       {"slct.b32.s32 %w, %x, %y, %z;", 1, 2, 0xffffffff, 2},
       {"slct.b64.f32 %d, %a, %b, %z;", 1, 2, bits(-0.0f), 1},
       InstructionCase{
           "setp.eq.s32 %p, %x, 1; not.pred %q, %p; and.pred %p, %p, %q; selp.b32 %w, 7, 9, %p;", 1,
           0, 0, 9},
       {"setp.eq.s32 %p, %x, 1; mov.u32 %w, 3; @!%p mov.u32 %w, 4;", 1, 0, 0, 3}});
}

TEST(Instructions, FloatingPointIsWhatThePtxManualSays) {
  expect_results(
      {{"min.f64 %d, %a, %b;", 0, kMinusZero, 0, kMinusZero},
       {"max.f64 %d, %a, %b;", kMinusZero, 0, 0, 0},
       {"max.f64 %d, %a, %b;", kNan, bits(-3.0), 0, bits(-3.0)},
       {"min.f32 %w, %x, %y;", bits(4.0f), kNarrowNan, 0, bits(4.0f)},
       {"fma.rn.f64 %d, %a, %b, %c;", bits(1.0 + 0x1p-52), bits(1.0 - 0x1p-52), bits(-1.0),
        bits(-0x1p-104)},
       {"neg.f64 %d, %a;", 0, 0, 0, kMinusZero},
       {"abs.f64 %d, %a;", kMinusZero, 0, 0, 0},
       {"copysign.f64 %d, %a, %b;", kMinusZero, bits(3.0), 0, bits(-3.0)},
       {"rcp.rn.f64 %d, %a;", bits(3.0), 0, 0, bits(1.0 / 3.0)},
       {"sqrt.rn.f32 %w, %x;", bits(2.0f), 0, 0, 0x3fb504f3},
       {"testp.subnormal.f64 %p, %a; selp.b32 %w, 7, 9, %p;", 1, 0, 0, 7},
       {"testp.normal.f64 %p, %a; selp.b32 %w, 7, 9, %p;", 1, 0, 0, 9},
       {"testp.subnormal.f64 %p, %a; selp.b32 %w, 7, 9, %p;", 0, 0, 0, 9},
       {"testp.notanumber.f32 %p, %x; selp.b32 %w, 7, 9, %p;", kNarrowNan, 0, 0, 7},
       {"testp.infinite.f64 %p, %a; selp.b32 %w, 7, 9, %p;", 0xfff0000000000000, 0, 0, 7}});
}

TEST(Instructions, RoundingInADirectionIsWhatThePtxManualSays) {
  constexpr double kAboveOne = 1.0 + 0x1p-52;
  constexpr double kBelowOne = 1.0 - 0x1p-53;
  expect_results(
      {{"add.rz.f64 %d, %a, %b;", bits(1.0), bits(-0x1p-80), 0, bits(kBelowOne)},
       {"add.rz.f64 %d, %a, %b;", bits(-1.0), bits(-0x1p-54), 0, bits(-1.0)},
       {"add.rp.f64 %d, %a, %b;", bits(1.0), bits(0x1p-80), 0, bits(kAboveOne)},
       {"add.rm.f64 %d, %a, %b;", bits(-1.0), bits(-0x1p-80), 0, bits(-kAboveOne)},
       {"add.rm.f64 %d, %a, %b;", bits(1.0), bits(-1.0), 0, kMinusZero},
       {"sub.rp.f32 %w, %x, %y;", bits(1.0f), bits(-0x1p-40f), 0, bits(1.0f + 0x1p-23f)},
       {"mul.rp.f64 %d, %a, %b;", bits(kAboveOne), bits(kAboveOne), 0, bits(1.0 + 0x3p-52)},
       {"mul.rm.f64 %d, %a, %b;", bits(kAboveOne), bits(kAboveOne), 0, bits(1.0 + 0x2p-52)},
       {"div.rz.f32 %w, %x, %y;", bits(-2.0f), bits(3.0f), 0, 0xbf2aaaaa},
       {"div.rm.f32 %w, %x, %y;", bits(-2.0f), bits(3.0f), 0, 0xbf2aaaab},
       {"sqrt.rp.f32 %w, %x;", bits(2.0f), 0, 0, 0x3fb504f4},
       {"fma.rz.f64 %d, %a, %b, %c;", bits(kAboveOne), bits(kAboveOne), bits(-0x1p-100),
        bits(kAboveOne)},
       {"fma.rm.f32 %w, %x, %y, %z;", bits(1.0f), bits(1.0f), bits(-0x1p-60f),
        bits(1.0f - 0x1p-24f)}});
}

TEST(Instructions, ConversionsAreWhatThePtxManualSays) {
  expect_results(
      {{"cvt.s64.s32 %d, %x;", 0xfffffffe, 0, 0, kOnes - 1},
       {"cvt.u64.u32 %d, %x;", 0xfffffffe, 0, 0, 0xfffffffe},
       {"cvt.s32.s8 %w, %x;", 0x80, 0, 0, 0xffffff80},
       {"cvt.u32.u8 %w, %x;", 0x1ff, 0, 0, 0xff},
       {"cvt.sat.u8.s32 %w, %x;", 0xffffffff, 0, 0, 0},
       {"cvt.sat.s16.s32 %w, %x;", 70000, 0, 0, 32767},
       {"cvt.rzi.s32.f64 %w, %a;", bits(-2.75), 0, 0, 0xfffffffe},
       {"cvt.rmi.s32.f64 %w, %a;", bits(-2.25), 0, 0, 0xfffffffd},
       {"cvt.rpi.s32.f64 %w, %a;", bits(2.25), 0, 0, 3},
       {"cvt.rni.s32.f64 %w, %a;", bits(2.5), 0, 0, 2},
       {"cvt.rzi.s32.f64 %w, %a;", bits(1e10), 0, 0, 0x7fffffff},
       {"cvt.rzi.u32.f64 %w, %a;", bits(-3.0), 0, 0, 0},
       {"cvt.rzi.u64.f64 %d, %a;", bits(1e30), 0, 0, kOnes},
       {"cvt.rzi.s32.f32 %w, %x;", kNarrowNan, 0, 0, 0},
       {"cvt.rzi.s64.f64 %d, %a;", kNan, 0, 0, kMinusZero},
       {"cvt.rni.f64.f64 %d, %a;", bits(-0.5), 0, 0, kMinusZero},
       {"cvt.rzi.f64.f64 %d, %a;", bits(-1e300), 0, 0, bits(-1e300)},
       {"cvt.rn.f32.f64 %w, %a;", bits(1.0 + 0x1p-24), 0, 0, bits(1.0f)},
       {"cvt.rp.f32.f64 %w, %a;", bits(1.0 + 0x1p-40), 0, 0, 0x3f800001},
       {"cvt.rm.f32.f64 %w, %a;", bits(-1.0 - 0x1p-40), 0, 0, 0xbf800001},
       {"cvt.rz.f32.f64 %w, %a;", bits(1e300), 0, 0, 0x7f7fffff},
       {"cvt.f64.f32 %d, %x;", 1, 0, 0, bits(0x1p-149)},
       {"cvt.rn.f64.u64 %d, %a;", kOnes, 0, 0, bits(0x1p64)},
       {"cvt.rz.f64.u64 %d, %a;", kOnes, 0, 0, bits(0x1p64 - 0x1p11)},
       {"cvt.rn.f64.s64 %d, %a;", 9007199254740993, 0, 0, bits(9007199254740992.0)},
       {"cvt.rn.f32.s64 %w, %a;", 0x8000008000000001, 0, 0, bits(-9223371487098961920.0f)},
       {"cvt.sat.f64.f64 %d, %a;", bits(-2.0), 0, 0, 0}});
}

TEST(Instructions, AccessesAndAtomicsAreWhatThePtxManualSays) {
  expect_results(
      {{"ld.global.s8 %w, [%from];", 0x80, 0, 0, 0xffffff80},
       {"ld.global.u8 %w, [%from+1];", 0x8000, 0, 0, 0x80},
       {"ld.global.s16 %g, [%from]; cvt.s32.s16 %w, %g;", 0xfffe, 0, 0, 0xfffffffe},
       {"st.global.u8 [%from], %y; ld.global.u64 %d, [%from];", 0x1111, 0x222, 0, 0x1122},
       {"atom.global.inc.u32 %w, [%from], %y; ld.global.u32 %w, [%from];", 7, 7, 0, 0},
       {"atom.global.dec.u32 %w, [%from], %y; ld.global.u32 %w, [%from];", 0, 9, 0, 9},
       {"atom.global.min.s64 %e, [%from], %b; ld.global.u64 %d, [%from];", 3, kOnes, 0, kOnes},
       {"atom.exch.b64 %d, [%from], %b;", 3, 4, 0, 3},
       {"atom.global.cas.b64 %e, [%from], %b, %c; ld.global.u64 %d, [%from];", 3, 3, 8, 8},
       {"atom.global.cas.b16 %g, [%from], %h, %k; cvt.u32.u16 %w, %g;", 0x50003, 4, 0, 3},
       {"atom.global.cas.b16 %g, [%from], %h, %k; ld.global.u64 %d, [%from];", 0x50003, 4, 0,
        0x50004},
       {"red.global.and.b32 [%from], %y; ld.global.u32 %w, [%from];", 12, 10, 0, 8},
       {".shared .align 8 .b8 s[8]; .reg .b64 %s; mov.u64 %s, s; cvta.shared.u64 "
        "%s, %s; st.u64 [%s], %a; ld.shared.u64 %d, [s];",
        77, 0, 0, 77},
       {".local .align 8 .b8 l[16]; .reg .b64 %s; mov.u64 %s, l; cvta.local.u64 "
        "%s, %s; st.u64 [%s+8], %a; ld.local.u64 %d, [l+8];",
        78, 0, 0, 78}});
}

}  // namespace
}  // namespace tessera::ptx

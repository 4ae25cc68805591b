#include "tests/ptx/replay/barrier.hpp"

#include <bit>
#include <string>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/replay_error.hpp"
#include "tests/ptx/replay/warp.hpp"

// bar.sync, bar.red, barrier.*; fences, nanosleep, and what has no effect at all.

namespace tessera::ptx {
namespace {

void do_nothing(Warp&, const Instruction&, LaneMask) {}

void sleep(Warp& warp, const Instruction&, LaneMask) { warp.sleep(); }

void fence(Warp& warp, const Instruction&, LaneMask) { warp.fence(); }

bool is_without_effect(const Opcode& opcode) {
  return opcode.base == "prefetch" || opcode.base == "prefetchu";
}

BarrierDetail::Reduction reduction_of(const Opcode& opcode) {
  using Reduction = BarrierDetail::Reduction;
  if (opcode.has("popc")) return Reduction::popc;
  if (opcode.has("and")) return Reduction::all;
  if (opcode.has("or")) return Reduction::any;
  throw ReplayError("this reduction at a barrier is not known");
}

}  // namespace

bool decode_barrier(const Opcode& opcode, const InstructionText& text, Names& names,
                    Instruction& out) {
  if (is_without_effect(opcode)) {
    out.handler = do_nothing;
    return true;
  }
  if (opcode.base == "membar" || opcode.base == "fence") {
    out.handler = fence;
    return true;
  }
  if (opcode.base == "nanosleep") {
    out.handler = sleep;
    return true;
  }
  if (opcode.base != "bar" && opcode.base != "barrier") return false;
  const bool reduces = opcode.has("red");
  if (!reduces && !opcode.has("sync")) return false;
  const std::size_t fixed = reduces ? 3 : 1;
  check_operand_count(text, fixed, fixed + 1);

  BarrierDetail detail;
  detail.aligned = opcode.base == "bar" || opcode.has("aligned");
  detail.has_count = text.operands.size() > fixed;
  if (reduces) {
    detail.reduction = reduction_of(opcode);
    detail.negated = text.operands.back().negated;
    out.add_to(names.target(text.operands[0].parts.at(0)));
  }
  for (std::size_t index = reduces ? 1 : 0; index < text.operands.size(); ++index) {
    out.add_from(names.source(text.operands[index].parts.at(0)));
  }
  out.flow = Flow::barrier;
  out.detail = std::bit_cast<std::uint32_t>(detail);
  return true;
}

}  // namespace tessera::ptx

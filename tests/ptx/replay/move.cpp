#include <string>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/device_memory.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// mov (plain, packing, unpacking), cvta, activemask.

namespace tessera::ptx {
namespace {

void copy(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes& from = warp.lanes(instruction.from[0]);
  Lanes& to = warp.lanes(instruction.to[0]);
  const auto offset = static_cast<std::uint64_t>(instruction.offset);
  for_each_lane(mask, [&](int lane) {
    to[static_cast<std::size_t>(lane)] = from[static_cast<std::size_t>(lane)] + offset;
  });
}

/// `detail` is the number of bits of a part; the first part is the lowest.
void pack(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const std::uint32_t bits = instruction.detail;
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    std::uint64_t whole = 0;
    for (std::uint32_t part = 0; part < instruction.count; ++part) {
      const std::uint64_t value = warp.lanes(instruction.from[part])[lane];
      whole |= (value & ((std::uint64_t{1} << bits) - 1)) << (part * bits);
    }
    warp.lanes(instruction.to[0])[lane] = whole;
  });
}

void unpack(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const std::uint32_t bits = instruction.detail;
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const std::uint64_t whole = warp.lanes(instruction.from[0])[lane];
    for (std::uint32_t part = 0; part < instruction.count; ++part) {
      warp.lanes(instruction.to[part])[lane] =
          (whole >> (part * bits)) & ((std::uint64_t{1} << bits) - 1);
    }
  });
}

void active_lanes(Warp& warp, const Instruction& instruction, LaneMask mask) {
  Lanes& to = warp.lanes(instruction.to[0]);
  for_each_lane(mask, [&](int lane) { to[static_cast<std::size_t>(lane)] = mask; });
}

std::int64_t window(const Opcode& opcode) {
  if (opcode.has("shared") || opcode.has("shared::cta")) return kSharedWindow;
  if (opcode.has("local")) return kLocalWindow;
  if (opcode.has("param")) return kParamWindow;
  if (opcode.has("global") || opcode.has("const")) return 0;
  throw ReplayError("'" + opcode.text + "' names no address space that is known");
}

void decode_parts(const Opcode& opcode, const Operand& group, const Operand& whole,
                  Instruction& out) {
  const std::size_t count = group.parts.size();
  if (count != 2 && count != 4) throw ReplayError("a vector of 2 or 4 parts is expected");
  if (whole.form != Operand::Form::plain) throw ReplayError("one side must be a single register");
  out.count = static_cast<std::uint8_t>(count);
  out.detail = static_cast<std::uint32_t>(opcode.type().bits) / out.count;
}

void decode_plain_move(const Opcode& opcode, const InstructionText& text, Names& names,
                       Instruction& out) {
  const Operand& to = text.operands[0];
  const Operand& from = text.operands[1];
  if (from.form == Operand::Form::group) {
    decode_parts(opcode, from, to, out);
    out.handler = pack;
    for (const std::string& part : from.parts) out.add_from(names.source(part));
    out.add_to(names.target(to.parts.at(0)));
  } else if (to.form == Operand::Form::group) {
    decode_parts(opcode, to, from, out);
    out.handler = unpack;
    for (const std::string& part : to.parts) out.add_to(names.target(part));
    out.add_from(names.source(from.parts.at(0)));
  } else {
    out.handler = copy;
    out.offset = from.offset;
    out.add_to(names.target(to.parts.at(0)));
    out.add_from(names.source(from.parts.at(0)));
  }
}

}  // namespace

bool decode_move(const Opcode& opcode, const InstructionText& text, Names& names,
                 Instruction& out) {
  if (opcode.base == "activemask") {
    check_operand_count(text, 1, 1);
    out.handler = active_lanes;
    out.add_to(names.target(text.operands[0].parts.at(0)));
    return true;
  }
  if (opcode.base != "mov" && opcode.base != "cvta") return false;
  check_operand_count(text, 2, 2);
  decode_plain_move(opcode, text, names, out);
  if (opcode.base == "cvta") out.offset += opcode.has("to") ? -window(opcode) : window(opcode);
  return true;
}

}  // namespace tessera::ptx

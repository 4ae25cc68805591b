#include <string>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// add.cc, addc, sub.cc, subc, mad.cc, madc: arithmetic of long integers through a carry flag.

namespace tessera::ptx {
namespace {

__extension__ using Wide = unsigned __int128;

struct CarryDetail {
  enum class Kind : std::uint8_t { add, subtract, multiply_low, multiply_high };
  Kind kind = Kind::add;
  std::uint8_t bits = 32;
  bool reads = false;
  bool writes = false;
};

struct Sum {
  std::uint64_t value;
  bool carry;
};

/// `operands` are cut to the width; the carry of a difference is its borrow.
Sum step(const CarryDetail& detail, const Wide (&operands)[3], bool carry) {
  using Kind = CarryDetail::Kind;
  const Wide mask = (Wide{1} << detail.bits) - 1;
  Wide total = 0;
  if (detail.kind == Kind::add) {
    total = operands[0] + operands[1] + (carry ? 1 : 0);
  } else if (detail.kind == Kind::subtract) {
    total = operands[0] - operands[1] - (carry ? 1 : 0);
  } else {
    const Wide product = operands[0] * operands[1];
    const Wide half = detail.kind == Kind::multiply_low ? product & mask : product >> detail.bits;
    total = half + operands[2] + (carry ? 1 : 0);
  }
  return {static_cast<std::uint64_t>(total & mask), ((total >> detail.bits) & 1) != 0};
}

void run_carry(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<CarryDetail>();
  const std::size_t values = instruction.from_count - (detail.reads ? 1u : 0u);
  const std::uint64_t low =
      detail.bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << detail.bits) - 1;
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    Wide operands[3] = {};
    for (std::size_t operand = 0; operand < values; ++operand) {
      operands[operand] = warp.lanes(instruction.from[operand])[lane] & low;
    }
    const bool carry = detail.reads && warp.lanes(instruction.from[values])[lane] != 0;
    const Sum sum = step(detail, operands, carry);
    warp.lanes(instruction.to[0])[lane] = sum.value;
    if (detail.writes) warp.lanes(instruction.to[1])[lane] = sum.carry ? 1 : 0;
  });
}

}  // namespace

bool decode_carry(const Opcode& opcode, const InstructionText& text, Names& names,
                  Instruction& out) {
  using Kind = CarryDetail::Kind;
  CarryDetail detail;
  detail.writes = opcode.has("cc");
  detail.reads = opcode.base == "addc" || opcode.base == "subc" || opcode.base == "madc";
  if (!detail.reads && !detail.writes) return false;
  const std::string stem = opcode.base.substr(0, 3);
  if (stem == "mad") {
    if (opcode.type().kind == 's' && opcode.has("hi")) {
      throw ReplayError("a signed high product with carry is not known");
    }
    detail.kind = opcode.has("hi") ? Kind::multiply_high : Kind::multiply_low;
  } else if (stem == "add" || stem == "sub") {
    detail.kind = stem == "add" ? Kind::add : Kind::subtract;
  } else {
    return false;
  }
  detail.bits = static_cast<std::uint8_t>(opcode.type().bits);
  const std::size_t operands = stem == "mad" ? 4 : 3;
  check_operand_count(text, operands, operands);
  out.handler = run_carry;
  out.detail = std::bit_cast<std::uint32_t>(detail);
  out.add_to(names.target(text.operands[0].parts.at(0)));
  for (std::size_t index = 1; index < operands; ++index) {
    out.add_from(names.source(text.operands[index].parts.at(0)));
  }
  if (detail.reads) out.add_from(names.carry());
  if (detail.writes) out.add_to(names.carry());
  return true;
}

}  // namespace tessera::ptx

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/ptx/replay/names.hpp"
#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/race_watch.hpp"

namespace tessera::ptx {

/// `ld.global.nc.f64` taken apart at the dots: base `ld`, modifiers `global`, `nc`, `f64`.
struct Opcode {
  explicit Opcode(std::string_view spelling);

  [[nodiscard]] bool has(std::string_view modifier) const;
  /// The type at the end. Throws ReplayError when there is none.
  [[nodiscard]] ScalarType type() const;
  /// The opcode without `modifier`.
  [[nodiscard]] std::string without(std::string_view modifier) const;

  std::string text;
  std::string base;
  std::vector<std::string> modifiers;
};

/// Each decoder turns the instructions that it knows into `out` (handler, operands; the guard and
/// the line are set already), and returns false for all others.
using Decoder = bool (*)(const Opcode&, const InstructionText&, Names&, Instruction& out);

bool decode_access(const Opcode&, const InstructionText&, Names&, Instruction&);      // ld, st
bool decode_atomic(const Opcode&, const InstructionText&, Names&, Instruction&);      // atom, red
bool decode_move(const Opcode&, const InstructionText&, Names&, Instruction&);        // mov, cvta
bool decode_conversion(const Opcode&, const InstructionText&, Names&, Instruction&);  // cvt
bool decode_comparison(const Opcode&, const InstructionText&, Names&, Instruction&);  // setp, set
bool decode_collective(const Opcode&, const InstructionText&, Names&, Instruction&);  // shfl, vote
bool decode_barrier(const Opcode&, const InstructionText&, Names&, Instruction&);     // bar, fences
bool decode_carry(const Opcode&, const InstructionText&, Names&, Instruction&);       // add.cc, ...
bool decode_lanewise(const Opcode&, const InstructionText&, Names&, Instruction&);    // the rest

/// Why this opcode is refused although it is PTX; empty when it is not.
std::string refusal(const Opcode& opcode);

/// Makes `operand` the first source of `out`: the address, its offset, and whether it is narrow.
void decode_address(const Operand& operand, Names& names, Instruction& out);
/// After `decode_address`: how the access is ordered, `usual` where the opcode does not say.
void decode_ordering(const Opcode& opcode, Ordering usual, Instruction& out);

/// Throws ReplayError unless there are between `least` and `most` operands.
void check_operand_count(const InstructionText& text, std::size_t least, std::size_t most);

}  // namespace tessera::ptx

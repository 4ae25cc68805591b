#include "tests/ptx/replay/lanewise.hpp"

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

const OperationTable& operations() {
  static const OperationTable kTable = [] {
    OperationTable all;
    add_arithmetic_operations(all);
    add_bit_operations(all);
    add_directed_operations(all);
    add_float_operations(all);
    return all;
  }();
  return kTable;
}

}  // namespace

bool decode_lanewise(const Opcode& opcode, const InstructionText& text, Names& names,
                     Instruction& out) {
  const auto found = operations().find(opcode.text);
  if (found == operations().end()) return false;
  const auto& [handler, operands] = found->second;
  check_operand_count(text, operands + 1, operands + 1);
  out.handler = handler;
  out.add_to(names.target(text.operands[0].parts.at(0)));
  for (std::size_t index = 1; index <= operands; ++index) {
    const Operand& operand = text.operands[index];
    if (operand.form != Operand::Form::plain || operand.negated || operand.offset != 0) {
      throw ReplayError("operand " + std::to_string(index + 1) + " is not a plain value");
    }
    out.add_from(names.source(operand.parts.at(0)));
  }
  return true;
}

}  // namespace tessera::ptx

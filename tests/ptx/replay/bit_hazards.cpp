#include "tests/ptx/replay/bit_hazards.hpp"

#include <set>
#include <variant>

#include "tests/ptx/replay/decoder.hpp"

namespace tessera::ptx {
namespace {

bool is_library_name(const std::string& name) {
  return name.starts_with("__nv_") || name.starts_with("__internal_");
}

bool is_fused(const Opcode& opcode) {
  if (opcode.modifiers.empty() || !opcode.modifiers.back().starts_with('f')) return false;
  return opcode.base == "fma" || opcode.base == "mad";
}

class Scan {
 public:
  Scan(const Module& module, const ExpectedFused& expected, FusedMark mark)
      : syntax_(*module.syntax()), expected_(expected), mark_(mark) {}

  std::vector<std::string> run() {
    for (const Function& function : syntax_.functions) {
      if (function.has_body) scan(function);
    }
    for (const auto& [name, count] : expected_) {
      if (!used_.contains(name)) hazards_.push_back("no function is called '" + name + "'");
    }
    return std::move(hazards_);
  }

 private:
  void scan(const Function& function) {
    std::size_t fused = 0;
    int line = function.line;
    for (const Item& item : function.body) {
      const auto* instruction = std::get_if<InstructionText>(&item);
      if (instruction == nullptr) continue;
      const Opcode opcode(instruction->opcode);
      if (const std::string reason = refusal(opcode); !reason.empty()) {
        report(function, instruction->line, reason);
      }
      if (opcode.base == "call") scan_call(function, *instruction);
      if (is_unmarked_fused(opcode) && fused++ == 0) line = instruction->line;
    }
    const std::size_t wanted = expected_count(function);
    if (fused != wanted) {
      report(function, line,
             std::to_string(fused) + " fma, the source asks for " + std::to_string(wanted));
    }
  }

  [[nodiscard]] bool is_unmarked_fused(const Opcode& opcode) const {
    return is_fused(opcode) && !(mark_ == FusedMark::round_down && opcode.has("rm"));
  }

  void scan_call(const Function& function, const InstructionText& call) {
    for (const Operand& operand : call.operands) {
      if (operand.form != Operand::Form::plain || !is_library_name(operand.parts.at(0))) continue;
      report(function, call.line, "a function of the library: '" + operand.parts.at(0) + "'");
    }
  }

  std::size_t expected_count(const Function& function) {
    const std::string readable = demangled(function.name);
    std::size_t count = 0;
    for (const auto& [name, fused] : expected_) {
      if (readable.find(name) == std::string::npos) continue;
      used_.insert(name);
      count = fused;
    }
    return count;
  }

  void report(const Function& function, int line, const std::string& what) {
    hazards_.push_back(demangled(function.name) + ", PTX line " + std::to_string(line) + " `" +
                       syntax_.line_text(line) + "`: " + what);
  }

  const Syntax& syntax_;
  const ExpectedFused& expected_;
  FusedMark mark_;
  std::set<std::string> used_;
  std::vector<std::string> hazards_;
};

}  // namespace

std::vector<std::string> bit_hazards(const Module& module, const ExpectedFused& expected,
                                     FusedMark mark) {
  return Scan(module, expected, mark).run();
}

}  // namespace tessera::ptx

#include "tests/ptx/replay/flattener.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/names.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr auto kDecoders = std::to_array<Decoder>(
    {decode_access, decode_atomic, decode_move, decode_conversion, decode_comparison,
     decode_collective, decode_barrier, decode_carry, decode_lanewise});

class Flattener {
 public:
  Flattener(const Syntax& syntax, const Function& entry)
      : syntax_(syntax), entry_(entry), names_(syntax, program_) {}

  Program run() {
    program_.entry = entry_.name;
    program_.max_threads = entry_.max_threads;
    names_.open_frame();
    lay_out_parameters();
    emit_body(entry_);
    names_.close_frame();
    // A body may end without `ret`.
    program_.code.push_back(Instruction{.flow = Flow::exit});
    return std::move(program_);
  }

 private:
  /// Labels of one inlined body, and the branches that wait for them.
  struct Body {
    std::unordered_map<std::string, std::uint32_t> labels;
    std::vector<std::pair<std::size_t, std::string>> branches;
    std::vector<std::pair<std::size_t, std::vector<std::string>>> tables;
    std::unordered_map<std::string, std::vector<std::string>> targets;
    std::vector<std::size_t> returns;
  };

  void lay_out_parameters() {
    std::size_t end = 0;
    for (const Variable& param : entry_.params) {
      const std::size_t offset = (end + param.alignment - 1) / param.alignment * param.alignment;
      program_.parameters.push_back({offset, param.bytes, param.alignment});
      names_.bind(param.name, {Space::param, offset});
      end = offset + param.bytes;
    }
    program_.parameter_bytes = end;
  }

  [[nodiscard]] std::uint32_t here() const {
    return static_cast<std::uint32_t>(program_.code.size());
  }

  void emit_body(const Function& function) {
    if (std::find(open_.begin(), open_.end(), &function) != open_.end()) {
      throw ReplayError("function '" + function.name + "' calls itself: recursion is not replayed");
    }
    open_.push_back(&function);
    Body body;
    for (const Item& item : function.body) {
      if (const auto* targets = std::get_if<BranchTargets>(&item)) {
        body.targets[targets->name] = targets->labels;
      }
    }
    for (const Item& item : function.body) emit_item(item, body);
    for (const std::size_t at : body.returns) program_.code[at].target = here();
    resolve(body);
    open_.pop_back();
  }

  void emit_item(const Item& item, Body& body) {
    if (const auto* instruction = std::get_if<InstructionText>(&item)) {
      emit_instruction(*instruction, body);
    } else if (const auto* registers = std::get_if<RegisterDeclaration>(&item)) {
      names_.declare(*registers);
    } else if (const auto* variable = std::get_if<Variable>(&item)) {
      names_.declare(*variable);
    } else if (const auto* label = std::get_if<Label>(&item)) {
      body.labels[label->name] = here();
    } else if (std::holds_alternative<ScopeBegin>(item)) {
      names_.open_scope();
    } else if (std::holds_alternative<ScopeEnd>(item)) {
      names_.close_scope();
    }
  }

  void resolve(const Body& body) {
    for (const auto& [at, label] : body.branches) program_.code[at].target = find(body, label);
    for (const auto& [at, labels] : body.tables) {
      std::vector<std::uint32_t> table;
      for (const std::string& label : labels) table.push_back(find(body, label));
      program_.code[at].target = static_cast<std::uint32_t>(program_.branch_tables.size());
      program_.branch_tables.push_back(std::move(table));
    }
  }

  static std::uint32_t find(const Body& body, const std::string& label) {
    const auto found = body.labels.find(label);
    if (found == body.labels.end()) throw ReplayError("label '" + label + "' is not known");
    return found->second;
  }

  void emit_instruction(const InstructionText& text, Body& body) {
    try {
      Instruction out;
      out.line = text.line;
      out.guard_negated = text.guard_negated;
      if (!text.guard.empty()) out.guard = names_.source(text.guard);
      const Opcode opcode(text.opcode);
      if (emit_control(opcode, text, body, out)) return;
      decode(opcode, text, out);
      program_.code.push_back(out);
    } catch (const ReplayError& error) {
      if (std::string_view(error.what()).starts_with("PTX line")) throw;
      fail(text.line, error.what());
    } catch (const std::exception&) {
      fail(text.line, "the operands do not fit the instruction");
    }
  }

  [[noreturn]] void fail(int line, const std::string& what) const {
    throw ReplayError("PTX line " + std::to_string(line) + ": " + what + ": `" +
                      syntax_.line_text(line) + "`");
  }

  void decode(const Opcode& opcode, const InstructionText& text, Instruction& out) {
    if (const std::string reason = refusal(opcode); !reason.empty()) {
      throw ReplayError("'" + opcode.text + "' is refused: " + reason);
    }
    const bool known = std::any_of(kDecoders.begin(), kDecoders.end(), [&](Decoder decoder) {
      return decoder(opcode, text, names_, out);
    });
    if (!known) throw ReplayError("instruction '" + opcode.text + "' is not known");
  }

  /// Branches, calls and ends; false when it is none of them.
  bool emit_control(const Opcode& opcode, const InstructionText& text, Body& body,
                    Instruction& out) {
    if (opcode.base == "bra") {
      out.flow = Flow::branch;
      body.branches.emplace_back(here(), text.operands.at(0).parts.at(0));
    } else if (opcode.base == "brx") {
      out.flow = Flow::table_branch;
      out.add_from(names_.source(text.operands.at(0).parts.at(0)));
      body.tables.emplace_back(here(), body.targets.at(text.operands.at(1).parts.at(0)));
    } else if (opcode.base == "exit" || (opcode.base == "ret" && open_.size() == 1)) {
      out.flow = Flow::exit;
    } else if (opcode.base == "ret") {
      out.flow = Flow::branch;
      body.returns.push_back(here());
    } else if (opcode.base == "trap") {
      out.flow = Flow::stop;
    } else if (opcode.base == "call") {
      emit_call(text, out);
      return true;
    } else {
      return false;
    }
    program_.code.push_back(out);
    return true;
  }

  /// `call (results), function, (params)`, either list may be missing.
  void emit_call(const InstructionText& text, Instruction& out) {
    std::vector<std::string> results;
    std::vector<std::string> params;
    std::string callee;
    for (const Operand& operand : text.operands) {
      const bool is_group = operand.form == Operand::Form::group;
      if (!is_group && callee.empty()) {
        callee = operand.parts.at(0);
      } else if (is_group) {
        (callee.empty() ? results : params) = operand.parts;
      }
    }
    const Function* function = syntax_.function(callee);
    if (function == nullptr) throw ReplayError("a call through the pointer '" + callee + "'");
    if (!function->has_body) {
      out.flow = Flow::stop;
      program_.code.push_back(out);
    } else {
      emit_inlined(*function, results, params, out);
    }
  }

  void emit_inlined(const Function& function, const std::vector<std::string>& results,
                    const std::vector<std::string>& params, Instruction skip) {
    if (results.size() != function.results.size() || params.size() != function.params.size()) {
      throw ReplayError("the call does not fit the parameters of '" + function.name + "'");
    }
    std::vector<std::pair<std::string, Names::Place>> bindings;
    const auto bind_all = [&](const auto& formal, const auto& actual) {
      for (std::size_t index = 0; index < actual.size(); ++index) {
        bindings.emplace_back(formal[index].name, names_.place(actual[index]).value());
      }
    };
    bind_all(function.results, results);
    bind_all(function.params, params);
    // Threads whose guard does not hold jump over the body.
    const std::size_t skip_at = here();
    const bool guarded = skip.guard != kNoRegister;
    if (guarded) {
      skip.flow = Flow::branch;
      skip.guard_negated = !skip.guard_negated;
      program_.code.push_back(skip);
    }
    names_.open_frame();
    for (const auto& [name, place] : bindings) names_.bind(name, place);
    emit_body(function);
    names_.close_frame();
    if (guarded) program_.code[skip_at].target = here();
  }

  const Syntax& syntax_;
  const Function& entry_;
  Program program_;
  Names names_;
  std::vector<const Function*> open_;
};

}  // namespace

Program flatten(const Syntax& syntax, const Function& entry) {
  return Flattener(syntax, entry).run();
}

}  // namespace tessera::ptx

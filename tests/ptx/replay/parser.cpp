#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "tests/ptx/replay/lexer.hpp"
#include "tests/ptx/replay/replay_error.hpp"
#include "tests/ptx/replay/syntax.hpp"
#include "tests/ptx/replay/variable_image.hpp"

namespace tessera::ptx {
namespace {

using namespace std::string_view_literals;

const std::set<std::string_view> kLinkage = {".visible", ".extern", ".weak", ".common"};
const std::set<std::string_view> kOneLine = {".version", ".target", ".address_size"};
const std::set<std::string_view> kLaunchBounds = {".maxntid", ".reqntid"};
const std::set<std::string_view> kTuning = {".minnctapersm", ".maxnreg", ".maxclusterrank",
                                            ".explicitcluster", ".noreturn"};

std::optional<Space> variable_space(std::string_view directive) {
  if (directive == ".global") return Space::global;
  if (directive == ".shared") return Space::shared;
  if (directive == ".local") return Space::local;
  if (directive == ".const") return Space::constant;
  if (directive == ".param") return Space::param;
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(tokens_of(text)) {
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) syntax_.lines.push_back(line);
  }

  Syntax run() {
    while (!at_end()) parse_top();
    return std::move(syntax_);
  }

 private:
  // --- tokens -------------------------------------------------------------------------------
  [[nodiscard]] bool at_end() const { return at_ == tokens_.size(); }
  [[nodiscard]] std::string_view peek() const {
    return at_end() ? std::string_view{} : tokens_[at_].text;
  }
  [[nodiscard]] int line() const { return tokens_[std::min(at_, tokens_.size() - 1)].line; }

  std::string take() {
    if (at_end()) fail("the text ends here");
    return std::string(tokens_[at_++].text);
  }
  bool accept(std::string_view expected) {
    if (peek() != expected) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view expected) {
    if (!accept(expected)) fail("'" + std::string(expected) + "' is missing");
  }
  std::size_t take_number() {
    const std::string text = take();
    const auto value = literal_value(text);
    if (!value) fail("'" + text + "' is no number");
    return static_cast<std::size_t>(*value);
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw ReplayError("PTX line " + std::to_string(line()) + ": " + what + ": `" +
                      syntax_.line_text(line()) + "`");
  }

  // --- module -------------------------------------------------------------------------------
  void parse_top() {
    bool external = false;
    while (kLinkage.contains(peek())) external = take() == ".extern" || external;
    const std::string directive = take();
    if (kOneLine.contains(directive)) {
      const int begun = tokens_[at_ - 1].line;
      while (!at_end() && line() == begun) ++at_;
    } else if (directive == ".entry" || directive == ".func") {
      parse_function(directive == ".entry");
    } else if (directive == ".pragma") {
      skip_statement();
    } else if (directive == ".section") {
      while (!accept("}")) ++at_;
    } else if (const auto space = variable_space(directive)) {
      Variable variable = parse_variable(*space);
      variable.external = external;
      syntax_.variables.push_back(std::move(variable));
      expect(";");
    } else {
      --at_;
      fail("directive '" + directive + "' is not known");
    }
  }

  void skip_statement() {
    while (!accept(";")) take();
  }

  void parse_function(bool is_entry) {
    Function function;
    function.is_entry = is_entry;
    function.line = line();
    if (peek() == "(") function.results = parse_params();
    function.name = take();
    if (peek() == "(") function.params = parse_params();
    while (peek() != "{" && peek() != ";") parse_function_directive(function);
    if (!accept(";")) {
      function.has_body = true;
      function.body = parse_body();
    }
    syntax_.functions.push_back(std::move(function));
  }

  void parse_function_directive(Function& function) {
    const std::string directive = take();
    if (directive == ".pragma") return skip_statement();
    std::size_t product = 1;
    while (!peek().empty() && std::isdigit(static_cast<unsigned char>(peek().front())) != 0) {
      product *= take_number();
      accept(",");
    }
    if (kLaunchBounds.contains(directive)) {
      function.max_threads = product;
    } else if (!kTuning.contains(directive)) {
      --at_;
      fail("directive '" + directive + "' is not known");
    }
  }

  std::vector<Variable> parse_params() {
    std::vector<Variable> params;
    expect("(");
    while (!accept(")")) {
      if (!accept(".param") && !accept(".reg")) fail("a parameter must be .param or .reg");
      params.push_back(parse_variable(Space::param));
      accept(",");
    }
    return params;
  }

  Variable parse_variable(Space space) {
    Variable variable;
    variable.line = line();
    variable.space = space;
    std::size_t stated_alignment = 0;
    while (peek().starts_with('.')) {
      const std::string word = take();
      if (word == ".align") {
        stated_alignment = take_number();
      } else if (word == ".ptr") {
        parse_pointer_hint();
      } else if (const auto type = scalar_type(std::string_view(word).substr(1))) {
        variable.type = *type;
      } else {
        fail("'" + word + "' in a declaration is not known");
      }
    }
    if (variable.type.bits == 0) fail("a declaration without a type");
    variable.name = take();
    variable.alignment = stated_alignment != 0 ? stated_alignment : variable.type.bytes();
    variable.bytes = variable.type.bytes() * parse_extent();
    if (accept("=")) parse_initialiser(variable);
    return variable;
  }

  /// What nvcc says about the pointer in a parameter: `.ptr .global .align 8`.
  void parse_pointer_hint() {
    if (variable_space(peek())) take();
    if (accept(".align")) take();
  }

  std::size_t parse_extent() {
    std::size_t extent = 1;
    while (accept("[")) {
      if (accept("]")) return 0;
      extent *= take_number();
      expect("]");
    }
    return extent;
  }

  void parse_initialiser(Variable& variable) {
    VariableImage image(variable);
    int depth = 0;
    do {
      if (accept("{")) {
        ++depth;
      } else if (accept("}")) {
        --depth;
      } else if (!accept(",")) {
        add_initial_value(image);
      }
    } while (depth > 0);
  }

  void add_initial_value(VariableImage& image) {
    const bool generic = accept("generic");
    if (generic) expect("(");
    const std::string atom = parse_atom();
    if (generic) expect(")");
    std::int64_t addend = 0;
    if (accept("+")) addend = static_cast<std::int64_t>(take_number());
    try {
      image.add(atom, addend);
    } catch (const ReplayError& error) {
      fail(error.what());
    }
  }

  // --- function bodies ----------------------------------------------------------------------
  std::vector<Item> parse_body() {
    std::vector<Item> body;
    expect("{");
    for (int depth = 1; depth > 0;) {
      if (accept("{")) {
        ++depth;
        body.emplace_back(ScopeBegin{});
      } else if (accept("}")) {
        --depth;
        if (depth > 0) body.emplace_back(ScopeEnd{});
      } else if (peek().starts_with('.')) {
        parse_body_directive(body);
      } else if (at_ + 1 < tokens_.size() && tokens_[at_ + 1].text == ":") {
        body.emplace_back(Label{take()});
        expect(":");
      } else {
        body.emplace_back(parse_instruction());
      }
    }
    return body;
  }

  void parse_body_directive(std::vector<Item>& body) {
    const std::string directive = take();
    if (directive == ".reg") {
      parse_registers(body);
    } else if (directive == ".branchtargets") {
      parse_branch_targets(body);
    } else if (directive == ".pragma") {
      skip_statement();
    } else if (const auto space = variable_space(directive)) {
      body.emplace_back(parse_variable(*space));
      expect(";");
    } else {
      --at_;
      fail("directive '" + directive + "' is not known");
    }
  }

  void parse_registers(std::vector<Item>& body) {
    const std::string type_word = take();
    const auto type = scalar_type(std::string_view(type_word).substr(1));
    if (!type) fail("registers of type '" + type_word + "' are not known");
    do {
      RegisterDeclaration registers{*type, take(), 0};
      if (accept("<")) {
        registers.count = static_cast<int>(take_number());
        expect(">");
      }
      body.emplace_back(std::move(registers));
    } while (accept(","));
    expect(";");
  }

  void parse_branch_targets(std::vector<Item>& body) {
    if (body.empty() || !std::holds_alternative<Label>(body.back())) {
      fail(".branchtargets without a label");
    }
    BranchTargets targets{std::get<Label>(body.back()).name, {}};
    do {
      targets.labels.push_back(take());
    } while (accept(","));
    expect(";");
    body.back() = std::move(targets);
  }

  InstructionText parse_instruction() {
    InstructionText instruction;
    if (accept("@")) {
      instruction.guard_negated = accept("!");
      instruction.guard = take();
    }
    instruction.line = line();
    instruction.opcode = take();
    while (!accept(";")) {
      instruction.operands.push_back(parse_operand());
      accept(",");
    }
    return instruction;
  }

  Operand parse_operand() {
    Operand operand;
    if (peek() == "{" || peek() == "(") {
      const std::string_view end = take() == "{" ? "}"sv : ")"sv;
      operand.form = Operand::Form::group;
      while (!accept(end)) {
        operand.parts.push_back(parse_atom());
        accept(",");
      }
      return operand;
    }
    const bool address = accept("[");
    if (address) operand.form = Operand::Form::address;
    operand.negated = accept("!");
    operand.parts.push_back(parse_atom());
    if (accept("+")) operand.offset = static_cast<std::int64_t>(*literal_value(parse_atom()));
    if (address) expect("]");
    if (accept("|")) operand.partner = take();
    return operand;
  }

  std::string parse_atom() {
    const bool negative = accept("-");
    const std::string word = take();
    const char first = word.front();
    if (std::isalnum(static_cast<unsigned char>(first)) == 0 &&
        "_$%."sv.find(first) == std::string_view::npos) {
      --at_;
      fail("'" + word + "' is not expected here");
    }
    return negative ? "-" + word : word;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Syntax syntax_;
};

}  // namespace

Syntax parse(std::string_view text) { return Parser(text).run(); }

}  // namespace tessera::ptx

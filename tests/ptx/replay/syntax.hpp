#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// PTX as it is written: what the parser makes of the text before any name has a meaning.

namespace tessera::ptx {

/// `kind` is u, s, f, b, or p (predicate); a predicate has 1 bit.
struct ScalarType {
  char kind = 'b';
  int bits = 0;

  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>((bits + 7) / 8); }
  friend bool operator==(const ScalarType&, const ScalarType&) = default;
};

/// The type of `name` as it stands in an opcode (`f64`, `pred`); nothing when it is no scalar type.
std::optional<ScalarType> scalar_type(std::string_view name);

enum class Space : std::uint8_t { generic, global, shared, local, constant, param };

/// One operand. `parts` are names or literals: one for `%r1`, several for `{%r1, %r2}`.
struct Operand {
  enum class Form : std::uint8_t { plain, address, group };
  Form form = Form::plain;
  std::vector<std::string> parts;
  std::string partner;      // the predicate of `%r1|%p1`
  bool negated = false;     // `!%p1`
  std::int64_t offset = 0;  // of `[%rd1+8]` and `table+8`
};

struct InstructionText {
  int line = 0;
  std::string guard;  // the predicate of `@%p1`, or empty
  bool guard_negated = false;
  std::string opcode;
  std::vector<Operand> operands;
};

struct RegisterDeclaration {
  ScalarType type;
  std::string name;
  int count = 0;  // of `%r<count>`; 0: the one register `name`
};

struct Variable {
  /// The address of `symbol` + `addend` belongs into the 8 bytes at `offset` of the image.
  struct Relocation {
    std::size_t offset;
    std::string symbol;
    std::int64_t addend;
  };
  int line = 0;
  Space space = Space::global;
  std::string name;
  ScalarType type;
  std::size_t alignment = 1;
  std::size_t bytes = 0;  // 0: sized by the launch (`extern .shared`)
  bool external = false;
  std::vector<std::byte> image;  // empty: nothing given
  std::vector<Relocation> relocations;
};

struct Label {
  std::string name;
};
/// The labels that `brx.idx` chooses from.
struct BranchTargets {
  std::string name;
  std::vector<std::string> labels;
};
struct ScopeBegin {};
struct ScopeEnd {};

using Item = std::variant<InstructionText, RegisterDeclaration, Variable, Label, BranchTargets,
                          ScopeBegin, ScopeEnd>;

struct Function {
  std::string name;
  int line = 0;
  bool is_entry = false;
  bool has_body = false;
  std::size_t max_threads = 0;  // of `.maxntid` or `.reqntid`; 0: not stated
  std::vector<Variable> results;
  std::vector<Variable> params;
  std::vector<Item> body;
};

struct Syntax {
  std::vector<Function> functions;
  std::vector<Variable> variables;
  std::vector<std::string> lines;

  [[nodiscard]] const Function* function(std::string_view name) const;
  [[nodiscard]] const Variable* variable(std::string_view name) const;
  /// Line `line` (from 1) without its indent.
  [[nodiscard]] std::string line_text(int line) const;
};

/// Value of an integer literal or of the bits of a floating-point one (`0d..`, `0f..`); nothing
/// when `atom` is a name.
std::optional<std::uint64_t> literal_value(const std::string& atom);

/// Throws ReplayError, with line and text, for what is no PTX or a directive that is not known.
Syntax parse(std::string_view text);

}  // namespace tessera::ptx

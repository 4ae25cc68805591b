#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "tests/ptx/replay/syntax.hpp"

// A kernel ready to run: every call inlined, every name a register number, every opcode a handler.

namespace tessera::ptx {

class Warp;
struct Instruction;

inline constexpr int kWarpSize = 32;
/// Bit l stands for lane l of a warp.
using LaneMask = std::uint32_t;
inline constexpr LaneMask kAllLanes = ~LaneMask{0};
/// A register of a warp: one value per lane. A value sits in the low bits; signed values are
/// sign-extended, and whoever reads takes as many bits as its type has.
using Lanes = std::array<std::uint64_t, kWarpSize>;
/// Does the work of one instruction for the lanes of the mask.
using Handler = void (*)(Warp&, const Instruction&, LaneMask);

inline constexpr std::uint32_t kNoRegister = std::numeric_limits<std::uint32_t>::max();

/// What the warp does with its program counter at an instruction.
enum class Flow : std::uint8_t {
  next,          // the handler, then on
  branch,        // to `target`
  table_branch,  // to the label that the first operand numbers
  exit,
  stop,        // trap, or a call of a function that has no body: ends the replay with an error
  collective,  // waits for the lanes that the first operand names, then the handler
  barrier,     // waits for the threads of the block
};

struct Instruction {
  Handler handler = nullptr;
  Flow flow = Flow::next;
  Space space = Space::generic;
  std::uint8_t count = 1;  // elements of a vector access or of a packed move
  std::uint8_t to_count = 0;
  std::uint8_t from_count = 0;
  bool guard_negated = false;
  std::uint32_t guard = kNoRegister;
  std::array<std::uint32_t, 8> to{};
  std::array<std::uint32_t, 9> from{};
  std::uint32_t detail = 0;  // belongs to the handler; see `detail_as`
  std::uint32_t target = 0;
  std::int32_t line = 0;
  std::int64_t offset = 0;

  void add_to(std::uint32_t reg) { to.at(to_count++) = reg; }
  void add_from(std::uint32_t reg) { from.at(from_count++) = reg; }
  /// The handler's own four bytes.
  template <class Detail>
  [[nodiscard]] Detail detail_as() const {
    return std::bit_cast<Detail>(detail);
  }
};

/// A register whose value is known before the kernel starts.
struct Preset {
  enum class Kind : std::uint8_t { value, special, variable, dynamic_shared };
  Kind kind = Kind::value;
  std::uint32_t reg = 0;
  std::uint64_t value = 0;
  std::string name;  // `%tid.x`, or a variable of the module
};

/// Variables of one address space in front of each other, with a gap between any two so that an
/// access past the end of one is noticed.
struct Layout {
  struct Extent {
    std::string name;
    std::size_t offset;
    std::size_t bytes;
  };
  std::vector<Extent> extents;
  std::size_t bytes = 0;

  /// Where `variable` goes.
  std::size_t add(const Variable& variable);
};

struct Parameter {
  std::size_t offset = 0;
  std::size_t bytes = 0;
  std::size_t alignment = 1;
};

struct Program {
  std::string entry;
  std::string readable_name;
  std::size_t max_threads = 0;  // 0: any
  std::vector<Instruction> code;
  std::vector<std::vector<std::uint32_t>> branch_tables;
  std::uint32_t register_count = 0;
  std::vector<Preset> presets;
  std::vector<Parameter> parameters;
  std::size_t parameter_bytes = 0;
  Layout shared;
  Layout local;
};

}  // namespace tessera::ptx

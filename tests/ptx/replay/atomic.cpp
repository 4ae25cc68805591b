#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <unordered_map>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// atom and red on integers: one lane after the other.

namespace tessera::ptx {
namespace {

/// `function(old, b, c)` replaces the value at the address; the old one is the result.
template <class T, T (*function)(T, T, T)>
void update(Warp& warp, const Instruction& instruction, LaneMask mask) {
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const std::uint64_t address =
        warp.lanes(instruction.from[0])[lane] + static_cast<std::uint64_t>(instruction.offset);
    const Location location =
        warp.locate_written(instruction, index, address, sizeof(T), "updates");
    warp.watch(instruction, index, location, sizeof(T), RaceWatch::Touch::update);
    T old;
    std::memcpy(&old, location.memory->at(location.offset), sizeof(T));
    const T b = value_in<T>(warp.lanes(instruction.from[1])[lane]);
    const T c = value_in<T>(warp.lanes(instruction.from[instruction.from_count - 1u])[lane]);
    const T value = function(old, b, c);
    location.memory->store(location.offset, &value, sizeof(T));
    if (instruction.to_count == 1) warp.lanes(instruction.to[0])[lane] = bits_of(old);
  });
}

template <class T>
T add(T old, T b, T) {
  return static_cast<T>(bits_of(old) + bits_of(b));
}
template <class T>
T smaller(T old, T b, T) {
  return std::min(old, b);
}
template <class T>
T larger(T old, T b, T) {
  return std::max(old, b);
}
template <class T>
T exchange(T, T b, T) {
  return b;
}
template <class T>
T compare_and_swap(T old, T expected, T value) {
  return old == expected ? value : old;
}
template <class T>
T both(T old, T b, T) {
  return old & b;
}
template <class T>
T either(T old, T b, T) {
  return old | b;
}
template <class T>
T exclusive(T old, T b, T) {
  return old ^ b;
}
template <class T>
T wrapping_increment(T old, T bound, T) {
  return old >= bound ? 0 : old + 1;
}
template <class T>
T wrapping_decrement(T old, T bound, T) {
  return old == 0 || old > bound ? bound : old - 1;
}

using AtomicTable = std::unordered_map<std::string, Handler>;

template <class T>
void add_ordered(AtomicTable& table, const std::string& type) {
  table["add." + type] = update<T, &add<T>>;
  table["min." + type] = update<T, &smaller<T>>;
  table["max." + type] = update<T, &larger<T>>;
}

template <class T>
void add_bitwise(AtomicTable& table, const std::string& type) {
  table["exch." + type] = update<T, &exchange<T>>;
  table["cas." + type] = update<T, &compare_and_swap<T>>;
  table["and." + type] = update<T, &both<T>>;
  table["or." + type] = update<T, &either<T>>;
  table["xor." + type] = update<T, &exclusive<T>>;
}

const AtomicTable& atomics() {
  static const AtomicTable kTable = [] {
    AtomicTable all;
    add_ordered<std::uint32_t>(all, "u32");
    add_ordered<std::int32_t>(all, "s32");
    add_ordered<std::uint64_t>(all, "u64");
    add_ordered<std::int64_t>(all, "s64");
    add_bitwise<std::uint32_t>(all, "b32");
    add_bitwise<std::uint64_t>(all, "b64");
    all["cas.b16"] = update<std::uint16_t, &compare_and_swap<std::uint16_t>>;
    all["inc.u32"] = update<std::uint32_t, &wrapping_increment<std::uint32_t>>;
    all["dec.u32"] = update<std::uint32_t, &wrapping_decrement<std::uint32_t>>;
    return all;
  }();
  return kTable;
}

bool is_order_or_scope(const std::string& modifier) {
  static const std::set<std::string> kWords = {"relaxed", "acquire", "release", "acq_rel",
                                               "cta",     "cluster", "gpu",     "sys"};
  return kWords.contains(modifier);
}

}  // namespace

bool decode_atomic(const Opcode& opcode, const InstructionText& text, Names& names,
                   Instruction& out) {
  const bool is_reduction = opcode.base == "red";
  if (opcode.base != "atom" && !is_reduction) return false;
  std::string operation;
  for (const std::string& modifier : opcode.modifiers) {
    if (modifier == "global") {
      out.space = Space::global;
    } else if (modifier == "shared" || modifier == "shared::cta") {
      out.space = Space::shared;
    } else if (!is_order_or_scope(modifier)) {
      operation += (operation.empty() ? "" : ".") + modifier;
    }
  }
  const auto found = atomics().find(operation);
  if (found == atomics().end()) return false;
  const std::size_t values = operation.starts_with("cas") ? 2 : 1;
  const std::size_t address_at = is_reduction ? 0 : 1;
  check_operand_count(text, address_at + 1 + values, address_at + 1 + values);
  if (!is_reduction) out.add_to(names.target(text.operands[0].parts.at(0)));
  decode_address(text.operands[address_at], names, out);
  decode_ordering(opcode, Ordering::relaxed, out);
  for (std::size_t index = 1; index <= values; ++index) {
    out.add_from(names.source(text.operands[address_at + index].parts.at(0)));
  }
  out.handler = found->second;
  return true;
}

}  // namespace tessera::ptx

#include <functional>
#include <string>
#include <unordered_map>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// setp and set: a relation, and perhaps a combination with a predicate.

namespace tessera::ptx {
namespace {

enum class Combination : std::uint8_t { none, conjunction, disjunction, exclusive };

struct ComparisonDetail {
  Combination combination = Combination::none;
  bool negated = false;   // the predicate that is combined
  bool to_float = false;  // set: 1.0 instead of all ones
  std::uint8_t padding = 0;
};

bool combined(bool relation, bool predicate, Combination combination) {
  switch (combination) {
    case Combination::conjunction:
      return relation && predicate;
    case Combination::disjunction:
      return relation || predicate;
    case Combination::exclusive:
      return relation != predicate;
    case Combination::none:
      break;
  }
  return relation;
}

/// Calls `write(lane, relation, predicate)` for each lane.
template <class T, class Relation, class Write>
void compare(Warp& warp, const Instruction& instruction, LaneMask mask, const Write& write) {
  const auto detail = instruction.detail_as<ComparisonDetail>();
  const Lanes& a = warp.lanes(instruction.from[0]);
  const Lanes& b = warp.lanes(instruction.from[1]);
  // Without a combination the third operand is the first again, and not looked at.
  const Lanes& c = warp.lanes(instruction.from[instruction.from_count == 3 ? 2 : 0]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const bool relation = Relation{}(value_in<T>(a[lane]), value_in<T>(b[lane]));
    write(lane, relation, value_in<bool>(c[lane]) != detail.negated);
  });
}

template <class T, class Relation>
void set_predicate(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Combination combination = instruction.detail_as<ComparisonDetail>().combination;
  Lanes& to = warp.lanes(instruction.to[0]);
  Lanes* opposite = instruction.to_count == 2 ? &warp.lanes(instruction.to[1]) : nullptr;
  compare<T, Relation>(warp, instruction, mask, [&](std::size_t lane, bool relation, bool other) {
    to[lane] = combined(relation, other, combination) ? 1 : 0;
    if (opposite != nullptr) (*opposite)[lane] = combined(!relation, other, combination) ? 1 : 0;
  });
}

template <class T, class Relation>
void set_value(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<ComparisonDetail>();
  const std::uint64_t yes = detail.to_float ? bits_of(1.0f) : std::uint64_t{0xffffffff};
  Lanes& to = warp.lanes(instruction.to[0]);
  compare<T, Relation>(warp, instruction, mask, [&](std::size_t lane, bool relation, bool other) {
    to[lane] = combined(relation, other, detail.combination) ? yes : 0;
  });
}

/// True also when one side is a NaN.
template <class Opposite>
struct Unordered {
  template <class T>
  bool operator()(T a, T b) const {
    return !Opposite{}(a, b);
  }
};
/// a < b or a > b: false for a NaN, where `!=` is true.
struct OrderedUnequal {
  template <class T>
  bool operator()(T a, T b) const {
    return a < b || a > b;
  }
};
struct BothNumbers {
  template <class T>
  bool operator()(T a, T b) const {
    return a == a && b == b;
  }
};

struct Comparison {
  Handler to_predicate;
  Handler to_value;
};
using ComparisonTable = std::unordered_map<std::string, Comparison>;

template <class T, class Relation>
Comparison comparison() {
  return {set_predicate<T, Relation>, set_value<T, Relation>};
}

template <class T>
void add_integer(ComparisonTable& table, const std::string& type) {
  table["eq." + type] = comparison<T, std::equal_to<>>();
  table["ne." + type] = comparison<T, std::not_equal_to<>>();
  table["lt." + type] = table["lo." + type] = comparison<T, std::less<>>();
  table["le." + type] = table["ls." + type] = comparison<T, std::less_equal<>>();
  table["gt." + type] = table["hi." + type] = comparison<T, std::greater<>>();
  table["ge." + type] = table["hs." + type] = comparison<T, std::greater_equal<>>();
}

template <class T>
void add_float(ComparisonTable& table, const std::string& type) {
  table["eq." + type] = comparison<T, std::equal_to<>>();
  table["ne." + type] = comparison<T, OrderedUnequal>();
  table["lt." + type] = comparison<T, std::less<>>();
  table["le." + type] = comparison<T, std::less_equal<>>();
  table["gt." + type] = comparison<T, std::greater<>>();
  table["ge." + type] = comparison<T, std::greater_equal<>>();
  table["equ." + type] = comparison<T, Unordered<OrderedUnequal>>();
  table["neu." + type] = comparison<T, std::not_equal_to<>>();
  table["ltu." + type] = comparison<T, Unordered<std::greater_equal<>>>();
  table["leu." + type] = comparison<T, Unordered<std::greater<>>>();
  table["gtu." + type] = comparison<T, Unordered<std::less_equal<>>>();
  table["geu." + type] = comparison<T, Unordered<std::less<>>>();
  table["num." + type] = comparison<T, BothNumbers>();
  table["nan." + type] = comparison<T, Unordered<BothNumbers>>();
}

template <class Unsigned, class Signed>
void add_width(ComparisonTable& table, const std::string& bits) {
  add_integer<Unsigned>(table, "u" + bits);
  add_integer<Unsigned>(table, "b" + bits);
  add_integer<Signed>(table, "s" + bits);
}

const ComparisonTable& comparisons() {
  static const ComparisonTable kTable = [] {
    ComparisonTable all;
    add_width<std::uint16_t, std::int16_t>(all, "16");
    add_width<std::uint32_t, std::int32_t>(all, "32");
    add_width<std::uint64_t, std::int64_t>(all, "64");
    add_float<float>(all, "f32");
    add_float<double>(all, "f64");
    return all;
  }();
  return kTable;
}

Combination combination_of(const Opcode& opcode) {
  if (opcode.has("and")) return Combination::conjunction;
  if (opcode.has("or")) return Combination::disjunction;
  return opcode.has("xor") ? Combination::exclusive : Combination::none;
}

}  // namespace

bool decode_comparison(const Opcode& opcode, const InstructionText& text, Names& names,
                       Instruction& out) {
  const bool is_set = opcode.base == "set";
  if (opcode.base != "setp" && !is_set) return false;
  ComparisonDetail detail;
  detail.combination = combination_of(opcode);
  const std::size_t operands = detail.combination == Combination::none ? 3 : 4;
  check_operand_count(text, operands, operands);
  const auto found = comparisons().find(opcode.modifiers.at(0) + "." + opcode.modifiers.back());
  // relation, combination, set's result type, source type; nothing else may be there
  const std::size_t expected = operands - 1 + (is_set ? 1 : 0);
  if (found == comparisons().end() || opcode.modifiers.size() != expected) return false;
  out.add_to(names.target(text.operands[0].parts.at(0)));
  if (!text.operands[0].partner.empty()) out.add_to(names.target(text.operands[0].partner));
  for (std::size_t index = 1; index < operands; ++index) {
    out.add_from(names.source(text.operands[index].parts.at(0)));
  }
  if (operands == 4) detail.negated = text.operands[3].negated;
  if (is_set) detail.to_float = opcode.modifiers[expected - 2] == "f32";
  out.detail = std::bit_cast<std::uint32_t>(detail);
  out.handler = is_set ? found->second.to_value : found->second.to_predicate;
  return true;
}

}  // namespace tessera::ptx

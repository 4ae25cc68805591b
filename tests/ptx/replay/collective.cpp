#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <unordered_map>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// shfl.sync, vote.sync, match.sync, redux.sync, bar.warp.sync: instructions of all lanes that the
// member mask names. The mask is operand 0; handlers are called when all those lanes are there.

namespace tessera::ptx {
namespace {

enum class Shuffle : std::uint8_t { up, down, butterfly, index };

struct Source {
  int lane;
  bool inside;
};

/// The lane that `lane` reads from; `inside` is the predicate result. See `shfl.sync` in the
/// manual.
template <Shuffle shuffle>
Source shuffle_source(int lane, std::uint32_t b, std::uint32_t c) {
  const int distance = static_cast<int>(b & 31);
  const int segment = static_cast<int>((c >> 8) & 31);
  const int clamp = static_cast<int>(c & 31);
  const int first = lane & segment;
  const int last = first | (clamp & ~segment & 31);
  switch (shuffle) {
    case Shuffle::up:
      return {lane - distance, lane - distance >= last};
    case Shuffle::down:
      return {lane + distance, lane + distance <= last};
    case Shuffle::butterfly:
      return {lane ^ distance, (lane ^ distance) <= last};
    case Shuffle::index:
      break;
  }
  const int source = first | (distance & ~segment & 31);
  return {source, source <= last};
}

template <Shuffle shuffle>
void run_shuffle(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes values = warp.lanes(instruction.from[1]);  // a copy: the result may be the source
  const Lanes b = warp.lanes(instruction.from[2]);
  const Lanes c = warp.lanes(instruction.from[3]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const Source source = shuffle_source<shuffle>(index, static_cast<std::uint32_t>(b[lane]),
                                                  static_cast<std::uint32_t>(c[lane]));
    const int from = source.inside ? source.lane : index;
    if (((mask >> from) & 1) == 0) {
      warp.fail(instruction, index,
                "reads lane " + std::to_string(from) + ", which takes no part in the shuffle");
    }
    warp.lanes(instruction.to[0])[lane] = values[static_cast<std::size_t>(from)] & 0xffffffffu;
    if (instruction.to_count == 2) warp.lanes(instruction.to[1])[lane] = source.inside ? 1 : 0;
  });
}

void spread(Warp& warp, std::uint32_t reg, LaneMask mask, std::uint64_t value) {
  Lanes& lanes = warp.lanes(reg);
  for_each_lane(mask, [&](int lane) { lanes[static_cast<std::size_t>(lane)] = value; });
}

enum class Vote : std::uint8_t { ballot, all, any, uniform };

/// `detail` 1: the opposite of the predicate is voted on.
template <Vote vote>
void run_vote(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const LaneMask flip = instruction.detail != 0 ? kAllLanes : 0;
  const LaneMask votes = (warp.predicate(instruction.from[1]) ^ flip) & mask;
  std::uint64_t result = votes;
  if (vote == Vote::all) result = votes == mask;
  if (vote == Vote::any) result = votes != 0;
  if (vote == Vote::uniform) result = votes == mask || votes == 0;
  spread(warp, instruction.to[0], mask, result);
}

template <class T>
LaneMask lanes_with(const Lanes& values, LaneMask mask, int lane) {
  LaneMask same = 0;
  const T wanted = value_in<T>(values[static_cast<std::size_t>(lane)]);
  for_each_lane(mask, [&](int other) {
    if (value_in<T>(values[static_cast<std::size_t>(other)]) == wanted)
      same |= LaneMask{1} << other;
  });
  return same;
}

template <class T>
void match_any(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes values = warp.lanes(instruction.from[1]);
  for_each_lane(mask, [&](int lane) {
    warp.lanes(instruction.to[0])[static_cast<std::size_t>(lane)] =
        lanes_with<T>(values, mask, lane);
  });
}

template <class T>
void match_all(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes values = warp.lanes(instruction.from[1]);
  const bool same = lanes_with<T>(values, mask, std::countr_zero(mask)) == mask;
  spread(warp, instruction.to[0], mask, same ? mask : 0);
  if (instruction.to_count == 2) spread(warp, instruction.to[1], mask, same ? 1 : 0);
}

template <class T, T (*combine)(T, T)>
void reduce(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes& values = warp.lanes(instruction.from[1]);
  const int first = std::countr_zero(mask);
  T result = value_in<T>(values[static_cast<std::size_t>(first)]);
  for_each_lane(mask & (mask - 1), [&](int lane) {
    result = combine(result, value_in<T>(values[static_cast<std::size_t>(lane)]));
  });
  spread(warp, instruction.to[0], mask, bits_of(result));
}

template <class T>
T sum(T a, T b) {
  return static_cast<T>(bits_of(a) + bits_of(b));
}
template <class T>
T smaller(T a, T b) {
  return std::min(a, b);
}
template <class T>
T larger(T a, T b) {
  return std::max(a, b);
}
std::uint32_t both(std::uint32_t a, std::uint32_t b) { return a & b; }
std::uint32_t either(std::uint32_t a, std::uint32_t b) { return a | b; }
std::uint32_t exclusive(std::uint32_t a, std::uint32_t b) { return a ^ b; }

void meet(Warp&, const Instruction&, LaneMask) {}

struct Collective {
  Handler handler;
  std::size_t values;  // operands between the result and the member mask
  bool result = true;
};

const std::unordered_map<std::string, Collective>& collectives() {
  using Unsigned = std::uint32_t;
  using Signed = std::int32_t;
  static const std::unordered_map<std::string, Collective> kTable = {
      {"shfl.sync.up.b32", {run_shuffle<Shuffle::up>, 3}},
      {"shfl.sync.down.b32", {run_shuffle<Shuffle::down>, 3}},
      {"shfl.sync.bfly.b32", {run_shuffle<Shuffle::butterfly>, 3}},
      {"shfl.sync.idx.b32", {run_shuffle<Shuffle::index>, 3}},
      {"vote.sync.ballot.b32", {run_vote<Vote::ballot>, 1}},
      {"vote.ballot.sync.b32", {run_vote<Vote::ballot>, 1}},  // CUB's spelling
      {"vote.sync.all.pred", {run_vote<Vote::all>, 1}},
      {"vote.sync.any.pred", {run_vote<Vote::any>, 1}},
      {"vote.sync.uni.pred", {run_vote<Vote::uniform>, 1}},
      {"match.any.sync.b32", {match_any<Unsigned>, 1}},
      {"match.any.sync.b64", {match_any<std::uint64_t>, 1}},
      {"match.all.sync.b32", {match_all<Unsigned>, 1}},
      {"match.all.sync.b64", {match_all<std::uint64_t>, 1}},
      {"redux.sync.add.u32", {reduce<Unsigned, &sum<Unsigned>>, 1}},
      {"redux.sync.add.s32", {reduce<Signed, &sum<Signed>>, 1}},
      {"redux.sync.min.u32", {reduce<Unsigned, &smaller<Unsigned>>, 1}},
      {"redux.sync.min.s32", {reduce<Signed, &smaller<Signed>>, 1}},
      {"redux.sync.max.u32", {reduce<Unsigned, &larger<Unsigned>>, 1}},
      {"redux.sync.max.s32", {reduce<Signed, &larger<Signed>>, 1}},
      {"redux.sync.and.b32", {reduce<Unsigned, &both>, 1}},
      {"redux.sync.or.b32", {reduce<Unsigned, &either>, 1}},
      {"redux.sync.xor.b32", {reduce<Unsigned, &exclusive>, 1}},
      {"bar.warp.sync", {meet, 0, false}}};
  return kTable;
}

}  // namespace

bool decode_collective(const Opcode& opcode, const InstructionText& text, Names& names,
                       Instruction& out) {
  const auto found = collectives().find(opcode.text);
  if (found == collectives().end()) return false;
  const auto& [handler, values, has_result] = found->second;
  const std::size_t first_value = has_result ? 1 : 0;
  check_operand_count(text, first_value + values + 1, first_value + values + 1);
  out.flow = Flow::collective;
  out.handler = handler;
  if (has_result) {
    out.add_to(names.target(text.operands[0].parts.at(0)));
    if (!text.operands[0].partner.empty()) out.add_to(names.target(text.operands[0].partner));
  }
  out.add_from(names.source(text.operands.back().parts.at(0)));
  for (std::size_t index = 0; index < values; ++index) {
    const Operand& operand = text.operands[first_value + index];
    out.detail |= operand.negated ? 1u : 0u;
    out.add_from(names.source(operand.parts.at(0)));
  }
  return true;
}

}  // namespace tessera::ptx

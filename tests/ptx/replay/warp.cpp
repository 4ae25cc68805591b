#include "tests/ptx/replay/warp.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <sstream>

#include "tests/ptx/replay/block.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kLocalGap = 16;
/// A loop that waits for a change in memory looks there with fewer, between two sleeps.
constexpr std::uint64_t kLookInstructions = 32;

constexpr LaneMask lane_bit(int lane) { return LaneMask{1} << lane; }

std::size_t local_stride(const Program& program) { return program.local.bytes + kLocalGap; }

}  // namespace

Warp::Warp(LaunchState& launch, Block& block, int number)
    : launch_(launch),
      block_(block),
      number_(number),
      registers_(launch.program.register_count),
      preset_written_(launch.program.register_count, 0) {
  if (launch.program.local.bytes > 0) local_.resize(kWarpSize * local_stride(launch.program));
  for (const Preset& preset : program().presets) preset_written_[preset.reg] = kAllLanes;
}

void Warp::start(int thread_count) {
  alive_ = thread_count >= kWarpSize ? kAllLanes : lane_bit(thread_count) - 1;
  counters_.fill(0);
  waits_.fill(Wait::none);
  written_ = preset_written_;
  fill_presets();
  for (int lane = 0; lane < kWarpSize; ++lane) {
    const std::size_t frame = static_cast<std::size_t>(lane) * local_stride(program());
    for (const auto& extent : program().local.extents) {
      local_.claim(frame + extent.offset, extent.bytes);
    }
  }
}

LaneMask Warp::waiting(Wait kind) const {
  LaneMask mask = 0;
  for_each_lane(alive_, [&](int lane) {
    if (waits_[static_cast<std::size_t>(lane)] == kind) mask |= lane_bit(lane);
  });
  return mask;
}

LaneMask Warp::predicate(std::uint32_t reg) const {
  LaneMask mask = 0;
  const Lanes& values = registers_[reg];
  for (std::size_t lane = 0; lane < kWarpSize; ++lane) {
    mask |= static_cast<LaneMask>(values[lane] & 1) << lane;
  }
  return mask;
}

void Warp::set_counters(LaneMask mask, std::uint32_t counter) {
  for_each_lane(mask, [&](int lane) { counters_[static_cast<std::size_t>(lane)] = counter; });
}

void Warp::release(LaneMask mask) {
  for_each_lane(mask, [&](int lane) {
    waits_[static_cast<std::size_t>(lane)] = Wait::none;
    ++counters_[static_cast<std::size_t>(lane)];
  });
}

bool Warp::advance() {
  const std::uint64_t begin = launch_.warp_instructions;
  launch_.turn_end = launch_.options.cooperative ? begin + launch_.options.turn
                                                 : std::numeric_limits<std::uint64_t>::max();
  slept_ = false;
  while (!is_turn_over() && choose_group()) run_group();
  const std::uint64_t ran = launch_.warp_instructions - begin;
  return ran > (slept_ ? kLookInstructions : 0);
}

void Warp::sleep() {
  if (!launch_.options.cooperative) return;
  slept_ = true;
  launch_.turn_end = launch_.warp_instructions;
}

bool Warp::choose_group() {
  const LaneMask ready = waiting(Wait::none);
  if (ready == 0) return false;
  counter_ = std::numeric_limits<std::uint32_t>::max();
  for_each_lane(ready, [&](int lane) { counter_ = std::min(counter_, counter(lane)); });
  active_ = 0;
  horizon_ = std::numeric_limits<std::uint32_t>::max();
  for_each_lane(ready, [&](int lane) {
    if (counter(lane) == counter_) {
      active_ |= lane_bit(lane);
    } else {
      horizon_ = std::min(horizon_, counter(lane));
    }
  });
  return true;
}

void Warp::run_group() {
  while (true) {
    const Instruction& instruction = program().code[counter_];
    const LaneMask mask = guarded(instruction);
    ++launch_.warp_instructions;
    launch_.thread_instructions +=
        mask == kAllLanes ? kWarpSize : static_cast<std::uint64_t>(std::popcount(mask));
    if (instruction.flow == Flow::next) {
      if (mask != 0) execute(instruction, mask);
      ++counter_;
    } else {
      if (launch_.warp_instructions > launch_.options.instruction_limit) {
        fail(instruction, -1, "the launch runs longer than its limit of instructions");
      }
      if (!redirect(instruction, mask)) return;
      if (is_turn_over()) break;
    }
    if (counter_ >= horizon_) break;
  }
  set_counters(active_, counter_);
}

LaneMask Warp::guarded(const Instruction& instruction) const {
  if (instruction.guard == kNoRegister) return active_;
  if (launch_.options.check_registers && (active_ & ~written_[instruction.guard]) != 0) {
    fail(instruction, std::countr_zero(active_ & ~written_[instruction.guard]),
         "the guard is read before it is written");
  }
  const LaneMask mask = predicate(instruction.guard);
  return active_ & (instruction.guard_negated ? ~mask : mask);
}

void Warp::execute(const Instruction& instruction, LaneMask mask) {
  check_registers(instruction, mask);
  instruction.handler(*this, instruction, mask);
  for (std::size_t index = 0; index < instruction.to_count; ++index) {
    written_[instruction.to[index]] |= mask;
  }
}

void Warp::check_registers(const Instruction& instruction, LaneMask mask) const {
  if (!launch_.options.check_registers) return;
  for (std::size_t index = 0; index < instruction.from_count; ++index) {
    const LaneMask missing = mask & ~written_[instruction.from[index]];
    if (missing != 0) {
      fail(instruction, std::countr_zero(missing),
           "source register " + std::to_string(index + 1) + " is read before it is written");
    }
  }
}

/// Follows an instruction that may change the program counter. Returns whether the group is still
/// together, at `counter_`.
bool Warp::redirect(const Instruction& instruction, LaneMask mask) {
  switch (instruction.flow) {
    case Flow::branch:
      return branch(mask, instruction.target);
    case Flow::table_branch:
      return table_branch(instruction, mask);
    case Flow::exit:
      return leave(mask);
    case Flow::collective:
      return gather(instruction, mask);
    case Flow::barrier:
      if (mask == 0) return step();
      check_registers(instruction, mask);
      return wait_at_barrier(mask);
    case Flow::stop:
      if (mask != 0) fail(instruction, std::countr_zero(mask), "the kernel stops itself here");
      return step();
    case Flow::next:
      break;
  }
  return true;
}

bool Warp::step() {
  ++counter_;
  return true;
}

bool Warp::branch(LaneMask taken, std::uint32_t target) {
  if (taken == active_ || taken == 0) {
    counter_ = taken == 0 ? counter_ + 1 : target;
    return true;
  }
  set_counters(taken, target);
  set_counters(active_ & ~taken, counter_ + 1);
  return false;
}

bool Warp::table_branch(const Instruction& instruction, LaneMask mask) {
  check_registers(instruction, mask);
  const auto& table = program().branch_tables[instruction.target];
  const Lanes& index = registers_[instruction.from[0]];
  for_each_lane(mask, [&](int lane) {
    const std::uint64_t entry = index[static_cast<std::size_t>(lane)] & 0xffffffffu;
    if (entry >= table.size()) fail(instruction, lane, "branches past the end of its table");
    counters_[static_cast<std::size_t>(lane)] = table[entry];
  });
  set_counters(active_ & ~mask, counter_ + 1);
  return false;
}

bool Warp::leave(LaneMask mask) {
  alive_ &= ~mask;
  active_ &= ~mask;
  ++counter_;
  const LaneMask waiting_for_members = waiting(Wait::members);
  if (waiting_for_members == 0) return active_ != 0;
  // Those who waited for the ones that left may now be complete: they look again.
  set_counters(active_, counter_);
  for_each_lane(waiting_for_members,
                [&](int lane) { waits_[static_cast<std::size_t>(lane)] = Wait::none; });
  return false;
}

bool Warp::gather(const Instruction& instruction, LaneMask mask) {
  if (mask == 0) return step();
  check_registers(instruction, mask);
  LaneMask here = mask;
  for_each_lane(waiting(Wait::members), [&](int lane) {
    if (counter(lane) == counter_) here |= lane_bit(lane);
  });
  const Lanes& members = registers_[instruction.from[0]];
  LaneMask complete = 0;
  for (LaneMask rest = here; rest != 0;) {
    const int first = std::countr_zero(rest);
    const auto named = static_cast<LaneMask>(members[static_cast<std::size_t>(first)]);
    LaneMask group = 0;
    for_each_lane(rest, [&](int lane) {
      if (static_cast<LaneMask>(members[static_cast<std::size_t>(lane)]) == named)
        group |= lane_bit(lane);
    });
    if ((named & group) != group) {
      fail(instruction, std::countr_zero(group & ~named), "is not in the member mask it names");
    }
    if ((named & alive_) == group) {
      execute(instruction, group);
      complete |= group;
    }
    rest &= ~group;
  }
  if (complete == active_) return step();
  set_counters(active_ & ~mask, counter_ + 1);
  set_counters(here & ~complete, counter_);
  set_counters(complete, counter_ + 1);
  for_each_lane(here, [&](int lane) {
    const bool is_complete = (complete & lane_bit(lane)) != 0;
    waits_[static_cast<std::size_t>(lane)] = is_complete ? Wait::none : Wait::members;
  });
  return false;
}

bool Warp::wait_at_barrier(LaneMask mask) {
  set_counters(mask, counter_);
  set_counters(active_ & ~mask, counter_ + 1);
  for_each_lane(mask, [&](int lane) { waits_[static_cast<std::size_t>(lane)] = Wait::barrier; });
  return false;
}

}  // namespace tessera::ptx

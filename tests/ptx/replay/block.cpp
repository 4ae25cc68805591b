#include "tests/ptx/replay/block.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "tests/ptx/replay/barrier.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kDynamicAlignment = 128;

BarrierDetail detail_of(const Instruction& instruction) {
  return instruction.detail_as<BarrierDetail>();
}

}  // namespace

/// Who waits at one of the numbered barriers of the block.
struct Block::Barrier {
  struct Party {
    Warp* warp;
    LaneMask mask;
  };
  std::uint64_t number = 0;
  std::size_t arrived = 0;
  std::size_t expected = 0;
  std::vector<Party> parties;
};

Block::Block(LaunchState& launch) : launch_(launch) {
  const Layout& layout = launch.program.shared;
  dynamic_shared_offset_ =
      (layout.bytes + kDynamicAlignment - 1) / kDynamicAlignment * kDynamicAlignment;
  shared_.resize(dynamic_shared_offset_ + launch.shape.dynamic_shared_bytes);
  for (std::size_t number = 0; number < launch.shape.warps_per_block(); ++number) {
    warps_.push_back(std::make_unique<Warp>(launch, *this, static_cast<int>(number)));
  }
}

void Block::claim_shared() {
  for (const auto& extent : launch_.program.shared.extents) {
    shared_.claim(extent.offset, extent.bytes);
  }
  shared_.claim(dynamic_shared_offset_, launch_.shape.dynamic_shared_bytes);
}

void Block::start(const Dim& index) {
  index_ = index;
  claim_shared();
  int threads = static_cast<int>(launch_.shape.block.count());
  for (const auto& warp : warps_) {
    warp->start(threads);
    threads -= kWarpSize;
  }
}

bool Block::take_turn() {
  const bool advanced = advance_all();
  const bool released = release_barriers();
  if (!released && !is_ready() && is_alive()) {
    fail_stuck("no thread",
               "a barrier needs all threads of the block that have not left, a warp instruction "
               "all lanes of its mask");
  }
  return advanced || released;
}

bool Block::advance_all() {
  bool advanced = false;
  const auto advance = [&](Warp& warp) { advanced = warp.advance() || advanced; };
  if (launch_.options.order == Order::ascending) {
    for (const auto& warp : warps_) advance(*warp);
  } else {
    for (auto warp = warps_.rbegin(); warp != warps_.rend(); ++warp) advance(**warp);
  }
  return advanced;
}

bool Block::is_ready() const {
  return std::ranges::any_of(warps_,
                             [](const auto& warp) { return warp->waiting(Warp::Wait::none) != 0; });
}

std::size_t Block::alive_count() const {
  std::size_t count = 0;
  for (const auto& warp : warps_) count += static_cast<std::size_t>(std::popcount(warp->alive()));
  return count;
}

std::vector<Block::Barrier> Block::barriers() const {
  std::map<std::uint64_t, Barrier> found;
  for (const auto& warp : warps_) {
    std::map<std::uint64_t, LaneMask> masks;
    for_each_lane(warp->waiting(Warp::Wait::barrier), [&](int lane) {
      const auto index = static_cast<std::size_t>(lane);
      const Instruction& instruction = warp->instruction_of(lane);
      const std::uint64_t number = warp->lanes(instruction.from[0])[index] & 0xffffffffu;
      Barrier& barrier = found[number];
      barrier.number = number;
      barrier.arrived += 1;
      barrier.expected = detail_of(instruction).has_count
                             ? warp->lanes(instruction.from[1])[index] & 0xffffffffu
                             : alive_count();
      masks[number] |= LaneMask{1} << lane;
    });
    for (const auto& [number, mask] : masks) found[number].parties.push_back({warp.get(), mask});
  }
  std::vector<Barrier> all;
  all.reserve(found.size());
  for (auto& [number, barrier] : found) all.push_back(std::move(barrier));
  return all;
}

bool Block::release_barriers() {
  bool released = false;
  for (const Barrier& barrier : barriers()) {
    if (barrier.arrived < barrier.expected) continue;
    complete(barrier);
    released = true;
  }
  return released;
}

void Block::complete(const Barrier& barrier) {
  require_converged(barrier);
  reduce(barrier);
  if (launch_.races) {
    std::vector<std::size_t> warps;
    for (const auto& party : barrier.parties) warps.push_back(party.warp->number_in_launch());
    launch_.races->meet(warps);
  }
  for (const auto& [warp, mask] : barrier.parties) warp->release(mask);
}

void Block::require_converged(const Barrier& barrier) const {
  for (const auto& [warp, mask] : barrier.parties) {
    const int first = std::countr_zero(mask);
    const Instruction& instruction = warp->instruction_of(first);
    if (!detail_of(instruction).aligned) continue;
    for_each_lane(warp->alive(), [&, party = warp, all = mask](int lane) {
      const bool is_here = ((all >> lane) & 1) != 0;
      if (!is_here || party->counter(lane) != party->counter(first)) {
        party->fail(instruction, lane,
                    "divergent barrier: the threads of a warp wait at different places (lane " +
                        std::to_string(lane) + " at PTX line " +
                        std::to_string(party->instruction_of(lane).line) + ")");
      }
    });
  }
}

void Block::reduce(const Barrier& barrier) {
  using Reduction = BarrierDetail::Reduction;
  std::size_t count = 0;
  Reduction reduction = Reduction::none;
  for (const auto& [warp, mask] : barrier.parties) {
    for_each_lane(mask, [&, party = warp](int lane) {
      const Instruction& instruction = party->instruction_of(lane);
      const BarrierDetail detail = detail_of(instruction);
      reduction = detail.reduction;
      if (reduction == Reduction::none) return;
      const std::uint32_t reg = instruction.from[instruction.from_count - 1u];
      const bool value = (party->lanes(reg)[static_cast<std::size_t>(lane)] & 1) != 0;
      count += value != detail.negated ? 1 : 0;
    });
  }
  if (reduction == Reduction::none) return;
  const std::uint64_t result = reduction == Reduction::popc  ? count
                               : reduction == Reduction::all ? count == barrier.arrived
                                                             : count > 0;
  for (const auto& [warp, mask] : barrier.parties) {
    for_each_lane(mask, [&, party = warp](int lane) {
      const std::uint32_t reg = party->instruction_of(lane).to[0];
      party->lanes(reg)[static_cast<std::size_t>(lane)] = result;
      party->mark_written(reg, LaneMask{1} << lane);
    });
  }
}

void Block::fail_waiting() const {
  fail_stuck("no block",
             "all wait for a change in memory that none of them makes, and other blocks there are "
             "none");
}

void Block::fail_stuck(const std::string& who, const std::string& why) const {
  std::map<std::int32_t, std::size_t> waiting;
  const Warp* stuck = nullptr;
  for (const auto& warp : warps_) {
    for_each_lane(warp->alive(), [&](int lane) { ++waiting[warp->instruction_of(lane).line]; });
    if (stuck == nullptr && warp->alive() != 0) stuck = warp.get();
  }
  std::string text = who + " can go on:";
  for (const auto& [line, count] : waiting) {
    text += " " + std::to_string(count) + " wait at PTX line " + std::to_string(line) + " `" +
            launch_.syntax->line_text(line) + "`;";
  }
  const int lane = std::countr_zero(stuck->alive());
  stuck->fail(stuck->instruction_of(lane), lane, text + " " + why);
}

}  // namespace tessera::ptx

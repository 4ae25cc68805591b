#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ptx/replay/launch_state.hpp"
#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/tracked_bytes.hpp"

namespace tessera::ptx {

class Block;

/// The `detail` of an access to memory.
struct AccessDetail {
  bool narrow_address = false;  // the address is in a register of 32 bits
  Ordering ordering = Ordering::weak;
  std::array<std::uint8_t, 2> padding{};
};

/// Up to 32 threads that run in lockstep. Threads that went different ways are brought together
/// again by running, at every step, those with the smallest program counter.
class Warp {
 public:
  /// What a thread does when it does not run.
  enum class Wait : std::uint8_t { none, members, barrier };

  Warp(LaunchState& launch, Block& block, int number);

  /// Puts the warp at the start of the kernel with lanes 0..thread_count-1.
  void start(int thread_count);
  /// Runs until every thread has left or waits, or its turn is over. Returns whether it has done
  /// anything but look whether it may go on, and sleep.
  bool advance();

  // For handlers -----------------------------------------------------------------------------
  [[nodiscard]] Lanes& lanes(std::uint32_t reg) { return registers_[reg]; }
  /// Lane mask whose bits are the low bits of a predicate register.
  [[nodiscard]] LaneMask predicate(std::uint32_t reg) const;
  /// The storage behind `address` of `lane`: aligned, inside a variable or an allocation, or fails.
  [[nodiscard]] Location locate(const Instruction& instruction, int lane, std::uint64_t address,
                                std::size_t bytes, std::string_view verb);
  /// The same for bytes that are read: fails too when not all of them have been written.
  [[nodiscard]] Location locate_written(const Instruction& instruction, int lane,
                                        std::uint64_t address, std::size_t bytes,
                                        std::string_view verb);
  /// Ends the replay; `lane` -1: the whole warp.
  [[noreturn]] void fail(const Instruction& instruction, int lane, const std::string& what) const;

  /// Its number among all warps of the launch.
  [[nodiscard]] std::size_t number_in_launch() const;

  // For the block ----------------------------------------------------------------------------
  [[nodiscard]] LaneMask alive() const { return alive_; }
  [[nodiscard]] LaneMask waiting(Wait kind) const;
  [[nodiscard]] std::uint32_t counter(int lane) const {
    return counters_[static_cast<std::size_t>(lane)];
  }
  [[nodiscard]] const Instruction& instruction_of(int lane) const {
    return program().code[counter(lane)];
  }
  /// Lets waiting lanes go on behind their barrier.
  void release(LaneMask mask);
  void mark_written(std::uint32_t reg, LaneMask mask) { written_[reg] |= mask; }
  /// Ends its turn.
  void sleep();
  /// Fails for an access to global memory that races with another warp's, where blocks run side by
  /// side.
  void watch(const Instruction& instruction, int lane, const Location& location, std::size_t bytes,
             RaceWatch::Touch kind) {
    if (launch_.races) watch_closely(instruction, lane, location, bytes, kind);
  }
  void fence();

 private:
  [[nodiscard]] const Program& program() const { return launch_.program; }
  void fill_presets();
  void fill_special(const Preset& preset);
  bool choose_group();
  void run_group();
  LaneMask guarded(const Instruction& instruction) const;
  void execute(const Instruction& instruction, LaneMask mask);
  bool redirect(const Instruction& instruction, LaneMask mask);
  bool step();
  bool branch(LaneMask taken, std::uint32_t target);
  bool table_branch(const Instruction& instruction, LaneMask mask);
  bool leave(LaneMask mask);
  bool gather(const Instruction& instruction, LaneMask mask);
  bool wait_at_barrier(LaneMask mask);
  void set_counters(LaneMask mask, std::uint32_t counter);
  void watch_closely(const Instruction& instruction, int lane, const Location& location,
                     std::size_t bytes, RaceWatch::Touch kind) const;
  [[nodiscard]] bool is_turn_over() const { return launch_.warp_instructions > launch_.turn_end; }
  void check_registers(const Instruction& instruction, LaneMask mask) const;
  [[nodiscard]] Location resolve(Space space, int lane, std::uint64_t inside);
  [[nodiscard]] std::string space_story(Space space, std::uint64_t address) const;

  LaunchState& launch_;
  Block& block_;
  int number_;
  std::vector<Lanes> registers_;
  std::vector<LaneMask> written_;
  std::vector<LaneMask> preset_written_;
  TrackedBytes local_;
  std::array<std::uint32_t, kWarpSize> counters_{};
  std::array<Wait, kWarpSize> waits_{};
  LaneMask alive_ = 0;
  bool slept_ = false;  // in this turn
  // The group that runs: its lanes, its counter, and the counter at which it meets others.
  LaneMask active_ = 0;
  std::uint32_t counter_ = 0;
  std::uint32_t horizon_ = 0;
};

/// Calls `work(lane)` for every lane of the mask, in ascending order.
template <class Work>
void for_each_lane(LaneMask mask, const Work& work) {
  for (LaneMask rest = mask; rest != 0; rest &= rest - 1) work(std::countr_zero(rest));
}

}  // namespace tessera::ptx

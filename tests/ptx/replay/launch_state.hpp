#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tests/ptx/replay/device_memory.hpp"
#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/race_watch.hpp"
#include "tests/ptx/replay/syntax.hpp"
#include "tests/ptx/replay/tracked_bytes.hpp"

namespace tessera::ptx {

struct Dim {
  unsigned x = 1;
  unsigned y = 1;
  unsigned z = 1;

  [[nodiscard]] std::size_t count() const { return std::size_t{x} * y * z; }
};

struct LaunchShape {
  Dim grid;
  Dim block;
  std::size_t dynamic_shared_bytes = 0;

  [[nodiscard]] std::size_t warps_per_block() const {
    return (block.count() + kWarpSize - 1) / kWarpSize;
  }
};

/// Any order of the blocks, and of the warps between two barriers, must give the same bits.
enum class Order : std::uint8_t { ascending, descending };

struct LaunchOptions {
  Order order = Order::ascending;
  /// Report registers that are read before they are written.
  bool check_registers = true;
  /// Instructions, counted once per warp, after which the launch counts as endless.
  std::uint64_t instruction_limit = std::uint64_t{1} << 36;
  /// All blocks run side by side, so that they may wait for each other: in turns, a warp until it
  /// waits or sleeps, or for at most `turn` instructions.
  bool cooperative = false;
  std::uint64_t turn = 4096;
  /// Report accesses of two warps that nothing orders, of a cooperative launch.
  bool watch_races = true;
};

/// What every warp of a launch shares.
struct LaunchState {
  std::shared_ptr<const Syntax> syntax;
  const Program& program;
  const LaunchShape& shape;
  const LaunchOptions& options;
  DeviceMemory& memory;
  TrackedBytes parameters;
  std::uint64_t warp_instructions = 0;
  std::uint64_t thread_instructions = 0;
  /// Where the turn of the warp that runs ends, in `warp_instructions`.
  std::uint64_t turn_end = 0;
  /// Null: nobody looks for races.
  std::unique_ptr<RaceWatch> races = nullptr;
};

}  // namespace tessera::ptx

#include "tests/ptx/replay/machine.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "tests/ptx/replay/block.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kMaxThreadsOfBlock = 1024;
constexpr std::size_t kMaxDynamicShared = 227 * 1024;
/// After so many rounds in which all blocks only looked at memory and slept, they wait for ever.
constexpr int kMostIdleRounds = 100;

std::set<std::string>& completed_entries() {
  static std::set<std::string> entries;
  return entries;
}

[[noreturn]] void refuse(const Program& program, const std::string& why) {
  throw ReplayError("kernel '" + program.readable_name + "': " + why);
}

void check_shape(const Program& program, const LaunchShape& shape) {
  const std::size_t threads = shape.block.count();
  const std::size_t limit = program.max_threads == 0 ? kMaxThreadsOfBlock : program.max_threads;
  if (threads == 0 || threads > limit) {
    refuse(program, "a block of " + std::to_string(threads) + " threads; 1 to " +
                        std::to_string(limit) + " are possible");
  }
  if (shape.grid.count() == 0) refuse(program, "a grid without blocks");
  if (shape.dynamic_shared_bytes > kMaxDynamicShared) {
    refuse(program, std::to_string(shape.dynamic_shared_bytes) +
                        " bytes of dynamic shared memory; no device has more than " +
                        std::to_string(kMaxDynamicShared));
  }
}

void check_arguments(const Program& program, const Arguments& arguments) {
  const auto& wanted = program.parameters;
  const auto& given = arguments.parameters();
  if (wanted.size() != given.size()) {
    refuse(program, "takes " + std::to_string(wanted.size()) + " arguments, not " +
                        std::to_string(given.size()));
  }
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    if (wanted[index].bytes == given[index].bytes && wanted[index].offset == given[index].offset) {
      continue;
    }
    refuse(program,
           "argument " + std::to_string(index + 1) + " has " + std::to_string(wanted[index].bytes) +
               " bytes at offset " + std::to_string(wanted[index].offset) + "; given are " +
               std::to_string(given[index].bytes) + " at " + std::to_string(given[index].offset));
  }
}

Dim index_in(const Dim& grid, std::size_t linear) {
  return {static_cast<unsigned>(linear % grid.x), static_cast<unsigned>(linear / grid.x % grid.y),
          static_cast<unsigned>(linear / (std::size_t{grid.x} * grid.y))};
}

/// Calls `use(number)` for all blocks in the order of the launch.
template <class Use>
void for_blocks(const LaunchState& state, const Use& use) {
  const std::size_t count = state.shape.grid.count();
  for (std::size_t turn = 0; turn < count; ++turn) {
    use(state.options.order == Order::ascending ? turn : count - 1 - turn);
  }
}

void run_one_by_one(LaunchState& state) {
  Block block(state);
  for_blocks(state, [&](std::size_t number) {
    block.start(index_in(state.shape.grid, number));
    while (block.is_alive()) block.take_turn();
  });
}

void run_side_by_side(LaunchState& state) {
  std::vector<std::unique_ptr<Block>> blocks;
  for (std::size_t number = 0; number < state.shape.grid.count(); ++number) {
    blocks.push_back(std::make_unique<Block>(state));
    blocks.back()->start(index_in(state.shape.grid, number));
  }
  const auto is_alive = [](const auto& block) { return block->is_alive(); };
  int idle_rounds = 0;
  for (;;) {
    const auto alive = std::ranges::find_if(blocks, is_alive);
    if (alive == blocks.end()) return;
    if (idle_rounds == kMostIdleRounds) (*alive)->fail_waiting();
    bool advanced = false;
    for_blocks(state, [&](std::size_t number) {
      if (is_alive(blocks[number])) advanced = blocks[number]->take_turn() || advanced;
    });
    idle_rounds = advanced ? 0 : idle_rounds + 1;
  }
}

}  // namespace

LaunchReport launch(const Module& module, const std::string& name, const LaunchShape& shape,
                    const Arguments& arguments, DeviceMemory& memory,
                    const LaunchOptions& options) {
  return launch(module, module.program(module.find_entry(name)), shape, arguments, memory, options);
}

LaunchReport launch(const Module& module, const Program& program, const LaunchShape& shape,
                    const Arguments& arguments, DeviceMemory& memory,
                    const LaunchOptions& options) {
  check_shape(program, shape);
  check_arguments(program, arguments);
  LaunchState state{module.syntax(), program, shape, options, memory, {}};
  state.parameters.resize(arguments.bytes().size());
  if (!arguments.bytes().empty()) {
    state.parameters.store(0, arguments.bytes().data(), arguments.bytes().size());
  }
  if (options.cooperative) {
    if (options.watch_races) {
      state.races = std::make_unique<RaceWatch>(shape.grid.count() * shape.warps_per_block(),
                                                memory.bytes().size());
    }
    run_side_by_side(state);
  } else {
    run_one_by_one(state);
  }
  completed_entries().insert(program.entry);
  return {state.warp_instructions, state.thread_instructions};
}

std::vector<std::string> entries_never_run(const Module& module) {
  std::vector<std::string> missing;
  for (const std::string& entry : module.entries()) {
    if (!completed_entries().contains(entry)) missing.push_back(entry);
  }
  return missing;
}

}  // namespace tessera::ptx

#include "tests/ptx/replay/machine.hpp"

#include <set>

#include "tests/ptx/replay/block.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kMaxThreadsOfBlock = 1024;
constexpr std::size_t kMaxDynamicShared = 227 * 1024;

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

void run_blocks(LaunchState& state) {
  Block block(state);
  const std::size_t count = state.shape.grid.count();
  for (std::size_t turn = 0; turn < count; ++turn) {
    const std::size_t number = state.options.order == Order::ascending ? turn : count - 1 - turn;
    block.run(index_in(state.shape.grid, number));
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
  run_blocks(state);
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

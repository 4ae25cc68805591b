#include "tests/replayed_device/launch.hpp"

#include <algorithm>

#include "tests/ptx/replay/machine.hpp"
#include "tests/replayed_device/device.hpp"
#include "tests/replayed_device/limits.hpp"

namespace tessera::support {
namespace {

constexpr double kLaunch_ms = 1e-3;
constexpr double kInstruction_ms = 1e-6;

std::string text_of(const dim3& shape) {
  return std::to_string(shape.x) + " x " + std::to_string(shape.y) + " x " +
         std::to_string(shape.z);
}

void refuse_shape(const std::string& what) { throw Refusal(cudaErrorInvalidConfiguration, what); }

void check_shape(const ptx::Program& program, const dim3& grid, const dim3& block) {
  const std::string of_kernel = " for kernel '" + program.readable_name + "'";
  const std::size_t threads = std::size_t{block.x} * block.y * block.z;
  if (std::min({grid.x, grid.y, grid.z}) == 0 || threads == 0) {
    refuse_shape("a grid of " + text_of(grid) + " blocks of " + text_of(block) + " threads" +
                 of_kernel + ": none may be 0");
  }
  if (grid.x > kMaxGridX || grid.y > kMaxGridYZ || grid.z > kMaxGridYZ) {
    refuse_shape("a grid of " + text_of(grid) + " blocks" + of_kernel + ": more than " +
                 std::to_string(kMaxGridX) + " x 65535 x 65535");
  }
  if (threads > kMaxBlockThreads || block.z > kMaxBlockZ) {
    refuse_shape("a block of " + text_of(block) + " threads" + of_kernel +
                 ": 1024 are possible, and 64 in z");
  }
  if (program.max_threads != 0 && threads > program.max_threads) {
    throw Refusal(cudaErrorInvalidValue, "a block of " + text_of(block) + " threads" + of_kernel +
                                             ", which is compiled for at most " +
                                             std::to_string(program.max_threads));
  }
}

void check_shared(const LoadedKernel& kernel, std::size_t dynamic_bytes) {
  const std::size_t bytes = kernel.static_shared_bytes() + dynamic_bytes;
  const auto asked_for = static_cast<std::size_t>(kernel.registered.dynamic_shared_limit);
  if (bytes <= kPlainSharedLimit) return;
  if (dynamic_bytes <= asked_for && asked_for > kPlainSharedLimit && bytes <= kRaisedSharedLimit) {
    return;
  }
  throw Refusal(cudaErrorInvalidValue,
                std::to_string(bytes) + " bytes of shared memory for kernel '" +
                    kernel.program.readable_name + "', of which " + std::to_string(dynamic_bytes) +
                    " are dynamic: " + std::to_string(kPlainSharedLimit) +
                    " are possible, or what cudaFuncSetAttribute asked for (" +
                    std::to_string(asked_for) + ")");
}

ptx::Arguments copy_of(void** arguments, const ptx::Program& program) {
  ptx::Arguments copy;
  for (std::size_t index = 0; index < program.parameters.size(); ++index) {
    copy.push_bytes(arguments[index], program.parameters[index]);
  }
  return copy;
}

void check_side_by_side(const LoadedKernel& kernel, const ptx::LaunchShape& shape) {
  const std::string of_kernel = " for kernel '" + kernel.program.readable_name + "'";
  if (!replayed_device().behaviour.cooperative_launch) {
    throw Refusal(cudaErrorNotSupported,
                  "a cooperative launch" + of_kernel + ": the device says that it has none");
  }
  const auto threads = static_cast<int>(shape.block.count());
  const auto resident = static_cast<std::size_t>(
      replayed_device().behaviour.multiprocessors *
      blocks_per_multiprocessor(kernel, threads, shape.dynamic_shared_bytes));
  if (shape.grid.count() <= resident) return;
  throw Refusal(cudaErrorCooperativeLaunchTooLarge,
                "a cooperative launch of " + std::to_string(shape.grid.count()) + " blocks" +
                    of_kernel + ": " + std::to_string(resident) + " run side by side");
}

ptx::LaunchOptions options_for(const ptx::Program& program, Blocks blocks) {
  const DeviceBehaviour& behaviour = replayed_device().behaviour;
  ptx::LaunchOptions options;
  options.instruction_limit = behaviour.instruction_limit;
  options.cooperative = blocks == Blocks::side_by_side;
  options.watch_races = behaviour.watch_races;
  if (ptx::is_of_library(program.entry)) {
    // Their blocks wait for the ones before them, and they move registers that hold nothing yet.
    options.check_registers = false;
  } else {
    options.order = behaviour.order;
  }
  return options;
}

void run(const LoadedKernel& kernel, const ptx::LaunchShape& shape, const ptx::Arguments& arguments,
         Blocks blocks) {
  Session& now = session();
  const ptx::LaunchReport report =
      ptx::launch(kernel.module, kernel.program, shape, arguments, now.memory.global(),
                  options_for(kernel.program, blocks));
  ++now.statistics.launches[kernel.program.readable_name];
  now.statistics.thread_instructions += report.thread_instructions;
  now.clock_ms += kLaunch_ms + kInstruction_ms * static_cast<double>(report.warp_instructions);
}

}  // namespace

std::size_t LoadedKernel::static_shared_bytes() const {
  std::size_t bytes = 0;
  for (const auto& extent : program.shared.extents) bytes += extent.bytes;
  return bytes;
}

LoadedKernel load(const void* function_or_handle) {
  const Kernel& kernel = device().registry.kernel(function_or_handle);
  const int capability = replayed_device().behaviour.compute_capability;
  try {
    const ptx::Module& module = kernel.binary->module(capability);
    return {module, module.program(kernel.entry), kernel};
  } catch (const ptx::ReplayError& error) {
    throw ptx::ReplayError("kernel '" + ptx::demangled(kernel.entry) + "': " + error.what());
  }
}

void submit_launch(const LoadedKernel& kernel, dim3 grid, dim3 block, void** arguments,
                   std::size_t shared_bytes, cudaStream_t stream, Blocks blocks) {
  check_shape(kernel.program, grid, block);
  check_shared(kernel, shared_bytes);
  const ptx::LaunchShape shape{{grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, shared_bytes};
  if (blocks == Blocks::side_by_side) check_side_by_side(kernel, shape);
  device().submit(stream, {[kernel, shape, blocks, copy = copy_of(arguments, kernel.program)] {
                             run(kernel, shape, copy, blocks);
                           },
                           {}});
}

int blocks_per_multiprocessor(const LoadedKernel& kernel, int block_threads,
                              std::size_t shared_bytes) {
  const int chosen = replayed_device().behaviour.blocks_per_multiprocessor;
  if (chosen != 0) return chosen;
  const int threads = (block_threads + kWarpThreads - 1) / kWarpThreads * kWarpThreads;
  const int by_threads = std::min(kMaxMultiprocessorBlocks, kMultiprocessorThreads / threads);
  const std::size_t shared = kernel.static_shared_bytes() + shared_bytes + kReservedShared;
  return std::min(by_threads, static_cast<int>(kMultiprocessorShared / shared));
}

}  // namespace tessera::support

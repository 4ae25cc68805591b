#pragma once

#include <cstddef>
#include <cstdint>
#include <driver_types.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/ptx/replay/device_memory.hpp"
#include "tests/ptx/replay/launch_state.hpp"
#include "tests/ptx/replay/module.hpp"

namespace tessera::support {

/// What the CUDA runtime says about the replayed device, and how the device behaves. Every member
/// may be changed between any two calls of the CUDA runtime.
struct DeviceBehaviour {
  /// 0: the runtime finds no device (cudaErrorNoDevice).
  int device_count = 1;
  /// As cudaDriverGetVersion gives it. 0: no driver is installed; of an older major version than
  /// the toolkit: the driver is too old (both cudaErrorInsufficientDriver).
  int driver_version = kToolkitVersion;
  /// 10 x major + minor. Kernels run from the newest PTX that is not newer than the device; where
  /// there is none, they fail with cudaErrorNoKernelImageForDevice.
  int compute_capability = 120;
  /// cudaMalloc fails beyond it with cudaErrorMemoryAllocation.
  std::size_t total_bytes = std::size_t{8} << 30;
  int multiprocessors = 4;
  /// What the occupancy calculation answers; 0: what threads and shared memory allow.
  int blocks_per_multiprocessor = 0;
  /// Whether blocks of a launch may wait for each other (cudaLaunchCooperativeKernel); such run
  /// side by side, in turns.
  bool cooperative_launch = true;
  /// Whether races between warps of such a launch are faults.
  bool watch_races = true;
  /// In which order the blocks of a grid run, and the warps between two barriers. The kernels of
  /// CUB and Thrust, whose blocks wait for the ones before them, keep to `ascending`.
  ptx::Order order = ptx::Order::ascending;
  /// false: whatever is put on a stream runs at once. true: it waits until the host synchronises
  /// with it, so that a forgotten synchronisation and a host buffer that is reused or given back
  /// too early show.
  bool delay = false;
  /// Instructions of a launch, counted once per warp, after which it counts as endless.
  std::uint64_t instruction_limit = std::uint64_t{1} << 36;

  static const int kToolkitVersion;
};

struct DeviceStatistics {
  /// Finished launches by the demangled name of the kernel; those of a graph count each time.
  std::map<std::string, std::size_t> launches;
  std::uint64_t thread_instructions = 0;
  std::uint64_t bytes_to_device = 0;
  std::uint64_t bytes_to_host = 0;
  std::uint64_t bytes_within_device = 0;
  std::size_t graph_launches = 0;
  std::size_t bytes_in_use = 0;
  std::size_t peak_bytes = 0;
  /// What the program made and has not given back.
  std::size_t live_allocations = 0;
  std::size_t live_host_allocations = 0;
  std::size_t live_streams = 0;
  std::size_t live_events = 0;
  std::size_t live_graphs = 0;          // graphs and executable graphs
  std::size_t live_sparse_objects = 0;  // handles and descriptors of cuSPARSE

  /// Launches of all kernels whose name contains `part`.
  [[nodiscard]] std::size_t launches_of(const std::string& part) const;
  [[nodiscard]] std::size_t live_objects() const;
};

/// The device behind the functions of the CUDA runtime that this library defines: kernels run by
/// the replay of their PTX, on the CPU. There is one per process.
///
/// What no CUDA program may do throws ptx::ReplayError, which names the kernel, out of the call in
/// which it is found: the launch itself or, with `delay`, the synchronisation. From then on every
/// call returns cudaErrorLaunchFailure, as after a fault on a GPU, but for the functions that
/// destructors call (cudaFree..., ...Destroy): these work on and never throw. Nothing throws while
/// another exception passes.
class ReplayedDevice {
 public:
  DeviceBehaviour behaviour;

  [[nodiscard]] DeviceStatistics statistics() const;
  /// One line for each wrong use that the runtime answered with an error code (pointers of the
  /// wrong side, a second free, a block of 2000 threads, ...) since the last call of this.
  std::vector<std::string> take_complaints();
  /// What a test must not end with: one line for each complaint, one for an error that `finish`
  /// finds, one if the program made anything that it did not give back.
  std::vector<std::string> what_is_left();
  /// The report of the ReplayError that ended all work; empty when there was none.
  [[nodiscard]] std::string failure() const;
  /// Does all that waits on streams, as a device does in time though nobody waits for it. Throws
  /// ptx::ReplayError.
  void finish();
  /// Global memory, to look into or fill without the runtime.
  [[nodiscard]] ptx::DeviceMemory& memory();
  /// The PTX of every object of this program that holds kernels. Throws ptx::ReplayError when one
  /// has none for the device.
  [[nodiscard]] std::vector<const ptx::Module*> modules() const;
  /// Kernels, demangled, that no launch of this process has run to its end; those of CUB and Thrust
  /// left out, and those that only return.
  [[nodiscard]] std::vector<std::string> kernels_never_run() const;
  /// A device as new: no memory, no stream, no error, default behaviour.
  void reset();
};

ReplayedDevice& replayed_device();

}  // namespace tessera::support

#include "tests/replayed_device/replayed_device.hpp"

#include <algorithm>
#include <cuda_runtime_api.h>
#include <utility>

#include "tests/ptx/replay/machine.hpp"
#include "tests/replayed_device/device.hpp"

namespace tessera::support {
namespace {

/// Whether the kernel does more than return; one that does not is there to be asked about.
bool does_something(const ptx::Function& kernel) {
  return std::any_of(kernel.body.begin(), kernel.body.end(), [](const ptx::Item& item) {
    const auto* const instruction = std::get_if<ptx::InstructionText>(&item);
    return instruction != nullptr && instruction->opcode != "ret";
  });
}

/// `text` with its count, nothing for none.
std::string counted(std::size_t count, const char* text) {
  return count == 0 ? std::string() : ' ' + std::to_string(count) + text;
}

std::string story_of(const DeviceStatistics& left) {
  return "not given back:" + counted(left.live_allocations, " allocations") +
         counted(left.bytes_in_use, " bytes") +
         counted(left.live_host_allocations, " page-locked allocations") +
         counted(left.live_streams, " streams") + counted(left.live_events, " events") +
         counted(left.live_graphs, " graphs") +
         counted(left.live_sparse_objects, " objects of cuSPARSE");
}

}  // namespace

const int DeviceBehaviour::kToolkitVersion = CUDART_VERSION;

ReplayedDevice& replayed_device() {
  static auto* const kDevice = new ReplayedDevice;
  return *kDevice;
}

std::size_t DeviceStatistics::launches_of(const std::string& part) const {
  std::size_t count = 0;
  for (const auto& [name, times] : launches)
    count += name.find(part) != std::string::npos ? times : 0;
  return count;
}

std::size_t DeviceStatistics::live_objects() const {
  return live_allocations + live_host_allocations + live_streams + live_events + live_graphs +
         live_sparse_objects;
}

DeviceStatistics ReplayedDevice::statistics() const {
  const Session& now = session();
  DeviceStatistics all = now.statistics;
  all.bytes_in_use = now.memory.bytes_in_use();
  all.peak_bytes = now.memory.peak_bytes();
  all.live_allocations = now.memory.allocation_count();
  all.live_host_allocations = now.memory.host_allocation_count();
  all.live_streams = now.streams.size();
  all.live_events = now.events.size();
  all.live_graphs = now.graphs.size() + now.executables.size();
  all.live_sparse_objects = now.sparse.size();
  return all;
}

std::vector<std::string> ReplayedDevice::take_complaints() {
  return std::exchange(device().complaints, {});
}

std::string ReplayedDevice::failure() const { return session().failure; }

void ReplayedDevice::finish() {
  const cudaError_t before = last_error();
  answer("finish", [] { session().streams.run_all(); });
  last_error() = before;
}

ptx::DeviceMemory& ReplayedDevice::memory() { return session().memory.global(); }

std::vector<const ptx::Module*> ReplayedDevice::modules() const {
  std::vector<const ptx::Module*> all;
  for (const auto& binary : device().registry.binaries()) {
    try {
      all.push_back(&binary->module(behaviour.compute_capability));
    } catch (const Refusal&) {
      throw ptx::ReplayError("an object of this program has no PTX for compute_" +
                             std::to_string(behaviour.compute_capability));
    }
  }
  return all;
}

std::vector<std::string> ReplayedDevice::kernels_never_run() const {
  std::vector<std::string> missing;
  for (const ptx::Module* const module : modules()) {
    for (const std::string& entry : ptx::entries_never_run(*module)) {
      if (!ptx::is_of_library(entry) && does_something(*module->syntax()->function(entry))) {
        missing.push_back(ptx::demangled(entry));
      }
    }
  }
  return missing;
}

void ReplayedDevice::reset() {
  behaviour = {};
  device().complaints.clear();
  device().session = std::make_unique<Session>();
  device().registry.reset_kernels();
  last_error() = cudaSuccess;
}

std::vector<std::string> ReplayedDevice::what_is_left() {
  const bool had_failed = !failure().empty();
  std::vector<std::string> lines;
  try {
    finish();
  } catch (const ptx::ReplayError& error) {
    lines.emplace_back(error.what());
  }
  for (const std::string& complaint : take_complaints()) lines.push_back(complaint);
  // After a failure nobody can be blamed for what is left.
  const DeviceStatistics left = statistics();
  if (!had_failed && left.live_objects() != 0) lines.push_back(story_of(left));
  return lines;
}

}  // namespace tessera::support

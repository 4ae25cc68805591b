#include "tests/replayed_device/device.hpp"

#include <cuda_runtime_api.h>

#include "tests/ptx/replay/machine.hpp"

namespace tessera::support {
namespace {

constexpr int kVersionsOfMajor = 1000;  // 13.0 is 13000

}  // namespace

cudaError_t& last_error() {
  thread_local cudaError_t error = cudaSuccess;
  return error;
}

const int DeviceBehaviour::kToolkitVersion = CUDART_VERSION;

Device& device() {
  // Never destroyed: the program's fat binaries are given back after the last static object.
  static Device* const kDevice = new Device;
  return *kDevice;
}

ReplayedDevice& replayed_device() {
  static auto* const kDevice = new ReplayedDevice;
  return *kDevice;
}

void Device::submit(cudaStream_t stream, Work work) {
  session->streams.submit(stream, std::move(work), !replayed_device().behaviour.delay);
}

void Device::synchronize(cudaStream_t stream) {
  const std::shared_ptr<Stream> found = session->streams.at(stream);
  if (found->capture) {
    found->capture->is_invalid = true;
    throw Refusal(cudaErrorStreamCaptureUnsupported, "the stream is captured: nothing runs on it");
  }
  found->run_until(found->last());
}

void Device::complain(const char* function, const std::string& what) {
  complaints.push_back(std::string(function) + ": " + what);
}

void Device::fail(const std::string& report) {
  if (session->failure.empty()) session->failure = report;
  session->streams.drop_all();
}

cudaError_t remember(cudaError_t code) {
  if (code != cudaSuccess) last_error() = code;
  return code;
}

cudaError_t obstacle() {
  const DeviceBehaviour& behaviour = replayed_device().behaviour;
  const int needed = DeviceBehaviour::kToolkitVersion / kVersionsOfMajor;
  if (behaviour.driver_version / kVersionsOfMajor < needed) return cudaErrorInsufficientDriver;
  if (behaviour.device_count == 0) return cudaErrorNoDevice;
  return session().failure.empty() ? cudaSuccess : cudaErrorLaunchFailure;
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

ptx::DeviceMemory& ReplayedDevice::memory() { return session().memory.global(); }

std::vector<std::string> ReplayedDevice::kernels_never_run() const {
  std::vector<std::string> missing;
  for (const auto& binary : device().registry.binaries()) {
    const auto never_run = ptx::entries_never_run(binary->module(behaviour.compute_capability));
    missing.insert(missing.end(), never_run.begin(), never_run.end());
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

}  // namespace tessera::support

#include "tests/replayed_device/device.hpp"

#include <cuda_runtime_api.h>
namespace tessera::support {
namespace {

constexpr int kVersionsOfMajor = 1000;  // 13.0 is 13000

}  // namespace

cudaError_t& last_error() {
  thread_local cudaError_t error = cudaSuccess;
  return error;
}

Device& device() {
  // Never destroyed: the program's fat binaries are given back after the last static object.
  static Device* const kDevice = new Device;
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

}  // namespace tessera::support

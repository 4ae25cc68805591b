#include <string>

#include "kernels/cuda/check.hpp"
#include "kernels/gpu_devices.hpp"

namespace tessera::gpu {
namespace {

__global__ void probe_kernel() {}

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string survey_obstacle(cudaError_t status, int driver_version) {
  if (driver_version == 0) return "no NVIDIA driver is installed";
  if (status == cudaErrorInsufficientDriver) {
    return "the NVIDIA driver is too old: it supports CUDA " + version_text(driver_version) +
           ", this binary needs " + version_text(CUDART_VERSION);
  }
  if (status == cudaErrorNoDevice) return "the NVIDIA driver finds no GPU";
  return std::string("CUDA does not start: ") + cudaGetErrorString(status);
}

// Asks for code without running any.
std::string device_obstacle(const Device& device) {
  cudaFuncAttributes attributes{};
  cudaError_t status = cudaSetDevice(device.ordinal);
  if (status == cudaSuccess) status = cudaFuncGetAttributes(&attributes, probe_kernel);
  if (status == cudaSuccess) return {};
  check_quietly(status);
  const std::string name = "GPU " + std::to_string(device.ordinal) + " (" + device.name + ")";
  if (status == cudaErrorNoKernelImageForDevice || status == cudaErrorInvalidDeviceFunction ||
      status == cudaErrorUnsupportedPtxVersion) {
    return name + " is of architecture sm_" + std::to_string(device.compute_major) +
           std::to_string(device.compute_minor) + ", for which this binary holds no code";
  }
  return name + " cannot be used: " + cudaGetErrorString(status);
}

Device describe(int ordinal) {
  cudaDeviceProp properties{};
  TESSERA_CUDA_CHECK(cudaGetDeviceProperties(&properties, ordinal));
  Device device;
  device.ordinal = ordinal;
  device.name = properties.name;
  device.compute_major = properties.major;
  device.compute_minor = properties.minor;
  device.multiprocessors = properties.multiProcessorCount;
  device.memory_bytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  device.l2_bytes = properties.l2CacheSize;
  return device;
}

}  // namespace

DeviceSurvey survey_devices() {
  DeviceSurvey survey;
  survey.runtime = version_text(CUDART_VERSION);
  int driver_version = 0;
  check_quietly(cudaDriverGetVersion(&driver_version));
  if (driver_version > 0) survey.driver = version_text(driver_version);
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess || count == 0) {
    check_quietly(status);
    survey.obstacle = survey_obstacle(
        count == 0 && status == cudaSuccess ? cudaErrorNoDevice : status, driver_version);
    return survey;
  }
  for (int ordinal = 0; ordinal < count; ++ordinal) survey.devices.push_back(describe(ordinal));
  return survey;
}

std::string obstacle_to(const DeviceSurvey& survey, int ordinal) {
  if (!survey.obstacle.empty()) return survey.obstacle;
  const auto count = static_cast<int>(survey.devices.size());
  if (ordinal < 0 || ordinal >= count) {
    return "there is no GPU " + std::to_string(ordinal) + "; valid is 0" +
           (count > 1 ? " to " + std::to_string(count - 1) : std::string());
  }
  return device_obstacle(survey.devices[static_cast<std::size_t>(ordinal)]);
}

}  // namespace tessera::gpu

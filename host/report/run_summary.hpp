#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "kernels/gpu_devices.hpp"

namespace tessera {

/// The GPU of a run, and the CUDA around it.
struct GpuInUse {
  gpu::Device device;
  std::string driver;   // newest CUDA version that the driver supports
  std::string runtime;  // CUDA version of this binary
};

/// Where a command did its work.
struct RunPlace {
  std::string backend = "none";
  int workers = 1;
  std::optional<GpuInUse> gpu = {};
  std::int64_t device_peak_bytes = 0;  // of all arrays on the GPU
};

/// The part of the JSON summary that every command has: `schema_version`, `command`, `version`,
/// `backend`, `hardware`, `memory`.
nlohmann::json run_json(const std::string& command, const RunPlace& place);

/// Name, ordinal and sizes of a GPU, as `hardware.gpu` and `tessera info` show them.
nlohmann::json device_json(const gpu::Device& device);

/// Largest resident memory of this process so far, bytes.
std::int64_t peak_host_bytes();

/// The processor's name as the system gives it; "unknown" where it does not.
std::string processor_name();

}  // namespace tessera

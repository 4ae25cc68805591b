#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::gpu {

struct Device {
  int ordinal = 0;
  std::string name;
  int compute_major = 0;
  int compute_minor = 0;
  int multiprocessors = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t l2_bytes = 0;
};

/// What there is of CUDA on this machine.
struct DeviceSurvey {
  std::string runtime;  // version that this binary was built with, "13.0"; empty without CUDA
  std::string driver;   // newest version that the driver supports; empty without a driver
  std::vector<Device> devices;
  /// Why there is no device at all: not built, no driver, driver too old, none found; else empty.
  std::string obstacle;
};

/// Looks for GPUs. Never throws for what is missing. Starts CUDA in this process: after it no
/// worker process may be forked.
DeviceSurvey survey_devices();

/// Why device `ordinal` of `survey` cannot be used, in one line, e.g. that the binary holds no code
/// for it; empty: it can. Opens the device, which takes a while.
std::string obstacle_to(const DeviceSurvey& survey, int ordinal);

}  // namespace tessera::gpu

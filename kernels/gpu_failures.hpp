#pragma once

#include <stdexcept>

namespace tessera::gpu {

/// There is no GPU that this program can use; `what()` says why: no driver, a driver too old, no
/// device, a device that the binary holds no code for, or a library that is missing.
class DeviceUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The memory of the device does not hold what was asked for; `what()` says how much, and how much
/// there was.
class OutOfDeviceMemory : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A call of CUDA or of one of its libraries failed: file, line, expression and the library's text.
class CudaError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tessera::gpu

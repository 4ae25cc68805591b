#include "host/commands/failure.hpp"

#include <new>

#include "cpu_fallback/failures.hpp"
#include "kernels/gpu_failures.hpp"

namespace tessera {
namespace {

template <class Exception>
bool is(const std::exception& exception) {
  return dynamic_cast<const Exception*>(&exception) != nullptr;
}

}  // namespace

Failure failure_of(const std::exception& exception) {
  if (const auto* error = dynamic_cast<const Error*>(&exception)) {
    return {error->code(), error->what()};
  }
  if (is<gpu::DeviceUnavailable>(exception) || is<gpu::OutOfDeviceMemory>(exception) ||
      is<cpu::UnsupportedProcessor>(exception)) {
    return {ExitCode::no_device_or_memory, exception.what()};
  }
  if (is<std::bad_alloc>(exception)) {
    return {ExitCode::no_device_or_memory, "out of memory; --dry-run says how much a run needs"};
  }
  return {ExitCode::internal_error, exception.what()};
}

}  // namespace tessera

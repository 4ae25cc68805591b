#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/capture.hpp"
#include "tests/replayed_device/event.hpp"
#include "tests/replayed_device/handles.hpp"
#include "tests/replayed_device/kernel_registry.hpp"
#include "tests/replayed_device/memory_spaces.hpp"
#include "tests/replayed_device/refusal.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/sparse_objects.hpp"
#include "tests/replayed_device/stream.hpp"

namespace tessera::support {

/// What the program has made on the device.
struct Session {
  MemorySpaces memory;
  Streams streams;
  Handles<cudaEvent_t, Event> events{"event"};
  Handles<cudaGraph_t, Graph> graphs{"graph"};
  Handles<cudaGraphExec_t, Graph> executables{"executable graph"};
  SparseObjects sparse;
  DeviceStatistics statistics;  // without what the members above know
  double clock_ms = 0;
  std::string failure;
};

/// The state behind the functions of the runtime.
class Device {
 public:
  /// For all calls, whichever thread they come from.
  std::recursive_mutex mutex;
  KernelRegistry registry;
  std::unique_ptr<Session> session = std::make_unique<Session>();
  std::vector<std::string> complaints;

  /// Puts work on a stream; it runs now unless the device delays.
  void submit(cudaStream_t stream, Work work);
  void synchronize(cudaStream_t stream);
  void complain(const char* function, const std::string& what);
  /// Ends all work.
  void fail(const std::string& report);
};

Device& device();
inline Session& session() { return *device().session; }

/// Of this thread.
cudaError_t& last_error();
/// Makes `code` the last error of this thread, unless it is none, and returns it.
cudaError_t remember(cudaError_t code);
/// What keeps every call from working: no driver, no device, an earlier failure.
cudaError_t obstacle();

enum class Throwing { allowed, never };

/// The body of a function of the runtime that needs a device.
template <class Body>
cudaError_t answer(const char* function, const Body& body, Throwing throwing = Throwing::allowed) {
  const std::lock_guard lock(device().mutex);
  if (const cudaError_t code = obstacle(); code != cudaSuccess) return remember(code);
  try {
    body();
    return cudaSuccess;
  } catch (const Refusal& refusal) {
    if (!refusal.complaint.empty()) device().complain(function, refusal.complaint);
    return remember(refusal.code);
  } catch (const ptx::ReplayError& error) {
    device().fail(error.what());
    if (throwing == Throwing::allowed && std::uncaught_exceptions() == 0) throw;
    device().complain(function, error.what());
    return remember(cudaErrorLaunchFailure);
  }
}

/// Of a function that destructors call: it never throws. After a failure it works as before, so
/// that the report of the failure reaches the test and not the error of a destructor.
template <class Body>
cudaError_t answer_quietly(const char* function, const Body& body) {
  const std::lock_guard lock(device().mutex);
  std::string failure = std::exchange(session().failure, {});
  const cudaError_t code = answer(function, body, Throwing::never);
  if (!failure.empty()) session().failure = std::move(failure);
  return code;
}

}  // namespace tessera::support

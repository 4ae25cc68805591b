#pragma once

#include <cstdint>
#include <driver_types.h>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "tests/replayed_device/stream.hpp"

namespace tessera::support {

/// What a program recorded: run in the order in which it was put on its streams, which fits every
/// dependence between them.
struct Graph {
  std::vector<Work> nodes;

  /// All nodes as one work.
  [[nodiscard]] Work as_work() const;
};

/// How far the work of each stream is known to be done.
using Progress = std::map<const Stream*, std::uint64_t>;

/// A graph while it is recorded.
struct Capture {
  Capture(const Stream* the_origin, cudaStreamCaptureMode the_mode)
      : origin(the_origin), mode(the_mode) {}

  /// Adds a node behind the last one of `stream`. Refuses with cudaErrorStreamCaptureInvalidated.
  void record(const Stream& stream, Work work);
  /// From now on `stream` belongs to the capture and comes after `known`.
  void join(const Stream& stream, const Progress& known);
  /// Whether everything that joined is waited for by the origin.
  [[nodiscard]] bool is_joined() const;
  /// Whether this thread must not make calls that a capture may not see.
  [[nodiscard]] bool forbids_unsafe_calls() const;
  void require_valid() const;

  const Stream* origin;
  cudaStreamCaptureMode mode;
  std::thread::id thread = std::this_thread::get_id();
  bool is_invalid = false;
  Graph graph;
  std::map<const Stream*, Progress> progress;  // of each stream that takes part
};

/// Begins to record what is put on the stream.
void begin_capture(Streams& streams, cudaStream_t handle, cudaStreamCaptureMode mode);
/// Ends it and returns what was recorded.
std::shared_ptr<Graph> end_capture(Streams& streams, cudaStream_t handle);
/// Refuses with cudaErrorStreamCaptureUnsupported, and spoils the capture, when one is under way
/// in which the call `name` is not allowed.
void require_no_capture(const Streams& streams, const char* name);

}  // namespace tessera::support

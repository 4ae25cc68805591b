#pragma once

#include <cstdint>
#include <memory>

#include "tests/replayed_device/capture.hpp"
#include "tests/replayed_device/stream.hpp"

namespace tessera::support {

/// A place in the work of a stream.
struct Mark {
  std::shared_ptr<Stream> stream;
  std::uint64_t number = 0;
  bool is_reached = false;
  double at_ms = 0;  // on the device's clock, once reached
};

struct Event {
  explicit Event(bool has_time) : measures(has_time) {}

  bool measures;
  /// Where it was recorded last; null: nowhere, or in a capture.
  std::shared_ptr<Mark> mark;
  /// The capture in which it was recorded last, and what it knows to be done there.
  std::weak_ptr<Capture> capture;
  Progress progress;
};

/// Puts `event` behind what is on the stream now. `clock_ms` is read when the stream gets there.
void record_event(Streams& streams, cudaStream_t handle, Event& event, const double& clock_ms,
                  bool at_once);
/// Lets what is put on the stream from now on wait for `event`, which may draw the stream into a
/// capture.
void wait_for_event(Streams& streams, cudaStream_t handle, const Event& event, bool at_once);
/// Refuses with cudaErrorCapturedEvent when `event` only stands for a node of a graph.
void require_not_captured(const Event& event);

}  // namespace tessera::support

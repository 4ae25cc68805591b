#pragma once

#include <cstdint>
#include <vector>

#include "cpu_fallback/memory.hpp"
#include "kernels/stages/view.hpp"

namespace tessera::cpu {

/// Nanoseconds of the monotonic clock, which all threads and processes of a machine share.
[[nodiscard]] std::int64_t trace_clock_ns() noexcept;

/// A stretch of time that somebody spent on something.
struct TraceEvent {
  const char* name = nullptr;  // static text
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::int64_t chunks = 0;  // of a worker: how many it ran; 0 for a range
};

/// The events of one writer. What no longer fits is counted, not kept.
struct TraceTrack {
  View<TraceEvent> events;
  std::int64_t count = 0;
  std::int64_t dropped = 0;

  void add(const TraceEvent& event) noexcept {
    if (count == events.count) {
      ++dropped;
      return;
    }
    events[count++] = event;
  }
};

/// Who did what and when in a run on the CPU: a track per worker, and one for the ranges of the
/// caller. It lies in the memory of the executor, so that worker processes write into it too; no
/// two workers write to the same track. Pages that no event has reached cost nothing.
class Trace {
 public:
  Trace(Memory& memory, int workers);

  [[nodiscard]] int workers() const { return workers_; }
  /// [worker], for whoever runs chunks.
  [[nodiscard]] TraceTrack* worker_tracks() { return tracks_.view().data; }
  [[nodiscard]] TraceTrack& ranges() { return tracks_.view()[workers_]; }

  [[nodiscard]] const TraceTrack& worker_track(int worker) const { return tracks_.view()[worker]; }
  [[nodiscard]] const TraceTrack& ranges() const { return tracks_.view()[workers_]; }
  /// When recording began.
  [[nodiscard]] std::int64_t begin_ns() const { return begin_ns_; }

 private:
  int workers_;
  std::int64_t begin_ns_;
  Array<TraceTrack> tracks_;  // [worker], and the ranges
  Array<TraceEvent> events_;  // [track][kTrackEvents]
};

/// A named part of a run, from its making to its death, where a trace is recorded.
class Range {
 public:
  Range() = default;
  Range(Trace* trace, const char* name) : trace_(trace), name_(name) {
    if (trace_ != nullptr) begin_ns_ = trace_clock_ns();
  }
  ~Range() {
    if (trace_ != nullptr) trace_->ranges().add({name_, begin_ns_, trace_clock_ns(), 0});
  }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;

 private:
  Trace* trace_ = nullptr;
  const char* name_ = nullptr;
  std::int64_t begin_ns_ = 0;
};

/// The name of the type of a chunk body, as the compiler spells it, in some words around it.
template <class Body>
[[nodiscard]] constexpr const char* body_name() {
  return __PRETTY_FUNCTION__;
}

}  // namespace tessera::cpu

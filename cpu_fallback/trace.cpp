#include "cpu_fallback/trace.hpp"

#include <ctime>
#include <new>

namespace tessera::cpu {
namespace {

constexpr std::int64_t kTrackEvents = std::int64_t{1} << 20;

}  // namespace

std::int64_t trace_clock_ns() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Trace::Trace(Memory& memory, int workers)
    : workers_(workers),
      begin_ns_(trace_clock_ns()),
      tracks_(memory, workers + 1),
      events_(memory, (workers + 1) * kTrackEvents) {
  for (int track = 0; track <= workers_; ++track) {
    new (&tracks_.view()[track])
        TraceTrack{part(events_.view(), track * kTrackEvents, kTrackEvents)};
  }
}

}  // namespace tessera::cpu

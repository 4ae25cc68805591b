#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "cpu_fallback/trace.hpp"

namespace tessera::cpu {

/// Calls one chunk of a stage: `body` points at a trivially copyable functor.
using ChunkFunction = void (*)(const void* body, std::int64_t chunk) noexcept;

/// What a phase does: chunks 0..chunk_count-1 of one function.
struct PhaseWork {
  ChunkFunction function = nullptr;
  const char* name = nullptr;  // see body_name
  std::int64_t chunk_count = 0;
  TraceTrack* tracks = nullptr;  // [worker]; null: nobody records
};

/// One phase of work, with the body that its function is called with.
struct Phase {
  static constexpr std::size_t kBodyLimit = 960;

  PhaseWork work;
  alignas(64) std::byte body[kBodyLimit];
};

/// Chunks first..last-1 of worker `worker` of `workers`: contiguous and even.
struct ChunkRange {
  std::int64_t first;
  std::int64_t last;
};
[[nodiscard]] constexpr ChunkRange chunks_of_worker(std::int64_t chunk_count, int worker,
                                                    int workers) {
  return {chunk_count * worker / workers, chunk_count * (worker + 1) / workers};
}

/// Calls the chunks of `range`, and puts them on `track` unless that is null.
void run_chunk_range(const PhaseWork& work, const void* body, const ChunkRange& range,
                     TraceTrack* track) noexcept;

/// Where the members of a team meet: worker 0 opens a phase, the others run their chunks, worker 0
/// waits until all have left. Lives in memory that all members share, threads or processes.
/// Waiting spins for a bounded time and then sleeps in the kernel (futex), waking now and then to
/// ask whether the others are still alive.
class PhaseGate {
 public:
  enum class Wait { opened, closed, keep_waiting };

  /// `members` counts worker 0 as well. `spin_rounds` = 0 suits more workers than cores.
  PhaseGate(int members, int spin_rounds) : members_(members), spin_rounds_(spin_rounds) {}

  /// The phase to be opened; worker 0 fills it in while no phase is open.
  [[nodiscard]] Phase& phase() { return phase_; }

  /// Worker 0: lets the others go.
  void open();
  /// Worker 0: waits until the others have left, or for about 50 ms; true when they have.
  [[nodiscard]] bool wait_until_left();
  /// Worker 0: tells the others to end instead of waiting for a further phase.
  void close();

  /// Others: waits for phase number `next` (1, 2, ...), or for about 50 ms.
  [[nodiscard]] Wait wait_for(std::uint32_t next);
  /// Others: this worker has run its chunks.
  void leave();

  /// Runs the chunks of `worker` in the phase that is open.
  void run_chunks(int worker) const noexcept;

 private:
  Phase phase_;
  alignas(64) std::atomic<std::uint32_t> opened_{0};
  alignas(64) std::atomic<std::uint32_t> sleeping_workers_{0};
  alignas(64) std::atomic<std::uint32_t> busy_{0};
  std::atomic<std::uint32_t> sleeping_caller_{0};
  std::atomic<bool> closed_{false};
  int members_;
  int spin_rounds_;
};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free,
              "a futex needs a plain 32-bit word that processes can share");

/// Spin rounds for `workers` on the cores of this process: 0 when there are more workers.
[[nodiscard]] int spin_rounds_for(int workers);

}  // namespace tessera::cpu

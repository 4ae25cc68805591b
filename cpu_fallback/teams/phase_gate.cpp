#include "cpu_fallback/teams/phase_gate.hpp"

#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cpu_fallback/processor.hpp"

namespace tessera::cpu {
namespace {

constexpr long kSleepNanoseconds = 50'000'000;
constexpr int kSpinRounds = 4000;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

std::uint32_t* word_of(std::atomic<std::uint32_t>& word) {
  return reinterpret_cast<std::uint32_t*>(&word);
}

// Not FUTEX_PRIVATE: the word may lie in a mapping that processes share.
void sleep_while(std::atomic<std::uint32_t>& word, std::uint32_t value) {
  const timespec limit{0, kSleepNanoseconds};
  ::syscall(SYS_futex, word_of(word), FUTEX_WAIT, value, &limit, nullptr, 0);
}

void wake_all(std::atomic<std::uint32_t>& word) {
  ::syscall(SYS_futex, word_of(word), FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace

void run_chunk_range(const PhaseWork& work, const void* body, const ChunkRange& range,
                     TraceTrack* track) noexcept {
  const std::int64_t begin_ns = track == nullptr ? 0 : trace_clock_ns();
  for (std::int64_t chunk = range.first; chunk < range.last; ++chunk) work.function(body, chunk);
  if (track == nullptr || range.last <= range.first) return;
  track->add({work.name, begin_ns, trace_clock_ns(), range.last - range.first});
}

int spin_rounds_for(int workers) { return workers <= usable_cores() ? kSpinRounds : 0; }

void PhaseGate::open() {
  busy_.store(static_cast<std::uint32_t>(members_ - 1), std::memory_order_relaxed);
  opened_.fetch_add(1);
  if (sleeping_workers_.load() > 0) wake_all(opened_);
}

void PhaseGate::close() {
  closed_.store(true);
  opened_.fetch_add(1);
  wake_all(opened_);
}

bool PhaseGate::wait_until_left() {
  for (int round = 0; round < spin_rounds_; ++round) {
    if (busy_.load(std::memory_order_acquire) == 0) return true;
    relax();
  }
  sleeping_caller_.store(1);
  const std::uint32_t busy = busy_.load();
  if (busy != 0) sleep_while(busy_, busy);
  sleeping_caller_.store(0);
  return busy_.load(std::memory_order_acquire) == 0;
}

PhaseGate::Wait PhaseGate::wait_for(std::uint32_t next) {
  const auto state = [&] {
    if (opened_.load(std::memory_order_acquire) != next) return Wait::keep_waiting;
    return closed_.load(std::memory_order_relaxed) ? Wait::closed : Wait::opened;
  };
  for (int round = 0; round < spin_rounds_; ++round) {
    if (state() != Wait::keep_waiting) return state();
    relax();
  }
  sleeping_workers_.fetch_add(1);
  if (opened_.load() != next) sleep_while(opened_, next - 1);
  sleeping_workers_.fetch_sub(1);
  return state();
}

void PhaseGate::leave() {
  const bool last = busy_.fetch_sub(1) == 1;
  // The caller sleeps on the count it saw; wake it only when there is nobody left to wait for.
  if (last && sleeping_caller_.load() != 0) wake_all(busy_);
}

void PhaseGate::run_chunks(int worker) const noexcept {
  const PhaseWork& work = phase_.work;
  const ChunkRange range = chunks_of_worker(work.chunk_count, worker, members_);
  run_chunk_range(work, phase_.body, range,
                  work.tracks == nullptr ? nullptr : work.tracks + worker);
}

}  // namespace tessera::cpu

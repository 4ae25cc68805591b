#include "cpu_fallback/teams/phase_gate.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

namespace tessera::cpu {
namespace {

// What a worker process does, done by threads so that ThreadSanitizer can watch the gate.
void follow(PhaseGate& gate, int worker) {
  for (std::uint32_t next = 1;;) {
    const PhaseGate::Wait wait = gate.wait_for(next);
    if (wait == PhaseGate::Wait::closed) return;
    if (wait == PhaseGate::Wait::keep_waiting) continue;
    gate.run_chunks(worker);
    gate.leave();
    ++next;
  }
}

/// A body over plain, unguarded memory: every phase reads what others wrote in the one before.
struct MirrorPlusOne {
  const std::int64_t* from;
  std::int64_t* to;
  std::int64_t count;
};

void mirror_plus_one(const void* bytes, std::int64_t chunk) noexcept {
  const auto* body = static_cast<const MirrorPlusOne*>(bytes);
  body->to[chunk] = body->from[body->count - 1 - chunk] + 1;
}

void run_phase(PhaseGate& gate, const MirrorPlusOne& body) {
  Phase& phase = gate.phase();
  phase.work.function = mirror_plus_one;
  phase.work.chunk_count = body.count;
  new (phase.body) MirrorPlusOne(body);
  gate.open();
  gate.run_chunks(0);
  while (!gate.wait_until_left()) {
  }
}

struct GateCase {
  int members;
  int spin_rounds;

  friend std::ostream& operator<<(std::ostream& stream, const GateCase& value) {
    return stream << value.members << " members, " << value.spin_rounds << " rounds";
  }
};

class PhaseGateBetweenThreads : public ::testing::TestWithParam<GateCase> {};

TEST_P(PhaseGateBetweenThreads, SeparatesPhases) {
  constexpr std::int64_t kChunks = 13;
  constexpr std::int64_t kPhases = 500;
  PhaseGate gate(GetParam().members, GetParam().spin_rounds);
  std::vector<std::thread> others;
  for (int worker = 1; worker < GetParam().members; ++worker) {
    others.emplace_back([&gate, worker] { follow(gate, worker); });
  }
  std::vector<std::int64_t> now(kChunks, 0);
  std::vector<std::int64_t> next(kChunks, 0);
  for (std::int64_t phase = 0; phase < kPhases; ++phase) {
    run_phase(gate, {now.data(), next.data(), kChunks});
    std::swap(now, next);
  }
  gate.close();
  for (std::thread& other : others) other.join();
  EXPECT_EQ(now, std::vector<std::int64_t>(kChunks, kPhases));
}

// Sleeping at once, mostly spinning, and more members than cores.
INSTANTIATE_TEST_SUITE_P(Gate, PhaseGateBetweenThreads,
                         ::testing::Values(GateCase{1, 0}, GateCase{2, 0}, GateCase{2, 4000},
                                           GateCase{3, 10}, GateCase{9, 0}),
                         [](const auto& instance) {
                           return std::to_string(instance.param.members) + "MembersSpinning" +
                                  std::to_string(instance.param.spin_rounds);
                         });

TEST(PhaseGate, TellsTheCallerThatSomebodyIsStillAtWork) {
  PhaseGate gate(2, 0);
  gate.open();
  EXPECT_FALSE(gate.wait_until_left()) << "nobody has left";
  gate.leave();
  EXPECT_TRUE(gate.wait_until_left());
}

TEST(PhaseGate, LetsWaitersLookAroundWhenNothingHappens) {
  PhaseGate gate(2, 0);
  EXPECT_EQ(gate.wait_for(1), PhaseGate::Wait::keep_waiting);
  gate.open();
  EXPECT_EQ(gate.wait_for(1), PhaseGate::Wait::opened);
  EXPECT_EQ(gate.wait_for(2), PhaseGate::Wait::keep_waiting);
  gate.leave();
  gate.close();
  EXPECT_EQ(gate.wait_for(2), PhaseGate::Wait::closed);
}

TEST(ChunksOfWorker, CoverAllChunksOnceInOrderAndEvenly) {
  for (const std::int64_t chunk_count : {0, 1, 2, 7, 1000}) {
    for (const int workers : {1, 2, 7, 1001}) {
      std::int64_t next = 0;
      for (int worker = 0; worker < workers; ++worker) {
        const ChunkRange range = chunks_of_worker(chunk_count, worker, workers);
        EXPECT_EQ(range.first, next);
        EXPECT_LE(range.last - range.first, chunk_count / workers + 1);
        EXPECT_GE(range.last - range.first, chunk_count / workers);
        next = range.last;
      }
      EXPECT_EQ(next, chunk_count);
    }
  }
}

}  // namespace
}  // namespace tessera::cpu

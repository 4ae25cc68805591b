#include "cpu_fallback/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "cpu_fallback/executor.hpp"
#include "tests/support/teams.hpp"

namespace tessera::cpu {
namespace {

using ::testing::HasSubstr;

struct MarkChunk {
  View<int> marks;

  void operator()(std::int64_t chunk) const { marks[chunk] += 1; }
};

class TraceOfTeam : public ::testing::TestWithParam<support::TeamCase> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team); }
};

std::int64_t chunks_on(const TraceTrack& track) {
  std::int64_t chunks = 0;
  for (std::int64_t item = 0; item < track.count; ++item) chunks += track.events[item].chunks;
  return chunks;
}

TEST_P(TraceOfTeam, HasEveryChunkOfEveryPhaseOnTheTrackOfItsWorker) {
  constexpr std::int64_t kChunks = 101;
  constexpr int kPhases = 5;
  Executor executor({GetParam().team, GetParam().workers});
  executor.record_trace();
  auto marks = allocate<int>(executor, kChunks);
  set_zero(executor, marks.view());
  {
    const Range all = range(executor, "all");
    for (int phase = 0; phase < kPhases; ++phase) {
      executor.for_chunks(kChunks, MarkChunk{marks.view()});
    }
  }
  const Trace& trace = *executor.trace();
  ASSERT_EQ(trace.workers(), GetParam().workers);
  ASSERT_EQ(trace.ranges().count, 1);
  const TraceEvent& all = trace.ranges().events[0];
  EXPECT_STREQ(all.name, "all");
  std::int64_t chunks = 0;
  for (int worker = 0; worker < trace.workers(); ++worker) {
    const TraceTrack& track = trace.worker_track(worker);
    EXPECT_EQ(track.count, kPhases) << worker;
    EXPECT_EQ(track.dropped, 0);
    chunks += chunks_on(track);
    std::int64_t before_ns = all.begin_ns;
    for (std::int64_t item = 0; item < track.count; ++item) {
      const TraceEvent& event = track.events[item];
      EXPECT_THAT(event.name, HasSubstr("MarkChunk"));
      EXPECT_LE(before_ns, event.begin_ns);
      EXPECT_LE(event.begin_ns, event.end_ns);
      before_ns = event.end_ns;
    }
    EXPECT_LE(before_ns, all.end_ns);
  }
  EXPECT_EQ(chunks, kPhases * kChunks);
  for (std::int64_t chunk = 0; chunk < kChunks; ++chunk) EXPECT_EQ(marks.view()[chunk], kPhases);
}

TEST_P(TraceOfTeam, HasAPhaseOfOneChunkOnTheTrackOfTheCaller) {
  Executor executor({GetParam().team, GetParam().workers});
  executor.record_trace();
  auto marks = allocate<int>(executor, 1);
  executor.for_chunks(1, MarkChunk{marks.view()});
  executor.for_chunks(0, MarkChunk{marks.view()});
  EXPECT_EQ(executor.trace()->worker_track(0).count, 1);
  EXPECT_EQ(chunks_on(executor.trace()->worker_track(0)), 1);
}

TEST_P(TraceOfTeam, IsNotThereUnlessAskedFor) {
  Executor executor({GetParam().team, GetParam().workers});
  const Range all = range(executor, "all");
  EXPECT_EQ(executor.trace(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, TraceOfTeam, ::testing::ValuesIn(support::teams_with({1, 3})),
                         support::name_of_case);

TEST(TraceTrack, CountsWhatNoLongerFits) {
  TraceEvent events[2];
  TraceTrack track{{events, 2}};
  for (int event = 0; event < 5; ++event) track.add({"x", event, event, 1});
  EXPECT_EQ(track.count, 2);
  EXPECT_EQ(track.dropped, 3);
  EXPECT_EQ(events[1].begin_ns, 1);
}

}  // namespace
}  // namespace tessera::cpu

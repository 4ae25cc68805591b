#include "cpu_fallback/executor.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include "tests/support/same_bits.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using support::TeamCase;

class EveryTeam : public ::testing::TestWithParam<TeamCase> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team); }

  [[nodiscard]] static cpu::ExecutorOptions options() {
    return {GetParam().team, GetParam().workers, support::instruction_sets().front()};
  }
};

template <class T>
std::vector<T> downloaded(cpu::Executor& executor, View<const T> view) {
  std::vector<T> values(static_cast<std::size_t>(view.count));
  download(executor, view, std::span(values));
  return values;
}

TEST_P(EveryTeam, RunsEveryChunkExactlyOnce) {
  cpu::Executor executor(options());
  for (const std::int64_t chunk_count : {0, 1, 2, 7, 1000}) {
    // One counter more on either side catches chunks -1 and chunk_count.
    auto counters = allocate<std::int32_t>(executor, chunk_count + 2);
    set_zero(executor, counters.view());
    const View<std::int32_t> runs = counters.view();
    executor.for_chunks(chunk_count, [=](std::int64_t chunk) {
      __atomic_fetch_add(&runs[chunk + 1], 1, __ATOMIC_RELAXED);
    });
    std::vector<std::int32_t> expected(static_cast<std::size_t>(chunk_count) + 2, 1);
    expected.front() = expected.back() = 0;
    EXPECT_SAME_BITS(downloaded<std::int32_t>(executor, counters.view()), expected);
  }
}

// The workers that OpenMP grants when it is asked for `workers`.
int granted_by_openmp(int workers) {
  int granted = 0;
#pragma omp parallel num_threads(workers) reduction(+ : granted)
  granted += 1;
  return granted;
}

template <class Identify>
std::set<std::int32_t> identities(cpu::Executor& executor, const Identify& identify) {
  constexpr std::int64_t kChunks = 1000;
  auto ids = allocate<std::int32_t>(executor, kChunks);
  const View<std::int32_t> id_of_chunk = ids.view();
  executor.for_chunks(kChunks, [=](std::int64_t chunk) { id_of_chunk[chunk] = identify(); });
  const auto values = downloaded<std::int32_t>(executor, ids.view());
  return {values.begin(), values.end()};
}

TEST_P(EveryTeam, GivesEveryWorkerChunks) {
  cpu::Executor executor(options());
  const auto threads =
      identities(executor, [] { return static_cast<std::int32_t>(::syscall(SYS_gettid)); });
  const auto processes = identities(executor, [] { return static_cast<std::int32_t>(::getpid()); });
  const auto workers = static_cast<std::size_t>(GetParam().workers);
  const bool is_openmp = GetParam().team == cpu::Team::openmp;
  EXPECT_EQ(threads.size(),
            is_openmp ? static_cast<std::size_t>(granted_by_openmp(GetParam().workers)) : workers);
  EXPECT_EQ(processes.size(), GetParam().team == cpu::Team::processes ? workers : 1U);
  EXPECT_TRUE(processes.contains(::getpid())) << "the calling process is worker 0";
}

TEST_P(EveryTeam, SeesInEachPhaseWhatAllWorkersWroteInThePhasesBefore) {
  constexpr std::int64_t kChunks = 37;
  constexpr std::int64_t kPhases = 300;
  cpu::Executor executor(options());
  std::vector<std::int64_t> start(kChunks);
  std::iota(start.begin(), start.end(), 0);
  auto now = upload(executor, std::span<const std::int64_t>(start));
  auto next = allocate<std::int64_t>(executor, kChunks);
  for (std::int64_t phase = 0; phase < kPhases; ++phase) {
    const View<const std::int64_t> from = std::as_const(now).view();
    const View<std::int64_t> to = next.view();
    // The mirrored chunk almost always belongs to another worker.
    executor.for_chunks(kChunks,
                        [=](std::int64_t chunk) { to[chunk] = from[kChunks - 1 - chunk] + 1; });
    std::swap(now, next);
  }
  std::vector<std::int64_t> expected(start);
  for (std::int64_t& value : expected) value += kPhases;
  EXPECT_SAME_BITS(downloaded<std::int64_t>(executor, std::as_const(now).view()), expected);
}

TEST_P(EveryTeam, SeesWhatTheCallerWroteBetweenPhases) {
  cpu::Executor executor(options());
  auto values = allocate<std::int32_t>(executor, 64);
  const View<std::int32_t> view = values.view();
  for (std::int32_t round = 0; round < 50; ++round) {
    for (std::int64_t item = 0; item < view.count; ++item) view[item] = round;
    executor.for_chunks(view.count, [=](std::int64_t chunk) { view[chunk] *= 2; });
    for (std::int64_t item = 0; item < view.count; ++item) ASSERT_EQ(view[item], 2 * round);
  }
}

TEST_P(EveryTeam, RunsABodyOfTheLargestSizeWhole) {
  struct LargestBody {
    View<std::uint8_t> sums;
    std::uint8_t bytes[cpu::Phase::kBodyLimit - sizeof(View<std::uint8_t>)];

    void operator()(std::int64_t chunk) const {
      for (const std::uint8_t byte : bytes)
        sums[chunk] = static_cast<std::uint8_t>(sums[chunk] + byte);
    }
  };
  static_assert(sizeof(LargestBody) == cpu::Phase::kBodyLimit);
  cpu::Executor executor(options());
  auto sums = allocate<std::uint8_t>(executor, 5);
  set_zero(executor, sums.view());
  LargestBody body{sums.view(), {}};
  std::uint8_t expected = 0;
  for (std::size_t index = 0; index < sizeof body.bytes; ++index) {
    body.bytes[index] = static_cast<std::uint8_t>(7 * index + 1);
    expected = static_cast<std::uint8_t>(expected + body.bytes[index]);
  }
  executor.for_chunks(5, body);
  EXPECT_SAME_BITS(downloaded<std::uint8_t>(executor, sums.view()),
                   (std::vector<std::uint8_t>(5, expected)));
}

TEST_P(EveryTeam, UploadsAndDownloadsNothingAtAll) {
  cpu::Executor executor(options());
  const auto empty = upload(executor, std::span<const double>{});
  EXPECT_EQ(empty.count(), 0);
  download(executor, empty.view(), std::span<double>{});
}

// Far more workers than cores: nobody may spin for somebody who cannot run.
INSTANTIATE_TEST_SUITE_P(Executor, EveryTeam,
                         ::testing::ValuesIn(support::teams_with({1, 2, 7, 19})),
                         support::name_of_case);

}  // namespace
}  // namespace tessera

#include <chrono>
#include <csignal>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "cpu_fallback/executor.hpp"
#include "cpu_fallback/failures.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

/// What the documentation promises: a lost worker ends the run within a second.
constexpr milliseconds kPromisedNotice{1000};
constexpr int kWorkers = 4;

class WorkerProcesses : public ::testing::Test {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(cpu::Team::processes); }
};

cpu::ExecutorOptions four_processes() {
  return {cpu::Team::processes, kWorkers, support::instruction_sets().front()};
}

void run_one_phase(cpu::Executor& executor) {
  auto marks = allocate<std::int32_t>(executor, 64);
  const View<std::int32_t> view = marks.view();
  executor.for_chunks(view.count, [=](std::int64_t chunk) { view[chunk] = 1; });
}

// The message of the WorkerLost that `work` ends with.
template <class Work>
std::string loss_in(const Work& work) {
  try {
    work();
  } catch (const cpu::WorkerLost& lost) {
    return lost.what();
  }
  return "no worker was lost";
}

TEST_F(WorkerProcesses, AreOneFewerThanTheWorkersBecauseTheCallerIsOne) {
  cpu::Executor executor(four_processes());
  EXPECT_EQ(executor.worker_processes().size(), std::size_t{kWorkers - 1});
  for (const pid_t worker : executor.worker_processes()) EXPECT_EQ(::getpgid(worker), ::getpgrp());
}

TEST_F(WorkerProcesses, EndWithTheirExecutor) {
  std::vector<pid_t> workers;
  {
    cpu::Executor executor(four_processes());
    workers.assign(executor.worker_processes().begin(), executor.worker_processes().end());
    run_one_phase(executor);
    EXPECT_TRUE(support::has_child());
  }
  EXPECT_FALSE(support::has_child());
  for (const pid_t worker : workers) EXPECT_EQ(::kill(worker, 0), -1) << worker << " still exists";
}

TEST_F(WorkerProcesses, EndWithAnExecutorThatNeverWorked) {
  { const cpu::Executor executor(four_processes()); }
  EXPECT_FALSE(support::has_child());
}

TEST_F(WorkerProcesses, KilledInTheMiddleOfAPhaseAreReportedWithTheSignal) {
  cpu::Executor executor(four_processes());
  for (int phase = 0; phase < 50; ++phase) run_one_phase(executor);
  const pid_t caller = ::getpid();
  const Clock::time_point start = Clock::now();
  const std::string message = loss_in([&] {
    executor.for_chunks(64, [=](std::int64_t chunk) {
      if (chunk == 40 && ::getpid() != caller) ::kill(::getpid(), SIGKILL);
    });
  });
  EXPECT_LT(Clock::now() - start, kPromisedNotice);
  EXPECT_THAT(message, HasSubstr("killed by signal 9 (Killed)"));
  EXPECT_FALSE(support::has_child()) << "the other workers are still there";
}

TEST_F(WorkerProcesses, KilledWhileIdleAreReportedByTheNextPhase) {
  cpu::Executor executor(four_processes());
  run_one_phase(executor);
  const pid_t victim = executor.worker_processes().back();
  ::kill(victim, SIGKILL);
  const Clock::time_point start = Clock::now();
  const std::string message = loss_in([&] { run_one_phase(executor); });
  EXPECT_LT(Clock::now() - start, kPromisedNotice);
  EXPECT_THAT(message, HasSubstr("worker process " + std::to_string(victim) + " was killed"));
  EXPECT_FALSE(support::has_child());
}

// As a person with `kill -9` would do it: at any moment of a long run.
TEST_F(WorkerProcesses, KilledFromOutsideDuringManyPhasesEndTheRun) {
  cpu::Executor executor(four_processes());
  const pid_t victim = executor.worker_processes().front();
  const pid_t killer = ::fork();
  if (killer == 0) {
    ::usleep(20'000);
    ::kill(victim, SIGKILL);
    ::_exit(0);
  }
  const Clock::time_point start = Clock::now();
  const std::string message = loss_in([&] {
    while (Clock::now() - start < 5 * kPromisedNotice) run_one_phase(executor);
  });
  EXPECT_LT(Clock::now() - start, milliseconds{20} + kPromisedNotice);
  EXPECT_THAT(message, HasSubstr("worker process " + std::to_string(victim) + " was killed"));
  ::waitpid(killer, nullptr, 0);
  EXPECT_FALSE(support::has_child());
}

TEST_F(WorkerProcesses, OnceLostKeepTheExecutorFromRunningAnythingElse) {
  cpu::Executor executor(four_processes());
  ::kill(executor.worker_processes().front(), SIGKILL);
  EXPECT_THAT(loss_in([&] { run_one_phase(executor); }), HasSubstr("was killed"));
  EXPECT_THAT(loss_in([&] { run_one_phase(executor); }), HasSubstr("lost"));
}

// A parent that ignores SIGCHLD hands that on; the system then reaps children by itself.
TEST_F(WorkerProcesses, AreMissedEvenWhereTheSystemReapsThem) {
  const auto old_handler = std::signal(SIGCHLD, SIG_IGN);
  {
    cpu::Executor executor(four_processes());
    const pid_t victim = executor.worker_processes().front();
    ::kill(victim, SIGKILL);
    EXPECT_THAT(loss_in([&] { run_one_phase(executor); }),
                HasSubstr("worker process " + std::to_string(victim)));
  }
  std::signal(SIGCHLD, old_handler);
  EXPECT_FALSE(support::has_child());
}

TEST_F(WorkerProcesses, DieWithAParentThatIsKilled) {
  // Workers that lose their parent become children of this process, which can then wait for them.
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int to_test[2];
  ASSERT_EQ(::pipe(to_test), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    cpu::Executor executor(four_processes());
    run_one_phase(executor);
    const char ready = 1;
    if (::write(to_test[1], &ready, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char ready = 0;
  ASSERT_EQ(::read(to_test[0], &ready, 1), 1);
  ::kill(parent, SIGKILL);
  const Clock::time_point deadline = Clock::now() + kPromisedNotice;
  int ended = 0;
  while (support::has_child() && Clock::now() < deadline) {
    if (::waitpid(-1, nullptr, WNOHANG) > 0) ++ended;
  }
  EXPECT_EQ(ended, kWorkers) << "the parent and its workers";
  EXPECT_FALSE(support::has_child());
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  ::close(to_test[0]);
  ::close(to_test[1]);
}

TEST_F(WorkerProcesses, ShrugOffTheInterruptThatTheirParentHandles) {
  cpu::Executor executor(four_processes());
  run_one_phase(executor);
  for (const pid_t worker : executor.worker_processes()) ::kill(worker, SIGINT);
  for (int phase = 0; phase < 20; ++phase) EXPECT_NO_THROW(run_one_phase(executor));
}

}  // namespace
}  // namespace tessera

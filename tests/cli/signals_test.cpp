// Runs that are ended from outside: nothing may be left of them.

#include <chrono>
#include <csignal>
#include <thread>

#include "host/mesh/generate/generate_mesh.hpp"
#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Signals : public TesseraBinary {
 protected:
  // A solve that would go on for minutes.
  [[nodiscard]] CommandLine endless_solve(const std::string& backend) const {
    write_mesh(path("duct.msh"), generate_mesh({shape_of("channel"), 40'000}));
    return line({"solve", "duct.msh", "--backend", backend, "--workers", "3", "--rtol", "1e-300",
                 "--preconditioner", "jacobi", "--max-iterations", "1000000000", "--verbose",
                 "--output", "field.vtu"});
  }

  static bool wait_until_it_solves(RunningCommand& run) {
    return run.wait_for_stderr("tessera: solving");
  }

  void expect_nothing_left(const std::vector<pid_t>& workers) const {
    for (const pid_t worker : workers) EXPECT_TRUE(is_gone(worker)) << worker;
    EXPECT_THAT(names(), ElementsAre("duct.msh"));
  }
};

struct SignalCase {
  const char* name;
  int signal;
  int exit_code;
};

class EndingSignal : public Signals, public ::testing::WithParamInterface<SignalCase> {};

TEST_P(EndingSignal, EndsASolveOnEveryTeamAndLeavesNothing) {
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    SCOPED_TRACE(backend);
    RunningCommand run(endless_solve(backend));
    ASSERT_TRUE(wait_until_it_solves(run));
    const std::vector<pid_t> workers = run.children();
    EXPECT_EQ(workers.size(), std::string(backend) == "processes" ? 2U : 0U);
    run.send(GetParam().signal);
    const Ended ended = run.wait();
    EXPECT_FALSE(ended.ran_too_long);
    EXPECT_EQ(ended.exit_code, GetParam().exit_code);
    expect_nothing_left(workers);
  }
}

INSTANTIATE_TEST_SUITE_P(Signals, EndingSignal,
                         ::testing::Values(SignalCase{"Interrupt", SIGINT, 130},
                                           SignalCase{"Terminate", SIGTERM, 143},
                                           SignalCase{"HangUp", SIGHUP, 129}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(Signals, AKilledWorkerEndsTheRunAndIsNamed) {
  RunningCommand run(endless_solve("processes"));
  ASSERT_TRUE(wait_until_it_solves(run));
  const std::vector<pid_t> workers = run.children();
  ASSERT_EQ(workers.size(), 2U);
  ::kill(workers.front(), SIGKILL);
  const Ended ended = run.wait();
  EXPECT_FALSE(ended.ran_too_long);
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, HasSubstr("worker process " + std::to_string(workers.front()) +
                                   " was killed by signal 9 (Killed)"));
  expect_nothing_left(workers);
}

TEST_F(Signals, WorkersDoNotOutliveAKilledProgram) {
  RunningCommand run(endless_solve("processes"));
  ASSERT_TRUE(wait_until_it_solves(run));
  const std::vector<pid_t> workers = run.children();
  ASSERT_EQ(workers.size(), 2U);
  run.send(SIGKILL);
  EXPECT_EQ(run.wait().signal, SIGKILL);
  expect_nothing_left(workers);
}

// The size of the pending result, 0 before it is begun and after it is done.
std::uintmax_t pending_bytes(const std::filesystem::path& folder) {
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().find(".partial-") == std::string::npos) continue;
    const std::uintmax_t bytes = std::filesystem::file_size(entry.path(), gone);
    if (!gone) return bytes;
  }
  return 0;
}

// The moment between the first byte and the name is short: on a busy machine several runs may pass
// before one is caught in it.
TEST_F(Signals, AResultThatIsBeingWrittenIsTakenBack) {
  if (kSanitized) GTEST_SKIP() << "takes minutes under a sanitizer";
  constexpr int kMostAttempts = 20;
  write_mesh(path("duct.msh"), generate_mesh({shape_of("channel"), 300'000}));
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    RunningCommand run(
        line({"solve", "duct.msh", "--max-iterations", "1", "--output", "field.vtu"}));
    while (pending_bytes(path("")) == 0 && !run.has_ended()) {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    if (run.has_ended()) continue;
    run.send(SIGTERM);
    if (run.wait().exit_code != 143) continue;   // it had been faster than the signal
    std::filesystem::remove(path("field.vtu"));  // of an earlier attempt
    expect_nothing_left({});
    return;
  }
  FAIL() << "the file was written before anyone saw it, " << kMostAttempts << " times";
}

}  // namespace
}  // namespace tessera::support

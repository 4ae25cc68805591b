#include "host/commands/child_process.hpp"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>

#include "host/errors.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

ChildProcess child_that(const std::function<json()>& work) {
  return ChildProcess([work]() -> ChildProcess::Work { return work; });
}

TEST(ChildProcess, WorksAsOftenAsItIsAskedAndKeepsItsState) {
  ChildProcess child([]() -> ChildProcess::Work {
    return [count = std::make_shared<int>(0), process = ::getpid()]() -> json {
      return {{"count", ++*count}, {"process", process}};
    };
  });
  const json first = child.ask();
  const json second = child.ask();
  EXPECT_EQ(first["count"], 1);
  EXPECT_EQ(second["count"], 2);
  EXPECT_EQ(first["process"], second["process"]);
  EXPECT_NE(first["process"], ::getpid());
}

TEST(ChildProcess, PassesOnWhatWasThrownWithItsExitCode) {
  ChildProcess child = child_that([]() -> json { throw InputError("m.msh: no node 7"); });
  for (int time = 0; time < 2; ++time) {
    try {
      static_cast<void>(child.ask());
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input);
      EXPECT_STREQ(error.what(), "m.msh: no node 7");
    }
  }
}

TEST(ChildProcess, PassesOnWhatWasThrownOnItsWayUp) {
  ChildProcess child([]() -> ChildProcess::Work { throw ResourceError("no GPU"); });
  try {
    static_cast<void>(child.ask());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::no_device_or_memory);
  }
}

TEST(ChildProcess, WhoseDeathIsNoticed) {
  ChildProcess child = child_that([]() -> json {
    ::kill(::getpid(), SIGKILL);
    return {};
  });
  try {
    static_cast<void>(child.ask());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("killed by signal 9"));
  }
}

TEST(ChildProcess, LeavesNoProcessBehind) {
  {
    ChildProcess child = child_that([]() -> json { return 1; });
    EXPECT_EQ(child.ask(), 1);
    EXPECT_TRUE(support::has_child());
  }
  EXPECT_FALSE(support::has_child());
}

TEST(ChildProcess, RunsEveryTeamOneAfterTheOtherFromOneParent) {
  if (support::kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer does not follow processes";
  for (const cpu::Team team : {cpu::Team::openmp, cpu::Team::processes, cpu::Team::threads,
                               cpu::Team::processes, cpu::Team::serial}) {
    Backend backend;
    backend.team = team;
    backend.workers = 2;
    ChildProcess child = start_on(backend, [](auto& executor) -> json {
      if constexpr (requires { executor.team(); }) {
        auto chunks = allocate<int>(executor, 100);
        const View<int> view = chunks.view();
        executor.for_chunks(100, [view](std::int64_t chunk) { view[chunk] = 1; });
        int sum = 0;
        for (int chunk = 0; chunk < 100; ++chunk) sum += view[chunk];
        return {{"team", cpu::name_of(executor.team())}, {"sum", sum}};
      } else {
        return nullptr;
      }
    });
    const json answer = child.ask();
    EXPECT_EQ(answer["team"], cpu::name_of(team));
    EXPECT_EQ(answer["sum"], 100);
  }
}

TEST(ChildProcess, IsRefusedToAProcessWithThreads) {
  std::atomic<bool> ends = false;
  std::thread thread([&] { ends.wait(false); });
  EXPECT_THROW(child_that([]() -> json { return 1; }), std::logic_error);
  ends = true;
  ends.notify_all();
  thread.join();
}

}  // namespace
}  // namespace tessera

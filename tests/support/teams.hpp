#pragma once

#include <cerrno>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "cpu_fallback/executor.hpp"

#if defined(__SANITIZE_THREAD__)
#define TESSERA_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TESSERA_THREAD_SANITIZER 1
#endif
#endif

namespace tessera::cpu {

/// Names instruction sets in the lists of tests.
inline void PrintTo(InstructionSet instruction_set, std::ostream* stream) {
  *stream << name_of(instruction_set);
}

}  // namespace tessera::cpu

namespace tessera::support {

#if defined(TESSERA_THREAD_SANITIZER)
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

/// A team with a number of workers, as a parameter of a test.
struct TeamCase {
  cpu::Team team;
  int workers;

  friend std::ostream& operator<<(std::ostream& stream, const TeamCase& value) {
    return stream << cpu::name_of(value.team) << '_' << value.workers;
  }
};

/// Every team with every worker count (serial once). `processes` comes first: it forks, which is
/// sound only as long as no other team has left threads behind in this process.
inline std::vector<TeamCase> teams_with(const std::vector<int>& worker_counts) {
  std::vector<TeamCase> cases;
  for (const cpu::Team team : {cpu::Team::processes, cpu::Team::threads, cpu::Team::openmp}) {
    for (const int workers : worker_counts) cases.push_back({team, workers});
  }
  cases.push_back({cpu::Team::serial, 1});
  return cases;
}

inline std::string name_of_case(const ::testing::TestParamInfo<TeamCase>& info) {
  return ::testing::PrintToString(info.param);
}

/// The instruction sets that this build has and this processor can run.
inline std::vector<cpu::InstructionSet> instruction_sets() {
#if defined(__x86_64__)
  std::vector<cpu::InstructionSet> sets{cpu::InstructionSet::x86_64_v3};
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    sets.push_back(cpu::InstructionSet::x86_64_v4);
  }
  return sets;
#else
  return {cpu::InstructionSet::generic};
#endif
}

/// Whether this process has a child, alive or not yet waited for.
inline bool has_child() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

}  // namespace tessera::support

/// ThreadSanitizer does not follow forks.
#define TESSERA_SKIP_PROCESSES_UNDER_TSAN(team)                                 \
  if (::tessera::support::kThreadSanitizer && (team) == cpu::Team::processes) { \
    GTEST_SKIP() << "ThreadSanitizer does not follow worker processes";         \
  }                                                                             \
  static_assert(true)

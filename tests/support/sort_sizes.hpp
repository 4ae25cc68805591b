#pragma once

#include <cstddef>
#include <gtest/gtest.h>
#include <vector>

#include "kernels/stages/key_order.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {

/// Numbers of items for stages that sort: none, few, primes, and whole chunks and their neighbours.
inline std::vector<std::size_t> sort_sizes() {
  constexpr auto kChunk = static_cast<std::size_t>(kSortChunk);
  return {0, 1, 2, 3, 31, 1009, kChunk - 1, kChunk, kChunk + 1, 40009};
}

/// A test that every team runs with one to seven workers.
class TeamTest : public ::testing::TestWithParam<TeamCase> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team); }
  [[nodiscard]] static cpu::ExecutorOptions team() {
    return {GetParam().team, GetParam().workers, cpu::best_instruction_set()};
  }
};

}  // namespace tessera::support

#define TESSERA_FOR_EVERY_TEAM(Suite)                                                       \
  INSTANTIATE_TEST_SUITE_P(Teams, Suite,                                                    \
                           ::testing::ValuesIn(support::teams_with({1, 2, 3, 4, 5, 6, 7})), \
                           support::name_of_case)

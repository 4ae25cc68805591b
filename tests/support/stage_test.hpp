#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "cpu_fallback/executor.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {

/// A test of one stage on the calling thread, run for every instruction set of this processor.
class StageTest : public ::testing::TestWithParam<cpu::InstructionSet> {
 protected:
  template <class T>
  [[nodiscard]] cpu::Array<T> put(const std::vector<T>& values) {
    return upload(executor, std::span<const T>(values));
  }
  template <class T>
  [[nodiscard]] cpu::Array<T> make(std::int64_t count) {
    return allocate<T>(executor, count);
  }
  template <class T>
  [[nodiscard]] std::vector<T> get(const cpu::Array<T>& array) {
    std::vector<T> values(static_cast<std::size_t>(array.count()));
    download(executor, array.view(), std::span(values));
    return values;
  }

  cpu::Executor executor{{cpu::Team::serial, 1, GetParam()}};
};

inline std::string name_of_set(const ::testing::TestParamInfo<cpu::InstructionSet>& info) {
  std::string name = cpu::name_of(info.param);
  for (char& letter : name) {
    if (letter == '-') letter = '_';
  }
  return name;
}

}  // namespace tessera::support

#define TESSERA_FOR_EVERY_INSTRUCTION_SET(Suite)                                         \
  INSTANTIATE_TEST_SUITE_P(Cpu, Suite, ::testing::ValuesIn(support::instruction_sets()), \
                           support::name_of_set)

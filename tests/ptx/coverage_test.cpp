#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replay/machine.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

TEST(PtxCoverage, NamesTheKernelsThatNoLaunchHasRunToTheEnd) {
  const Module module(R"(
.version 8.0
.target sm_75
.address_size 64
.visible .entry coverage_completed() { ret; }
.visible .entry coverage_trapped() { trap; }
.visible .entry coverage_forgotten() { ret; }
)");
  DeviceMemory memory;
  EXPECT_EQ(entries_never_run(module).size(), 3u);
  launch(module, "coverage_completed", {{1}, {32}}, Arguments(), memory);
  EXPECT_THROW(launch(module, "coverage_trapped", {{1}, {32}}, Arguments(), memory), ReplayError);
  EXPECT_EQ(entries_never_run(module),
            (std::vector<std::string>{"coverage_trapped", "coverage_forgotten"}));
}

}  // namespace
}  // namespace tessera::ptx

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ptx/replay/bit_hazards.hpp"
#include "tests/replayed_device/replayed_device.hpp"

namespace tessera {
namespace {

TEST(ReplayedBits, NoKernelOfTheProgramLeavesARoundingToTheDevice) {
  const auto modules = support::replayed_device().modules();
  ASSERT_GT(modules.size(), 5U);
  for (const ptx::Module* const module : modules) {
    EXPECT_THAT(ptx::bit_hazards(*module), ::testing::IsEmpty());
  }
}

}  // namespace
}  // namespace tessera

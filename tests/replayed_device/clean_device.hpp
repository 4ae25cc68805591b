#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replayed_device/replayed_device.hpp"

namespace tessera::support {

/// Tests that begin with a device as new, and fail for whatever the runtime was used wrongly for
/// and for everything that was not given back.
class CleanDevice : public ::testing::Test {
 protected:
  void SetUp() override { replayed_device().reset(); }

  void TearDown() override {
    EXPECT_THAT(replayed_device().take_complaints(), ::testing::IsEmpty());
    if (replayed_device().failure().empty()) {
      EXPECT_EQ(replayed_device().statistics().live_objects(), 0u)
          << "something was not given back";
    }
    replayed_device().reset();
  }
};

}  // namespace tessera::support

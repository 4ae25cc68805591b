#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "tests/replayed_device/replayed_device.hpp"

// Linked into a test binary: every test begins with a device as new, and fails for each wrong use
// of the runtime and for what it does not give back. TESSERA_REPLAY_DELAY=1 and
// TESSERA_REPLAY_DESCENDING=1 make the device behave so in all of them. With
// TESSERA_PTX_EVERY_KERNEL=1 the binary fails for each kernel that no test has run to its end.

namespace tessera::support {
namespace {

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && std::string(value) == "1";
}

class AroundEveryTest : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo&) override {
    replayed_device().reset();
    DeviceBehaviour& behaviour = replayed_device().behaviour;
    behaviour.delay = is_set("TESSERA_REPLAY_DELAY");
    if (is_set("TESSERA_REPLAY_DESCENDING")) behaviour.order = ptx::Order::descending;
  }

  void OnTestEnd(const ::testing::TestInfo&) override {
    for (const std::string& line : replayed_device().what_is_left()) ADD_FAILURE() << line;
  }
};

class EveryKernel : public ::testing::Environment {
  void TearDown() override {
    if (!is_set("TESSERA_PTX_EVERY_KERNEL")) return;
    replayed_device().reset();
    EXPECT_FALSE(replayed_device().modules().empty());
    for (const std::string& kernel : replayed_device().kernels_never_run()) {
      ADD_FAILURE() << "no test has run " << kernel;
    }
  }
};

/// gtest owns both.
const bool kIsListening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new AroundEveryTest);
  ::testing::AddGlobalTestEnvironment(new EveryKernel);
  return true;
}();

}  // namespace
}  // namespace tessera::support

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "tests/replayed_device/replayed_device.hpp"

// Linked into a test binary: every test begins with a device as new, and fails for each wrong use
// of the runtime and for what it does not give back. TESSERA_REPLAY_DELAY=1 and
// TESSERA_REPLAY_DESCENDING=1 make the device behave so in all of them.

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

/// The listeners own it.
const bool kIsListening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new AroundEveryTest);
  return true;
}();

}  // namespace
}  // namespace tessera::support

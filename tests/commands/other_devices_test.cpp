// The commands on machines of other kinds: no driver, an old one, no GPU, one without code, one
// that is too small.

#include "tests/commands/command_run.hpp"
#include "tests/replayed_device/replayed_device.hpp"

namespace tessera::support {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class OtherDevices : public DuctTest {
 protected:
  void expect_obstacle(const std::string& obstacle) const {
    const CommandEnd automatic = solve({});
    EXPECT_EQ(automatic.code, ExitCode::done) << automatic.message;
    EXPECT_THAT(automatic.log, StartsWith("tessera: backend: openmp, "));
    EXPECT_THAT(automatic.log, HasSubstr("(auto: " + obstacle));
    const CommandEnd by_name = solve({"--backend", "cuda"});
    EXPECT_EQ(by_name.code, ExitCode::no_device_or_memory);
    EXPECT_THAT(by_name.message, StartsWith("--backend cuda: " + obstacle));
    EXPECT_THAT(by_name.message, HasSubstr("; openmp, threads, processes and serial need no GPU"));
    EXPECT_EQ(solve({"--backend", "cuda", "--dry-run"}).code, ExitCode::done);
    EXPECT_THAT(run_here({"info", "--no-measure"}).out, HasSubstr(obstacle));
  }
};

TEST_F(OtherDevices, WithoutADriver) {
  replayed_device().behaviour.driver_version = 0;
  expect_obstacle("no NVIDIA driver is installed");
}

TEST_F(OtherDevices, WithADriverThatIsTooOld) {
  replayed_device().behaviour.driver_version = 11040;
  expect_obstacle("the NVIDIA driver is too old: it supports CUDA 11.4, this binary needs ");
}

TEST_F(OtherDevices, WithADriverAndNoGpu) {
  replayed_device().behaviour.device_count = 0;
  expect_obstacle("the NVIDIA driver finds no GPU");
}

TEST_F(OtherDevices, WithAGpuThatTheBinaryHasNoCodeFor) {
  replayed_device().behaviour.compute_capability = 52;
  expect_obstacle("GPU 0 (replayed device) is of architecture sm_52, for which this binary holds");
}

TEST_F(OtherDevices, WithLessMemoryThanTheSolveNeeds) {
  const nlohmann::json plan = summary({"--backend", "cuda", "--operator", "csr", "--dry-run"});
  const auto needed = plan["memory"]["device_needed_bytes"].get<std::size_t>();
  replayed_device().behaviour.total_bytes = needed / 2;
  const CommandEnd end = solve({"--backend", "cuda", "--operator", "csr"});
  EXPECT_EQ(end.code, ExitCode::no_device_or_memory);
  EXPECT_THAT(end.message, HasSubstr("out of device memory: 1 MB needed, GPU 0 (replayed device) "
                                     "has 1 MB"));
  const CommandEnd dry =
      solve({"--backend", "cuda", "--operator", "csr", "--dry-run", "--json", "-"});
  EXPECT_EQ(dry.code, ExitCode::no_device_or_memory);
  EXPECT_EQ(dry.message, end.message);
  EXPECT_EQ(nlohmann::json::parse(dry.out)["memory"]["device_needed_bytes"], needed);
}

TEST_F(OtherDevices, ARunGivesBackWhatItTook) {
  const nlohmann::json run = summary({"--backend", "cuda", "--operator", "csr"});
  EXPECT_EQ(replayed_device().statistics().bytes_in_use, 0U);
  EXPECT_EQ(run["memory"]["device_peak_bytes"], replayed_device().statistics().peak_bytes);
}

}  // namespace
}  // namespace tessera::support

// `tessera hex` on a GPU, from its flags to its summary. Runs in two programs: on a real GPU, and
// on a replayed one.

#include "kernels/gpu_devices.hpp"
#include "tests/commands/command_run.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera::support {
namespace {

class HexOnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string obstacle = gpu::obstacle_to(gpu::survey_devices(), 0);
    if (obstacle.empty()) return take_small_device();
    if (gpu_is_required()) FAIL() << "TESSERA_REQUIRE_GPU=1, but " << obstacle;
    GTEST_SKIP() << obstacle;
  }

  /// The summary of 20 steps, which have to end with 0.
  static nlohmann::json summary(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"hex", "--rows", "60", "--cols", "150", "--steps", "20"});
    flags.insert(flags.end(), {"--quiet", "--json", "-"});
    const CommandEnd end = run_here(flags);
    EXPECT_EQ(end.code, ExitCode::done) << end.message;
    auto json = nlohmann::json::parse(end.out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << end.out;
    return json;
  }
};

TEST_F(HexOnGpu, GivesTheBitsOfTheCpuWhateverIsFused) {
  for (const char* precision : {"f64", "f32"}) {
    const nlohmann::json on_cpu = summary({"--backend", "serial", "--precision", precision});
    for (const char* fuse : {"auto", "1", "7"}) {
      const nlohmann::json on_gpu =
          summary({"--backend", "cuda", "--precision", precision, "--fuse", fuse});
      EXPECT_EQ(on_gpu["backend"], "cuda");
      EXPECT_EQ(on_gpu["checksum"], on_cpu["checksum"]) << precision << ", --fuse " << fuse;
      EXPECT_EQ(on_gpu["field"], on_cpu["field"]);
    }
  }
}

TEST_F(HexOnGpu, ReportsTheMemoryWallOfTheGpu) {
  const nlohmann::json json = summary({"--backend", "cuda"});
  EXPECT_GT(json["memory_traffic"]["copy_bandwidth"].get<double>(), 0.0);
  EXPECT_GT(json["memory_traffic"]["bandwidth_fraction"].get<double>(), 0.0);
  EXPECT_GE(json["memory"]["device_peak_bytes"].get<double>(), 2.0 * 60 * 150 * 8);
}

TEST_F(HexOnGpu, FusesStepsByDefaultWhereMemoryBinds) {
  EXPECT_GT(summary({"--backend", "cuda", "--precision", "f32"})["fuse"].get<int>(), 1);
  EXPECT_EQ(summary({"--backend", "cuda", "--heavy", "1"})["fuse"], 1);
}

}  // namespace
}  // namespace tessera::support

// `tessera mc` on a GPU, from its flags to its summary. Runs in two programs: on a real GPU, and on
// a replayed one.

#include <fstream>

#include "kernels/gpu_devices.hpp"
#include "tests/commands/command_run.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera::support {
namespace {

using ::testing::HasSubstr;

using Flags = std::vector<std::string>;

class McOnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    forget_environment();
    const std::string obstacle = gpu::obstacle_to(gpu::survey_devices(), 0);
    if (obstacle.empty()) return;
    if (gpu_is_required()) FAIL() << "TESSERA_REQUIRE_GPU=1, but " << obstacle;
    GTEST_SKIP() << obstacle;
  }

  /// The summary of `tessera mc FLAGS` on a backend, which has to end with 0.
  [[nodiscard]] static nlohmann::json summary(const std::string& backend, const Flags& flags) {
    std::vector<std::string> arguments{"mc", "--backend", backend, "--quiet", "--json", "-"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const CommandEnd end = run_here(arguments);
    EXPECT_EQ(end.code, ExitCode::done) << end.message;
    auto json = nlohmann::json::parse(end.out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << end.out;
    return json;
  }

  TemporaryFolder folder_;
};

TEST_F(McOnGpu, GivesTheBitsOfTheCpu) {
  for (const Flags& flags :
       {Flags{"--paths", "3001"}, Flags{"--paths", "2500", "--antithetic", "--greeks"},
        Flags{"--paths", "1500", "--payoff", "asian-arithmetic-put", "--steps", "3",
              "--control-variate"},
        Flags{"--paths", "1100", "--payoff", "barrier-up-out-call", "--barrier", "130", "--steps",
              "2", "--monitoring", "bridge"},
        Flags{"--paths", "1100", "--model", "heston", "--steps", "2", "--greeks"},
        Flags{"--paths", "1100", "--precision", "f32"},
        Flags{"--paths", "2048", "--sampler", "sobol"}}) {
    const nlohmann::json on_cpu = summary("serial", flags);
    const nlohmann::json on_gpu = summary("cuda", flags);
    SCOPED_TRACE(on_cpu["options"].dump());
    for (const char* key : {"checksum", "value", "standard_error", "greeks", "paths"}) {
      EXPECT_EQ(on_gpu[key], on_cpu[key]) << key;
    }
  }
}

TEST_F(McOnGpu, AuditNamesTheGpu) {
  const nlohmann::json json = summary("cuda", {"--paths", "1000"});
  EXPECT_EQ(json["audit"]["backend"], "cuda");
  EXPECT_EQ(json["audit"]["gpu"], gpu::survey_devices().devices.at(0).name);
  EXPECT_GT(json["memory"]["device_peak_bytes"], 0);
}

TEST_F(McOnGpu, RepeatsARunOfTheCpu) {
  const std::string audit = folder_.path() / "audit.json";
  const Flags recorded{"mc", "--paths", "1000", "--backend", "serial", "--json", audit, "--quiet"};
  ASSERT_EQ(run_here(recorded).code, ExitCode::done);
  const CommandEnd end = run_here({"mc", "--replay", audit, "--backend", "cuda"});
  EXPECT_EQ(end.code, ExitCode::done) << end.message;
  EXPECT_THAT(end.out, HasSubstr("replay     the same checksum as " + audit));
}

// What every executor holds for itself: the counters of its last blocks.
constexpr std::int64_t kExecutorOwnBytes = 256;

TEST_F(McOnGpu, DryRunSaysWhatItHolds) {
  const Flags flags{"--paths", "1000"};
  Flags dry = flags;
  dry.emplace_back("--dry-run");
  const std::int64_t forecast = summary("cuda", dry)["memory"]["device_needed_bytes"];
  const std::int64_t held = summary("cuda", flags)["memory"]["device_peak_bytes"];
  EXPECT_GE(held, forecast);
  EXPECT_LE(held - forecast, kExecutorOwnBytes);
}

}  // namespace
}  // namespace tessera::support

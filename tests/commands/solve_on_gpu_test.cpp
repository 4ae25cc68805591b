// `tessera solve` on a GPU, from its flags to its summary. Runs in two programs: on a real GPU, and
// on a replayed one.

#include "kernels/gpu_devices.hpp"
#include "tests/commands/command_run.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera::support {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What the interface promises of --dry-run.
constexpr double kPromise = 0.1;

class SolveOnGpu : public DuctTest {
 protected:
  using DuctTest::DuctTest;

  void SetUp() override {
    const std::string obstacle = gpu::obstacle_to(gpu::survey_devices(), 0);
    if (obstacle.empty()) return;
    if (gpu_is_required()) FAIL() << "TESSERA_REQUIRE_GPU=1, but " << obstacle;
    GTEST_SKIP() << obstacle;
  }

  static nlohmann::json::number_float_t relation(const nlohmann::json& plan,
                                                 const nlohmann::json& run) {
    return plan["memory"]["device_needed_bytes"].get<double>() /
           run["memory"]["device_peak_bytes"].get<double>();
  }
};

TEST_F(SolveOnGpu, GivesTheBitsOfTheCpuWithOurOwnOperator) {
  const nlohmann::json on_cpu = summary({"--backend", "serial", "--reproducible"});
  for (const char* assembly : {"gather", "triplets"}) {
    const nlohmann::json on_gpu =
        summary({"--backend", "cuda", "--operator", "csr", "--assembly", assembly});
    EXPECT_EQ(on_gpu["solver"]["assembly"], assembly);
    EXPECT_EQ(on_gpu["checksum"], on_cpu["checksum"]);
    for (const char* key : {"mesh", "solution", "flux", "velocity", "pressure"}) {
      EXPECT_EQ(on_gpu[key], on_cpu[key]) << key;
    }
    EXPECT_EQ(on_gpu["solver"]["iterations"], on_cpu["solver"]["iterations"]);
  }
}

TEST_F(SolveOnGpu, ReproducibleTakesOurOwnOperator) {
  const nlohmann::json json = summary({"--backend", "cuda", "--reproducible"});
  EXPECT_EQ(json["solver"]["operator"], "csr");
  EXPECT_EQ(json["checksum"], summary({"--backend", "serial", "--reproducible"})["checksum"]);
}

TEST_F(SolveOnGpu, GivesTheBitsOfTheCpuByMultigrid) {
  for (const char* around : {"csr", "matrix-free"}) {
    const std::vector<std::string> flags{"--preconditioner", "multigrid", "--operator", around};
    const auto on = [&](const char* backend) {
      std::vector<std::string> all = flags;
      all.insert(all.end(), {"--backend", backend});
      return summary(all);
    };
    const nlohmann::json on_cpu = on("serial");
    const nlohmann::json on_gpu = on("cuda");
    EXPECT_EQ(on_gpu["solver"]["preconditioner"], "multigrid");
    EXPECT_EQ(on_gpu["solver"]["preconditioner_note"], "");
    EXPECT_EQ(on_gpu["solver"]["operator"], around);
    EXPECT_EQ(on_gpu["checksum"], on_cpu["checksum"]);
    for (const char* key : {"iterations", "level_unknowns", "coarse", "relative_residual"}) {
      EXPECT_EQ(on_gpu["solver"][key], on_cpu["solver"][key]) << key;
    }
  }
}

TEST_F(SolveOnGpu, TheDryRunForetellsTheMemoryOfMultigrid) {
  for (const char* around : {"csr", "matrix-free"}) {
    SCOPED_TRACE(around);
    const std::vector<std::string> flags{"--backend", "cuda",       "--preconditioner",
                                         "multigrid", "--operator", around};
    std::vector<std::string> dry = flags;
    dry.emplace_back("--dry-run");
    EXPECT_NEAR(relation(summary(dry), summary(flags)), 1.0, kPromise);
  }
}

class SolveStretchedOnGpu : public SolveOnGpu {
 protected:
  SolveStretchedOnGpu() : SolveOnGpu(structured_rectangle(12, 24, 30.0, 2.0)) {}
};

TEST_F(SolveStretchedOnGpu, TakesAggregatesWithTheBitsOfTheCpu) {
  for (const char* around : {"csr", "matrix-free"}) {
    SCOPED_TRACE(around);
    const std::vector<std::string> flags{"--preconditioner", "multigrid", "--operator", around};
    const auto on = [&](const char* backend, const char* more) {
      std::vector<std::string> all = flags;
      all.insert(all.end(), {"--backend", backend});
      if (*more != '\0') all.emplace_back(more);
      return summary(all);
    };
    const nlohmann::json on_cpu = on("serial", "");
    const nlohmann::json on_gpu = on("cuda", "");
    EXPECT_EQ(on_gpu["solver"]["coarse"], "aggregates");
    EXPECT_EQ(on_gpu["solver"]["preconditioner"], "multigrid");
    EXPECT_EQ(on_gpu["solver"]["preconditioner_note"], "");
    EXPECT_EQ(on_gpu["checksum"], on_cpu["checksum"]);
    for (const char* key : {"iterations", "level_unknowns", "coarse", "relative_residual"}) {
      EXPECT_EQ(on_gpu["solver"][key], on_cpu["solver"][key]) << key;
    }
    EXPECT_NEAR(relation(on("cuda", "--dry-run"), on_gpu), 1.0, kPromise);
  }
}

TEST_F(SolveOnGpu, NamesTheGpuInItsSummary) {
  const nlohmann::json json = summary({"--backend", "cuda", "--operator", "csr"});
  EXPECT_EQ(json["backend"], "cuda");
  const nlohmann::json& gpu = json["hardware"]["gpu"];
  EXPECT_EQ(gpu["ordinal"], 0);
  EXPECT_EQ(gpu["name"], gpu::survey_devices().devices.at(0).name);
  EXPECT_TRUE(gpu["compute_capability"].is_string());
  EXPECT_GT(gpu["multiprocessors"], 0);
  EXPECT_GT(gpu["memory_bytes"], 0);
  EXPECT_TRUE(gpu["driver"].is_string());
  EXPECT_TRUE(gpu["runtime"].is_string());
  EXPECT_GT(json["memory"]["device_peak_bytes"], 0);
  EXPECT_LT(json["memory"]["device_peak_bytes"], gpu["memory_bytes"]);
  EXPECT_GT(json["timings_s"]["start"], 0.0);
}

TEST_F(SolveOnGpu, IsWhatAutoMeansAndTheLogSaysWhichGpu) {
  const CommandEnd end = solve({"--operator", "csr"});
  EXPECT_EQ(end.code, ExitCode::done) << end.message;
  EXPECT_THAT(end.log, StartsWith("tessera: backend: cuda, GPU 0, "));
  EXPECT_THAT(end.log, HasSubstr(" (auto)\n"));
  EXPECT_THAT(solve({"--dry-run"}).log, StartsWith("tessera: backend: cuda, GPU 0, "));
}

TEST_F(SolveOnGpu, TheDryRunForetellsThePeakOfTheMemory) {
  for (const char* assembly : {"gather", "triplets"}) {
    SCOPED_TRACE(assembly);
    const std::vector<std::string> flags{"--backend", "cuda",       "--operator",
                                         "csr",       "--assembly", assembly};
    std::vector<std::string> dry = flags;
    dry.emplace_back("--dry-run");
    EXPECT_NEAR(relation(summary(dry), summary(flags)), 1.0, kPromise);
  }
}

TEST_F(SolveOnGpu, IsWithCusparseByDefaultOrSaysWhatNeedsNone) {
  const CommandEnd end = solve({"--backend", "cuda", "--quiet", "--json", "-"});
  if (end.code == ExitCode::no_device_or_memory) {
    EXPECT_THAT(end.message, HasSubstr("; --operator csr needs no library"));
    if (gpu_is_required()) FAIL() << end.message;
    GTEST_SKIP() << end.message;
  }
  ASSERT_EQ(end.code, ExitCode::done) << end.message;
  const auto json = nlohmann::json::parse(end.out);
  EXPECT_EQ(json["solver"]["operator"], "cusparse");
  EXPECT_EQ(json["options"]["operator"], "cusparse");
  EXPECT_LE(json["solver"]["relative_residual"].get<double>(), 2e-8);
  EXPECT_NEAR(relation(summary({"--backend", "cuda", "--dry-run"}), json), 1.0, kPromise);
}

TEST_F(SolveOnGpu, RefusesAGpuThatIsNotThere) {
  for (const char* backend : {"auto", "cuda"}) {
    const CommandEnd end = solve({"--backend", backend, "--device", "99"});
    EXPECT_EQ(end.code, ExitCode::no_device_or_memory);
    EXPECT_THAT(end.message, StartsWith("--device 99: there is no GPU 99; valid is 0"));
  }
}

TEST_F(SolveOnGpu, DoesNotTouchItWhereATeamWasAskedFor) {
  const nlohmann::json json = summary({"--backend", "threads", "--device", "99"});
  EXPECT_EQ(json["backend"], "threads");
  EXPECT_TRUE(json["hardware"]["gpu"].is_null());
}

TEST_F(SolveOnGpu, InfoListsIt) {
  const CommandEnd end = run_here({"info", "--no-measure", "--json", "-"});
  EXPECT_EQ(end.code, ExitCode::done);
  const auto cuda = nlohmann::json::parse(end.out)["cuda"];
  EXPECT_TRUE(cuda["obstacle"].is_null());
  ASSERT_GE(cuda["gpus"].size(), 1U);
  EXPECT_EQ(cuda["gpus"][0]["name"], gpu::survey_devices().devices.at(0).name);
  EXPECT_TRUE(cuda["gpus"][0]["obstacle"].is_null());
  EXPECT_FALSE(cuda["architectures"].empty());
  EXPECT_THAT(run_here({"info", "--no-measure"}).out, HasSubstr("\nGPU 0      "));
}

}  // namespace
}  // namespace tessera::support

// `tessera mesh generate | check | convert` as a user runs them.

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using MeshRun = TesseraBinary;

TEST_F(MeshRun, AGeneratedMeshIsGoodAndSolves) {
  const Ended made = tessera({"mesh", "generate", "y-tube", "--nodes", "2k", "--output", "y.msh"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  const Ended checked = tessera({"mesh", "check", "y.msh", "--json", "-"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_EQ(nlohmann::json::parse(checked.out)["status"], "good");
  const auto summary = solve({"y.msh"});
  // 0.6 m of inlet at 2.5 m/s.
  EXPECT_NEAR(summary["flux"]["outflow"].get<double>(), 1.5, 1e-6);
}

TEST_F(MeshRun, AConvertedMeshGivesTheSameResult) {
  write_duct();
  std::vector<std::string> files{"a.msh"};
  if (TESSERA_HAVE_HDF5 != 0) files.emplace_back("a.h5");
  for (const std::string& file : files) {
    EXPECT_EQ(tessera({"mesh", "convert", "duct.msh", file}).exit_code, 0);
    EXPECT_EQ(solve({file})["checksum"], solve({"duct.msh"})["checksum"]) << file;
  }
}

TEST_F(MeshRun, ADryRunWritesNothing) {
  const Ended ended =
      tessera({"mesh", "generate", "channel", "--nodes", "1.3m", "--output", "a.msh", "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(names().empty());
}

TEST_F(MeshRun, WrongUsageEndsWithTwo) {
  const auto refusal = [this](const Arguments& arguments) {
    const Ended ended = tessera(arguments);
    EXPECT_EQ(ended.exit_code, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    return ended.err;
  };
  EXPECT_THAT(refusal({"mesh", "generate", "ventury", "--output", "a.msh"}),
              HasSubstr("did you mean 'venturi'?"));
  EXPECT_THAT(refusal({"mesh", "generate", "venturi", "--output", "a.stl"}), HasSubstr("'.stl'"));
  EXPECT_THAT(refusal({"mesh", "generate", "venturi", "--nodes", "many", "--output", "a.msh"}),
              HasSubstr("--nodes many"));
  EXPECT_THAT(refusal({"mesh", "generate", "venturi"}), HasSubstr("--output"));
  EXPECT_THAT(refusal({"mesh", "check"}), HasSubstr("is required"));
  EXPECT_THAT(refusal({"mesh", "generate", "venturi", "--output", "no/a.msh"}),
              HasSubstr("the folder 'no' does not exist"));
  EXPECT_TRUE(names().empty());
}

TEST_F(MeshRun, AFailedConversionLeavesTheOldFile) {
  write("a.msh", "old");
  write("bad.msh", "$MeshFormat\n");
  EXPECT_EQ(tessera({"mesh", "convert", "bad.msh", "a.msh"}).exit_code, 3);
  EXPECT_EQ(text_of("a.msh"), "old");
  EXPECT_THAT(names(), ElementsAre("a.msh", "bad.msh"));
}

}  // namespace
}  // namespace tessera::support

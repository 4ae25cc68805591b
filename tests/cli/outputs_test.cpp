// The files that a run leaves behind, and those that it does not.

#include <sstream>

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Outputs : public TesseraBinary {
 protected:
  Outputs() { write_duct(); }
};

TEST_F(Outputs, AllAreWrittenAndNothingElse) {
  const Ended ended =
      tessera({"solve", "duct.msh", "--output", "field.vtu", "--picture", "field.png", "--history",
               "residuals.csv", "--report", "page.html", "--json", "summary.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(names(), ElementsAre("duct.msh", "field.png", "field.vtu", "page.html",
                                   "residuals.csv", "summary.json"));
  EXPECT_THAT(text_of("field.vtu"), HasSubstr("<VTKFile"));
  EXPECT_THAT(text_of("field.png"), StartsWith("\x89PNG"));
  EXPECT_THAT(text_of("residuals.csv"), StartsWith("iteration,relative_residual,"));
  EXPECT_THAT(text_of("page.html"), HasSubstr("<html"));
  EXPECT_TRUE(nlohmann::json::accept(text_of("summary.json")));
}

TEST_F(Outputs, TheCaseFileNamesThemToo) {
  write("case.toml", "[output]\nfield = \"a.vtu\"\npicture = \"a.png\"\njson = \"a.json\"\n");
  EXPECT_EQ(tessera({"solve", "duct.msh", "--config", "case.toml"}).exit_code, 0);
  EXPECT_THAT(names(), ElementsAre("a.json", "a.png", "a.vtu", "case.toml", "duct.msh"));
}

TEST_F(Outputs, AnEmptyNameOnTheCommandLineTakesBackThatOfTheCase) {
  write("case.toml", "[output]\nfield = \"a.vtu\"\n");
  EXPECT_EQ(tessera({"solve", "duct.msh", "--config", "case.toml", "--output", ""}).exit_code, 0);
  EXPECT_THAT(names(), ElementsAre("case.toml", "duct.msh"));
}

TEST_F(Outputs, WithoutNamesNothingIsWritten) {
  EXPECT_EQ(tessera({"solve", "duct.msh"}).exit_code, 0);
  EXPECT_THAT(names(), ElementsAre("duct.msh"));
}

TEST_F(Outputs, AFieldInHdf5HoldsWhatTheContractNames) {
  if (TESSERA_HAVE_HDF5 == 0) GTEST_SKIP() << "this build has no HDF5";
  EXPECT_EQ(tessera({"solve", "duct.msh", "--output", "field.h5"}).exit_code, 0);
  // The result is a mesh again: x, y and quad8 are as those of the input.
  const Quad8Mesh again = read_mesh(path("field.h5"));
  const Quad8Mesh mesh = read_mesh(path("duct.msh"));
  EXPECT_EQ(again.x, mesh.x);
  EXPECT_EQ(again.y, mesh.y);
  EXPECT_EQ(again.quad8, mesh.quad8);
}

TEST_F(Outputs, AnOldResultIsReplaced) {
  write("field.vtu", "old");
  EXPECT_EQ(tessera({"solve", "duct.msh", "--output", "field.vtu"}).exit_code, 0);
  EXPECT_THAT(text_of("field.vtu"), HasSubstr("<VTKFile"));
}

TEST_F(Outputs, AnOldResultStandsWhenTheRunFails) {
  write("field.vtu", "old");
  write("bad.msh", "$MeshFormat\n");
  EXPECT_EQ(tessera({"solve", "bad.msh", "--output", "field.vtu"}).exit_code, 3);
  EXPECT_EQ(text_of("field.vtu"), "old");
  EXPECT_THAT(names(), ElementsAre("bad.msh", "duct.msh", "field.vtu"));
}

TEST_F(Outputs, AreWrittenWithoutConvergenceTooWithExitCodeFour) {
  const Ended ended = tessera({"solve", "duct.msh", "--max-iterations", "2", "--output", "a.vtu",
                               "--history", "a.csv", "--json", "a.json"});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("did not converge: relative residual"));
  EXPECT_THAT(ended.out, HasSubstr("NOT CONVERGED after 2 iterations"));
  EXPECT_THAT(names(), ElementsAre("a.csv", "a.json", "a.vtu", "duct.msh"));
  const auto summary = nlohmann::json::parse(text_of("a.json"));
  EXPECT_EQ(summary["solver"]["converged"], false);
  EXPECT_EQ(summary["solver"]["iterations"], 2);
  EXPECT_EQ(summary["status"], "not converged");
}

TEST_F(Outputs, TheHistoryHoldsTrueResidualsWhereTheyWereAskedFor) {
  EXPECT_EQ(tessera({"solve", "duct.msh", "--monitor-every", "3", "--history", "a.csv"}).exit_code,
            0);
  std::istringstream lines(text_of("a.csv"));
  std::string line;
  std::getline(lines, line);
  int monitored = 0;
  while (std::getline(lines, line)) {
    const bool is_empty = line.find(",,") != std::string::npos;
    const int iteration = std::stoi(line);
    if (iteration > 0 && iteration % 3 == 0) {
      EXPECT_FALSE(is_empty) << line;
    }
    if (!is_empty) ++monitored;
  }
  EXPECT_GT(monitored, 2);
}

TEST_F(Outputs, ADryRunWritesNothingAndSaysHowLargeTheRunIs) {
  const Ended ended = tessera({"solve", "duct.msh", "--dry-run", "--output", "a.vtu", "--picture",
                               "a.png", "--history", "a.csv", "--report", "a.html"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(names(), ElementsAre("duct.msh"));
  // 6 x 2 elements: 13 * 5 - 12 = 53 nodes, of which the outlet holds 5.
  EXPECT_THAT(ended.out, HasSubstr("12 elements, 53 nodes in use"));
  EXPECT_THAT(ended.out, HasSubstr("48 unknowns"));
  EXPECT_THAT(ended.out, HasSubstr("on the host"));
}

TEST_F(Outputs, ADryRunChecksAsARealOne) {
  EXPECT_EQ(tessera({"solve", "duct.msh", "--dry-run", "--output", "no/a.vtu"}).exit_code, 2);
  EXPECT_EQ(tessera({"solve", "missing.msh", "--dry-run"}).exit_code, 3);
  EXPECT_EQ(tessera({"solve", "duct.msh", "--dry-run", "--backend", "gpu"}).exit_code, 2);
}

TEST_F(Outputs, ADryRunForetellsTheMemoryOfARealOne) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's memory is its own";
  constexpr double kTolerance = 0.15;
  for (const char* preconditioner : {"jacobi", "multigrid"}) {
    SCOPED_TRACE(preconditioner);
    write_duct(12, 5);
    const auto empty = solve({"duct.msh", "--backend", "serial"});
    write_duct(300, 200);  // 181,001 nodes
    const auto plan = solve({"duct.msh", "--dry-run", "--preconditioner", preconditioner});
    const auto run = solve({"duct.msh", "--backend", "serial", "--max-iterations", "2",
                            "--preconditioner", preconditioner},
                           {}, 4);
    // What the program needs for itself, its code and libraries, is not foretold.
    const double used = run["memory"]["host_peak_bytes"].get<double>() -
                        empty["memory"]["host_peak_bytes"].get<double>();
    EXPECT_NEAR(plan["memory"]["host_needed_bytes"].get<double>() / used, 1.0, kTolerance);
    EXPECT_EQ(plan["solver"]["unknowns"], run["solver"]["unknowns"]);
    if (!run["solver"]["nonzeros"].is_null()) {
      EXPECT_LT(plan["memory"]["device_needed_bytes"], plan["memory"]["host_needed_bytes"]);
      EXPECT_EQ(plan["solver"]["nonzeros"], run["solver"]["nonzeros"]);
    }
    EXPECT_EQ(plan["mesh"], run["mesh"]);
  }
}

TEST_F(Outputs, TwoRunsAtOnceDoNotDisturbEachOther) {
  write_duct(60, 20);
  const Arguments arguments{"solve", "duct.msh", "--output", "field.vtu", "--json", "-"};
  RunningCommand first(line(arguments));
  RunningCommand second(line(
      {"solve", "duct.msh", "--output", "field.vtu", "--json", "-", "--backend", "processes"}));
  const Ended first_end = first.wait();
  const Ended second_end = second.wait();
  EXPECT_EQ(first_end.exit_code, 0) << first_end.err;
  EXPECT_EQ(second_end.exit_code, 0) << second_end.err;
  EXPECT_EQ(nlohmann::json::parse(first_end.out)["checksum"],
            nlohmann::json::parse(second_end.out)["checksum"]);
  EXPECT_THAT(names(), ElementsAre("duct.msh", "field.vtu"));
}

}  // namespace
}  // namespace tessera::support

// Who wins: flag, then environment, then case file, then default.

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

class Precedence : public TesseraBinary {
 protected:
  Precedence() {
    write_duct();
    write("case.toml", R"(
[flow]
density = 2.0
reference_pressure = 5.0
inflow = 1.5
[solver]
backend = "threads"
workers = 3
rtol = 1e-4
max_iterations = 77
monitor_every = 5
repair = true
reproducible = true
preconditioner = "jacobi"
operator = "csr"
assembly = "triplets"
[output]
picture_field = "speed"
)");
  }
};

TEST_F(Precedence, DefaultsAreThoseOfTheContract) {
  const auto json = solve({"duct.msh"});
  const auto& options = json["options"];
  EXPECT_EQ(options["backend"], "auto");
  EXPECT_EQ(json["backend"], "openmp");
  EXPECT_EQ(options["inflow"], 2.5);
  EXPECT_EQ(options["density"], 1.225);
  EXPECT_EQ(options["reference_pressure"], 101328.8281);
  EXPECT_EQ(options["rtol"], 1e-8);
  EXPECT_EQ(options["max_iterations"], 50000);
  EXPECT_EQ(options["monitor_every"], 0);
  EXPECT_EQ(options["preconditioner"], "multigrid");
  EXPECT_EQ(options["operator"], "matrix-free");
  EXPECT_EQ(options["assembly"], "gather");
  EXPECT_EQ(options["reproducible"], false);
  EXPECT_EQ(options["picture_field"], "potential");
}

TEST_F(Precedence, TheCaseFileOverridesDefaults) {
  const auto json = solve({"duct.msh", "--config", "case.toml"});
  const auto& options = json["options"];
  EXPECT_EQ(json["backend"], "threads");
  EXPECT_EQ(json["hardware"]["workers"], 3);
  EXPECT_EQ(options["config"], "case.toml");
  EXPECT_EQ(options["inflow"], 1.5);
  EXPECT_EQ(options["density"], 2.0);
  EXPECT_EQ(options["reference_pressure"], 5.0);
  EXPECT_EQ(options["rtol"], 1e-4);
  EXPECT_EQ(options["max_iterations"], 77);
  EXPECT_EQ(options["monitor_every"], 5);
  EXPECT_EQ(options["repair"], true);
  EXPECT_EQ(options["assembly"], "triplets");
  EXPECT_EQ(options["reproducible"], true);
  EXPECT_EQ(options["picture_field"], "speed");
}

TEST_F(Precedence, TheEnvironmentOverridesTheCaseFile) {
  const auto json = solve({"duct.msh", "--config", "case.toml"},
                          {{"TESSERA_BACKEND", "processes"}, {"TESSERA_WORKERS", "2"}});
  EXPECT_EQ(json["backend"], "processes");
  EXPECT_EQ(json["hardware"]["workers"], 2);
}

TEST_F(Precedence, FlagsOverrideEnvironmentAndCaseFile) {
  const auto json =
      solve({"duct.msh", "--config", "case.toml", "--backend", "openmp", "--workers", "1",
             "--density", "3", "--rtol=1e-6", "--inflow", "-2", "--reference-pressure", "7",
             "--max-iterations", "88", "--assembly", "gather"},
            {{"TESSERA_BACKEND", "processes"}, {"TESSERA_WORKERS", "2"}});
  const auto& options = json["options"];
  EXPECT_EQ(json["backend"], "openmp");
  EXPECT_EQ(json["hardware"]["workers"], 1);
  EXPECT_EQ(options["density"], 3.0);
  EXPECT_EQ(options["rtol"], 1e-6);
  EXPECT_EQ(options["inflow"], -2.0);
  EXPECT_EQ(options["reference_pressure"], 7.0);
  EXPECT_EQ(options["max_iterations"], 88);
  EXPECT_EQ(options["assembly"], "gather");
}

TEST_F(Precedence, AnEmptyVariableSaysNothing) {
  const auto json = solve({"duct.msh"}, {{"TESSERA_BACKEND", ""}, {"TESSERA_WORKERS", ""}});
  EXPECT_EQ(json["backend"], "openmp");
}

TEST_F(Precedence, InflowOfTheCommandLineReplacesThatOfTheNamedInlet) {
  write("named.toml", R"(
[boundary.inlet]
type = "flux"
value = 4.0
[boundary.outlet]
type = "potential"
value = 0.0
)");
  // The duct is 3 m long and 1 m high: u falls by 3 m times the inflow.
  const auto as_it_is = solve({"duct.msh", "--config", "named.toml"});
  EXPECT_NEAR(as_it_is["solution"]["max"].get<double>(), 12.0, 1e-6);
  const auto replaced = solve({"duct.msh", "--config", "named.toml", "--inflow", "1"});
  EXPECT_NEAR(replaced["solution"]["max"].get<double>(), 3.0, 1e-6);
  EXPECT_EQ(replaced["options"]["boundary"]["inlet"]["value"], 1.0);
}

TEST_F(Precedence, InflowWithoutAnInletToMeanIsRefused) {
  write("heads.toml", R"(
[boundary.inlet]
type = "potential"
value = 4.0
)");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "heads.toml", "--inflow", "1"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, ::testing::HasSubstr("--inflow 1: the case file has no [boundary.inlet]"));
}

TEST_F(Precedence, AnInflowBesideNamedBoundariesIsRefusedWithItsLine) {
  write("both.toml", "[boundary.inlet]\ntype = \"flux\"\nvalue = 4.0\n[flow]\ninflow = 1.0\n");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "both.toml"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, ::testing::HasSubstr("both.toml:5: inflow = 1.0: "));
}

TEST_F(Precedence, ARangeErrorInTheCaseFileNamesItsLine) {
  write("bad.toml", "[solver]\n\nrtol = 2.0\n");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "bad.toml"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, ::testing::HasSubstr("bad.toml:3: rtol = 2.0: must lie between 0 and 1"));
}

}  // namespace
}  // namespace tessera::support

#include "host/io/case_file.hpp"

#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr const char* kEverything = R"(
[flow]
inflow = 1.5
density = 2
reference_pressure = 3.5
[solver]
backend = "serial"
device = 1
workers = 4
reproducible = true
preconditioner = "jacobi"
operator = "csr"
rtol = 1e-6
max_iterations = 100
monitor_every = 10
repair = true
[output]
field = "a.vtu"
picture = "a.png"
picture_field = "speed"
history = "a.csv"
report = "a.html"
json = "-"
dry_run = true
quiet = true
verbose = false
no_progress = true
[boundary.inlet]
type = "flux"
value = 2.5
[boundary.outlet]
type = "potential"
value = -1
[boundary."left side"]
type = "robin"
value = 2.0
coefficient = 0.1
[material.rock]
conductivity = 2.5
[material.sand]
conductivity = 0.5
[source.well]
value = -1.0
)";

CaseFile parsed(std::string_view text) { return parse_case(text, "case.toml"); }

std::string refusal_of(std::string_view text) {
  try {
    parsed(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

TEST(CaseFile, ReadsEveryKeyOfFlowAndSolver) {
  const SolveChoices choices = parsed(kEverything).choices;
  EXPECT_EQ(choices.inflow.value, 1.5);
  EXPECT_EQ(choices.density.value, 2.0);
  EXPECT_EQ(choices.reference_pressure.value, 3.5);
  EXPECT_EQ(choices.backend.value, "serial");
  EXPECT_EQ(choices.device.value, 1);
  EXPECT_EQ(choices.workers.value, 4);
  EXPECT_EQ(choices.reproducible.value, true);
  EXPECT_EQ(choices.preconditioner.value, "jacobi");
  EXPECT_EQ(choices.linear_operator.value, "csr");
  EXPECT_EQ(choices.rtol.value, 1e-6);
  EXPECT_EQ(choices.max_iterations.value, 100);
  EXPECT_EQ(choices.monitor_every.value, 10);
  EXPECT_EQ(choices.repair.value, true);
}

TEST(CaseFile, ReadsEveryKeyOfOutput) {
  const SolveChoices choices = parsed(kEverything).choices;
  EXPECT_EQ(choices.output.value, "a.vtu");
  EXPECT_EQ(choices.picture.value, "a.png");
  EXPECT_EQ(choices.picture_field.value, "speed");
  EXPECT_EQ(choices.history.value, "a.csv");
  EXPECT_EQ(choices.report.value, "a.html");
  EXPECT_EQ(choices.json.value, "-");
  EXPECT_EQ(choices.dry_run.value, true);
  EXPECT_EQ(choices.quiet.value, true);
  EXPECT_EQ(choices.verbose.value, false);
  EXPECT_EQ(choices.no_progress.value, true);
}

TEST(CaseFile, ReadsBoundariesMaterialsAndSources) {
  const FlowCase physics = parsed(kEverything).physics;
  using Type = BoundaryRule::Type;
  EXPECT_THAT(
      physics.boundaries,
      ElementsAre(
          AllOf(Field(&BoundaryRule::name, "inlet"), Field(&BoundaryRule::type, Type::flux),
                Field(&BoundaryRule::value, 2.5), Field(&BoundaryRule::where, "case.toml:28")),
          AllOf(Field(&BoundaryRule::name, "left side"), Field(&BoundaryRule::type, Type::robin),
                Field(&BoundaryRule::value, 2.0), Field(&BoundaryRule::coefficient, 0.1)),
          AllOf(Field(&BoundaryRule::name, "outlet"), Field(&BoundaryRule::type, Type::potential),
                Field(&BoundaryRule::value, -1.0))));
  EXPECT_THAT(physics.conductivities,
              ElementsAre(AllOf(Field(&RegionRule::name, "rock"), Field(&RegionRule::value, 2.5)),
                          AllOf(Field(&RegionRule::name, "sand"), Field(&RegionRule::value, 0.5))));
  EXPECT_THAT(physics.sources, ElementsAre(AllOf(Field(&RegionRule::name, "well"),
                                                 Field(&RegionRule::value, -1.0))));
}

TEST(CaseFile, OutputIsAnotherNameOfField) {
  EXPECT_EQ(parsed("[output]\noutput = \"b.h5\"\n").choices.output.value, "b.h5");
}

TEST(CaseFile, SaysNothingWhereItIsEmpty) {
  const CaseFile empty = parsed("# nothing\n");
  EXPECT_FALSE(empty.choices.rtol.value.has_value());
  EXPECT_FALSE(empty.choices.output.value.has_value());
  EXPECT_TRUE(empty.physics.boundaries.empty());
}

TEST(CaseFile, AChoiceRemembersFileAndLine) {
  EXPECT_EQ(parsed("[solver]\nrtol = 1e-3\n").choices.rtol.said, "case.toml:2: rtol = 0.001");
  EXPECT_EQ(parsed("[solver]\nbackend = 'serial'\n").choices.backend.said,
            "case.toml:2: backend = \"serial\"");
}

TEST(CaseFile, FillsOnlyWhatWasNotSaid) {
  SolveChoices choices;
  choices.rtol = {0.5, "--rtol 0.5"};
  choices.fill_from(parsed(kEverything).choices);
  EXPECT_EQ(choices.rtol.value, 0.5);
  EXPECT_EQ(choices.rtol.said, "--rtol 0.5");
  EXPECT_EQ(choices.density.value, 2.0);
  EXPECT_EQ(choices.no_progress.value, true);
}

TEST(CaseFile, RefusesEveryValueOfAWrongType) {
  const auto number = HasSubstr("must be a finite number");
  const auto whole = HasSubstr("must be a whole number");
  const auto boolean = HasSubstr("must be true or false");
  const auto text = HasSubstr("must be a string in quotes");
  for (const char* wrong : {"\"a\"", "true", "[1.0]", "{ a = 1 }", "1979-05-27", "nan", "inf"}) {
    EXPECT_THAT(refusal_of("[flow]\ndensity = " + std::string(wrong)), number) << wrong;
    EXPECT_THAT(refusal_of("[solver]\nrtol = " + std::string(wrong)), number) << wrong;
  }
  for (const char* wrong : {"\"a\"", "1.0", "true", "[1]", "99999999999"}) {
    EXPECT_THAT(refusal_of("[solver]\nworkers = " + std::string(wrong)), whole) << wrong;
  }
  for (const char* wrong : {"\"true\"", "1", "[true]"}) {
    EXPECT_THAT(refusal_of("[solver]\nrepair = " + std::string(wrong)), boolean) << wrong;
  }
  for (const char* wrong : {"1", "true", "[\"a\"]"}) {
    EXPECT_THAT(refusal_of("[output]\nfield = " + std::string(wrong)), text) << wrong;
  }
}

TEST(CaseFile, RefusesAValueWhereATableBelongs) {
  EXPECT_THAT(refusal_of("flow = 1\n"),
              HasSubstr("case.toml:1: flow = 1: must be a table, [flow]"));
  EXPECT_THAT(refusal_of("[boundary]\ninlet = 2.5\n"),
              HasSubstr("case.toml:2: [boundary.inlet] = 2.5: must be a table"));
  EXPECT_THAT(refusal_of("[[source]]\nvalue = 1\n"), HasSubstr("case.toml:1: source = "));
}

TEST(CaseFile, RefusesUnknownKeysInEveryTable) {
  for (const char* table :
       {"flow", "solver", "output", "boundary.inlet", "material.rock", "source.well"}) {
    const std::string text = "[" + std::string(table) + "]\nxyzzy = 1\n";
    EXPECT_THAT(refusal_of(text), HasSubstr("case.toml:2: unknown key 'xyzzy' in [" +
                                            std::string(table) + "]; known are "));
  }
  EXPECT_THAT(refusal_of("colour = 1\n"), HasSubstr("unknown key 'colour' in the case file"));
}

TEST(CaseFile, RefusesBadTomlWithItsLine) {
  EXPECT_THAT(refusal_of("[flow]\ndensity = \n"), HasSubstr("case.toml:2: "));
  EXPECT_THAT(refusal_of("[flow]\ndensity = 1\ndensity = 2\n"), HasSubstr("case.toml:3: "));
  EXPECT_THAT(refusal_of("\xff\xfe"), HasSubstr("case.toml:1: "));
}

TEST(CaseFile, AFileThatCannotBeReadIsRefused) {
  const support::TemporaryFolder folder;
  EXPECT_THROW(read_case_file(folder.path()), UsageError);
  EXPECT_THROW(read_case_file(folder.path() / "none.toml"), UsageError);
  const auto file = folder.path() / "case.toml";
  std::ofstream(file) << "[flow]\ndensity = 2.0\n";
  EXPECT_EQ(read_case_file(file).choices.density.value, 2.0);
}

}  // namespace
}  // namespace tessera

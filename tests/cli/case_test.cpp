// Case files: those of data/cases against what is expected of them, and what is wrong with others.

#include <cmath>

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kCases = TESSERA_SOURCE_DIR "/data/cases";

void expect_value(const nlohmann::json& summary, const nlohmann::json& expected) {
  const auto key = expected["key"].get<std::string>();
  SCOPED_TRACE(key);
  const nlohmann::json::json_pointer pointer(key);
  ASSERT_TRUE(summary.contains(pointer));
  const nlohmann::json& actual = summary[pointer];
  if (!expected.contains("tolerance")) {
    EXPECT_EQ(actual, expected["value"]);
    return;
  }
  const auto wanted = expected["value"].get<double>();
  EXPECT_NEAR(actual.get<double>(), wanted, expected["tolerance"].get<double>() * std::abs(wanted));
}

class ExpectedCase : public TesseraBinary, public ::testing::WithParamInterface<const char*> {};

TEST_P(ExpectedCase, GivesWhatIsExpected) {
  const fs::path folder = kCases / GetParam();
  const auto expected = nlohmann::json::parse(file_bytes(folder / "expected.json"));
  const auto summary = solve({(folder / expected["mesh"].get<std::string>()).string(), "--config",
                              (folder / "case.toml").string()});
  ASSERT_GE(expected["values"].size(), 5U);
  for (const auto& value : expected["values"]) expect_value(summary, value);
}

INSTANTIATE_TEST_SUITE_P(Data, ExpectedCase, ::testing::Values("layered_duct", "venturi", "bend"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(Cases, AllInTheFolderAreTested) {
  int cases = 0;
  for (const auto& entry : fs::directory_iterator(kCases)) cases += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(cases, 3);
}

/// What is wrong with a case file: it goes with a duct that has the groups inlet, outlet and wall
/// and the regions sand and gravel.
struct WrongCase {
  const char* name;
  const char* text;
  const char* message;  // after "case.toml:"
};

class WrongCaseFile : public TesseraBinary, public ::testing::WithParamInterface<WrongCase> {};

TEST_P(WrongCaseFile, EndsWithTwoAndNamesTheLine) {
  const WrongCase& wrong = GetParam();
  write("case.toml", wrong.text);
  const std::string mesh = TESSERA_SOURCE_DIR "/data/meshes/two_regions.msh";
  const Ended ended = tessera({"solve", mesh, "--config", "case.toml", "--quiet"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("case.toml:" + std::string(wrong.message)));
}

const WrongCase kWrongCases[] = {
    {"NoToml", "[flow\n", "1: "},
    {"UnknownTable", "[flows]\n", "1: unknown key 'flows' in the case file; did you mean 'flow'?"},
    {"UnknownKey", "[flow]\n\ndenisty = 1.0\n", "3: unknown key 'denisty' in [flow]; did you mean"},
    {"UnknownBoundary", "\n[boundary.inlte]\ntype = \"flux\"\nvalue = 1.0\n",
     "2: the mesh has no boundary 'inlte'; did you mean 'inlet'?"},
    {"UnknownRegion", "[material.snad]\nconductivity = 1.0\n",
     "1: the mesh has no region 'snad'; did you mean 'sand'?"},
    {"UnknownSource", "[source.clay]\nvalue = 1.0\n",
     "1: the mesh has no region 'clay'; known are sand, gravel"},
    {"UnknownType", "[boundary.inlet]\ntype = \"fluks\"\nvalue = 1.0\n",
     "2: type = \"fluks\": unknown type; did you mean 'flux'?"},
    {"NoType", "[boundary.inlet]\nvalue = 1.0\n", "1: [boundary.inlet] needs type = \"flux\""},
    {"NoValue", "[boundary.inlet]\ntype = \"flux\"\n", "1: [boundary.inlet] needs a value"},
    {"RobinWithoutCoefficient", "[boundary.inlet]\ntype = \"robin\"\nvalue = 1.0\n",
     "1: [boundary.inlet] needs a coefficient"},
    {"FluxWithCoefficient", "[boundary.inlet]\ntype = \"flux\"\nvalue = 1.0\ncoefficient = 1.0\n",
     "4: coefficient = 1.0: only type = \"robin\""},
    {"NegativeCoefficient", "[boundary.inlet]\ntype = \"robin\"\nvalue = 1.0\ncoefficient = -1.0\n",
     "4: coefficient = -1.0: must be 0 or positive"},
    {"ConductivityZero", "[material.sand]\nconductivity = 0.0\n",
     "2: conductivity = 0.0: must be positive"},
    {"ValueIsText", "[boundary.inlet]\ntype = \"flux\"\nvalue = \"a lot\"\n",
     "3: value = \"a lot\": must be a finite number"},
    {"RtolIsNan", "[solver]\nrtol = nan\n", "2: rtol = nan: must be a finite number"},
    {"WorkersZero", "[solver]\nworkers = 0\n", "2: workers = 0: must be 1 to 1024"},
    {"MisspeltBackend", "[solver]\nbackend = \"thread\"\n",
     "2: backend = \"thread\": unknown backend; did you mean 'threads'?"},
    {"PictureFormat", "[output]\npicture = \"a.gif\"\n", "2: picture = \"a.gif\": the name must"},
    {"FieldFormat", "[output]\nfield = \"a.gif\"\n", "2: field = \"a.gif\": "},
    {"FolderMissing", "[output]\nfield = \"no/a.vtu\"\n",
     "2: field = \"no/a.vtu\": the folder 'no'"},
    {"FieldTwice", "[output]\nfield = \"a.vtu\"\noutput = \"b.vtu\"\n",
     "3: output = \"b.vtu\": already said in case.toml:2: field = \"a.vtu\""},
};

INSTANTIATE_TEST_SUITE_P(Table, WrongCaseFile, ::testing::ValuesIn(kWrongCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

using CaseFileRun = TesseraBinary;

TEST_F(CaseFileRun, AnEmptyCaseFileIsTheDefaultCase) {
  write_duct();
  write("case.toml", "");
  const auto with = solve({"duct.msh", "--config", "case.toml"});
  EXPECT_EQ(with["checksum"], solve({"duct.msh"})["checksum"]);
}

TEST_F(CaseFileRun, TwoPotentialsAtOneNodeAreRefusedWithItsPosition) {
  write_duct();
  write("case.toml", R"(
[boundary.inlet]
type = "potential"
value = 1.0
[boundary.wall]
type = "potential"
value = 2.0
)");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "case.toml"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("at (0, 0) has two different potentials, 1 and"));
}

TEST_F(CaseFileRun, WithoutAnythingThatHoldsThePotentialTheMeshIsRefused) {
  write_duct();
  write("case.toml", "[boundary.inlet]\ntype = \"flux\"\nvalue = 1.0\n");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "case.toml"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("its potential is not determined"));
}

}  // namespace
}  // namespace tessera::support

// Wrong command lines, one line each: how the binary ends, and what it says.

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct WrongUsage {
  const char* name;
  Arguments arguments;
  int exit_code;
  const char* message;  // part of what stderr says
  Environment environment = {};
};

class WrongCommandLine : public TesseraBinary, public ::testing::WithParamInterface<WrongUsage> {};

// Each command line would solve if it were not for the one thing wrong in it.
TEST_P(WrongCommandLine, EndsWithItsCodeAndOneLineThatSaysWhy) {
  write_duct();
  const WrongUsage& wrong = GetParam();
  const Ended ended = tessera(wrong.arguments, wrong.environment);
  EXPECT_EQ(ended.exit_code, wrong.exit_code);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, AllOf(StartsWith("tessera: "), HasSubstr(wrong.message), EndsWith("\n")));
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_EQ(names(), std::vector<std::string>{"duct.msh"});
}

const WrongUsage kWords[] = {
    {"NoCommand",
     {},
     2,
     "'tessera' needs a command; known are solve, hex, mc, mesh, verify, bench, info"},
    {"UnknownCommand",
     {"xyzzy"},
     2,
     "unknown command 'xyzzy'; known are solve, hex, mc, mesh, verify, bench, info"},
    {"MisspeltCommand", {"sovle"}, 2, "unknown command 'sovle'; did you mean 'solve'?"},
    {"MisspeltMeshCommand", {"mesh", "chek"}, 2, "unknown command 'chek'; did you mean 'check'?"},
    {"NoMeshCommand", {"mesh"}, 2, "'tessera mesh' needs a command; known are generate, check"},
    {"NoMesh", {"solve"}, 2, "'tessera solve': MESH is required ('tessera solve --help'"},
    {"TwoMeshes", {"solve", "duct.msh", "b.msh"}, 2, "unexpected argument 'b.msh' for 'tessera"},
    {"MisspeltFlag", {"solve", "duct.msh", "--rtoll", "1"}, 2, "did you mean '--rtol'?"},
    {"MisspeltFlagWithValue", {"solve", "duct.msh", "--Denisty=1"}, 2, "mean '--density'?"},
    {"UnknownFlag", {"solve", "duct.msh", "--xyzzy"}, 2, "unknown flag '--xyzzy' for 'tessera so"},
    {"FlagBeforeItsCommand",
     {"--rtol", "1", "solve", "duct.msh"},
     2,
     "unknown flag '--rtol' for 'tessera'; it belongs behind 'solve'"},
    {"FlagWithoutCommand", {"--rtol"}, 2, "unknown flag '--rtol' for 'tessera' ('tessera --help'"},
    {"FlagWithoutValue", {"solve", "duct.msh", "--rtol"}, 2, "--rtol needs a value behind it"},
    {"FlagTwice",
     {"solve", "duct.msh", "--rtol", "1e-3", "--rtol", "1e-4"},
     2,
     "--rtol stands more than once"},
};

const WrongUsage kNumbers[] = {
    {"RtolIsNoNumber", {"solve", "duct.msh", "--rtol", "small"}, 2, "--rtol small: must be a num"},
    {"RtolHasRest", {"solve", "duct.msh", "--rtol", "1e-3x"}, 2, "--rtol 1e-3x: must be a numb"},
    {"RtolTwo", {"solve", "duct.msh", "--rtol", "2"}, 2, "--rtol 2: must lie between 0 and 1"},
    {"RtolZero", {"solve", "duct.msh", "--rtol", "0"}, 2, "--rtol 0: must lie between 0 and 1"},
    {"RtolNan", {"solve", "duct.msh", "--rtol", "nan"}, 2, "--rtol nan: must lie between 0 and"},
    {"WorkersZero", {"solve", "duct.msh", "--workers", "0"}, 2, "--workers 0: must be 1 to 1024"},
    {"WorkersNegative", {"solve", "duct.msh", "--workers", "-3"}, 2, "--workers -3: must be 1 to"},
    {"WorkersTooMany", {"solve", "duct.msh", "--workers", "1025"}, 2, "--workers 1025: must be 1"},
    {"WorkersOverflow",
     {"solve", "duct.msh", "--workers", "99999999999"},
     2,
     "--workers 99999999999: too large or too small"},
    {"WorkersHalf", {"solve", "duct.msh", "--workers", "1.5"}, 2, "1.5: must be a whole number"},
    {"DeviceNegative", {"solve", "duct.msh", "--device", "-1"}, 2, "--device -1: must be 0 or"},
    {"NoIterations", {"solve", "duct.msh", "--max-iterations", "0"}, 2, "0: must be 1 or more"},
    {"MonitorNegative", {"solve", "duct.msh", "--monitor-every", "-1"}, 2, "-1: must be 0 (never"},
    {"InflowInfinite", {"solve", "duct.msh", "--inflow", "inf"}, 2, "--inflow inf: must be finit"},
    {"DensityZero", {"solve", "duct.msh", "--density", "0"}, 2, "--density 0: must be positive"},
    {"PressureNan", {"solve", "duct.msh", "--reference-pressure", "nan"}, 2, "nan: must be finite"},
    {"WorkersOfEnvironment",
     {"solve", "duct.msh"},
     2,
     "TESSERA_WORKERS=many: must be a whole number",
     {{"TESSERA_WORKERS", "many"}}},
    {"NoWorkersOfEnvironment",
     {"solve", "duct.msh"},
     2,
     "TESSERA_WORKERS=0: must be 1 to 1024",
     {{"TESSERA_WORKERS", "0"}}},
};

const WrongUsage kChoices[] = {
    {"MisspeltBackend", {"solve", "duct.msh", "--backend", "opnmp"}, 2, "did you mean 'openmp'?"},
    {"UnknownBackend",
     {"solve", "duct.msh", "--backend", "quantum"},
     2,
     "--backend quantum: unknown backend; known are auto, cuda, openmp"},
    {"BackendOfEnvironment",
     {"solve", "duct.msh"},
     2,
     "TESSERA_BACKEND=opnmp: unknown backend; did you mean 'openmp'?",
     {{"TESSERA_BACKEND", "opnmp"}}},
    {"MisspeltPreconditioner",
     {"solve", "duct.msh", "--preconditioner", "jacoby"},
     2,
     "--preconditioner jacoby: unknown; did you mean 'jacobi'?"},
    {"CusparseOnATeam",
     {"solve", "duct.msh", "--operator", "cusparse", "--backend", "serial"},
     2,
     "--operator cusparse: runs on a GPU only, and this run is on serial; valid there is csr"},
    {"CusparseReproducible",
     {"solve", "duct.msh", "--operator", "cusparse", "--reproducible", "--backend", "cuda"},
     2,
     "--operator cusparse: its bits are its own; with --reproducible valid is csr"},
    {"MatrixFree",
     {"solve", "duct.msh", "--operator", "matrix-free", "--reproducible"},
     2,
     "--operator matrix-free: its bits are its own; with --reproducible valid is csr"},
    {"MisspeltOperator",
     {"solve", "duct.msh", "--operator", "cusprase"},
     2,
     "--operator cusprase: unknown; did you mean 'cusparse'?"},
    {"MisspeltAssembly",
     {"solve", "duct.msh", "--assembly", "triplet"},
     2,
     "--assembly triplet: unknown; did you mean 'triplets'?"},
    {"PictureField",
     {"solve", "duct.msh", "--picture-field", "sped"},
     2,
     "--picture-field sped: unknown; did you mean 'speed'?"},
};

const WrongUsage kOutputs[] = {
    {"OutputFormat", {"solve", "duct.msh", "--output", "a.vtk"}, 2, "'.vtk' names no format; val"},
    {"PictureFormat", {"solve", "duct.msh", "--picture", "a.jpg"}, 2, "a.jpg: the name must end i"},
    {"HistoryFormat", {"solve", "duct.msh", "--history", "a.txt"}, 2, "must end in .csv"},
    {"ReportFormat", {"solve", "duct.msh", "--report", "a.pdf"}, 2, "must end in .html"},
    {"FolderMissing",
     {"solve", "duct.msh", "--output", "results/a.vtu"},
     2,
     "--output results/a.vtu: the folder 'results' does not exist"},
    {"JsonFolderMissing", {"solve", "duct.msh", "--json", "results/a"}, 2, "does not exist"},
    {"FolderRefuses", {"solve", "duct.msh", "--picture", "/proc/a.png"}, 2, "--picture /proc/a.pn"},
    {"OutputIsAFolder", {"solve", "duct.msh", "--json", "/tmp"}, 2, "--json /tmp: it is a folder"},
    {"OutputIsADevice", {"solve", "duct.msh", "--json", "/dev/null"}, 2, "it is no regular file"},
    {"OutputIsTheMesh", {"solve", "duct.msh", "--json", "duct.msh"}, 2, "is the file of the mesh"},
    {"TwoOutputsInOneFile",
     {"solve", "duct.msh", "--output", "a.vtu", "--json", "./a.vtu"},
     2,
     "--json ./a.vtu: this is the file of --output a.vtu"},
};

const WrongUsage kFiles[] = {
    {"CaseMissing", {"solve", "duct.msh", "--config", "a.toml"}, 2, "cannot read the case file 'a"},
    {"CaseIsAFolder", {"solve", "duct.msh", "--config", "/tmp"}, 2, "'/tmp': it is a folder"},
    {"MeshMissing", {"solve", "--quiet", "dust.msh"}, 3, "cannot read 'dust.msh': No such file"},
    {"MeshIsAFolder", {"solve", "--quiet", "/tmp"}, 3, "'/tmp': it is a folder"},
    {"CheckedMeshMissing", {"mesh", "check", "dust.msh"}, 3, "cannot read 'dust.msh': No such"},
};

std::string name_of(const ::testing::TestParamInfo<WrongUsage>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Words, WrongCommandLine, ::testing::ValuesIn(kWords), name_of);
INSTANTIATE_TEST_SUITE_P(Numbers, WrongCommandLine, ::testing::ValuesIn(kNumbers), name_of);
INSTANTIATE_TEST_SUITE_P(Choices, WrongCommandLine, ::testing::ValuesIn(kChoices), name_of);
INSTANTIATE_TEST_SUITE_P(Outputs, WrongCommandLine, ::testing::ValuesIn(kOutputs), name_of);
INSTANTIATE_TEST_SUITE_P(Files, WrongCommandLine, ::testing::ValuesIn(kFiles), name_of);

using CommandLineTest = TesseraBinary;

TEST_F(CommandLineTest, TheMeshIsReadOnlyWhenAllElseIsRight) {
  const Ended ended = tessera({"solve", "missing.msh", "--output", "missing/a.vtu"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("--output missing/a.vtu"));
}

TEST_F(CommandLineTest, AMeshOfUnknownExtensionIsRefusedWithTheValidOnes) {
  write("mesh.stl", "solid");
  const Ended ended = tessera({"solve", "mesh.stl", "--quiet"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("extension '.stl'; a mesh must be .msh"));
}

TEST_F(CommandLineTest, HelpNamesEveryFlagItsDefaultAndItsVariable) {
  const Ended ended = tessera({"solve", "--help"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err, "");
  for (const char* text : {"Usage: tessera solve [OPTIONS] MESH",
                           "--config",
                           "--inflow",
                           "default 2.5",
                           "--density",
                           "default 1.225",
                           "--reference-pressure",
                           "default 101328.8281",
                           "--repair",
                           "--preconditioner",
                           "--operator",
                           "cusparse",
                           "--assembly",
                           "triplets",
                           "--rtol",
                           "default 1e-8",
                           "--max-iterations",
                           "default 50000",
                           "--monitor-every",
                           "--output",
                           ".vtkhdf",
                           "--picture",
                           "--picture-field",
                           "--history",
                           "--report",
                           "--backend",
                           "TESSERA_BACKEND",
                           "--device",
                           "TESSERA_DEVICE",
                           "--workers",
                           "TESSERA_WORKERS",
                           "--reproducible",
                           "--json",
                           "--dry-run",
                           "--quiet",
                           "--verbose",
                           "--no-progress"}) {
    EXPECT_THAT(ended.out, HasSubstr(text));
  }
}

TEST_F(CommandLineTest, HelpOfTheProgramNamesCommandsExitCodesAndVariables) {
  const Ended ended = tessera({"--help"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("solve"), HasSubstr("mesh"), HasSubstr("info"),
                               HasSubstr("4 not converged"), HasSubstr("NO_COLOR")));
  const Ended version = tessera({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, StartsWith("tessera "));
}

TEST_F(CommandLineTest, InfoIsOneJsonDocument) {
  const Ended ended = tessera({"info", "--no-measure", "--json", "-"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(ended.out)["command"], "info");
}

}  // namespace
}  // namespace tessera::support

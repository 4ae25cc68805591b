// What a run says: the JSON summary, stdout and stderr.

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <set>
#include <unistd.h>

#include "cpu_fallback/stages.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/flow_summary.hpp"
#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class Summary : public TesseraBinary {
 protected:
  Summary() { write_duct(); }
};

bool is_whole(const json& value) { return value.is_number_integer() && value >= 0; }
bool is_real(const json& value) { return value.is_number_float(); }

TEST_F(Summary, HasEveryKeyOfTheContractWithItsType) {
  const json summary = solve({"duct.msh"});
  EXPECT_TRUE(is_whole(summary["schema_version"]));
  EXPECT_EQ(summary["command"], "solve");
  EXPECT_TRUE(summary["options"].is_object());
  EXPECT_TRUE(summary["backend"].is_string());
  EXPECT_TRUE(summary["hardware"].is_object());
  EXPECT_TRUE(summary["hardware"]["gpu"].is_null());
  EXPECT_EQ(summary["memory"]["device_peak_bytes"], 0);
  EXPECT_EQ(summary["status"], "ok");
  EXPECT_THAT(summary["checksum"].get<std::string>(), MatchesRegex("[0-9a-f]{16}"));
  for (const char* key : {"host_peak_bytes", "device_peak_bytes"}) {
    EXPECT_TRUE(is_whole(summary["memory"][key])) << key;
  }
  for (const char* key :
       {"nodes", "elements", "used_nodes", "unused_nodes", "reoriented_elements",
        "dropped_centre_nodes", "boundary_edges", "inlet_edges", "outlet_nodes"}) {
    EXPECT_TRUE(is_whole(summary["mesh"][key])) << key;
  }
  for (const char* key : {"inlet_length", "area", "min_scaled_jacobian"}) {
    EXPECT_TRUE(is_real(summary["mesh"][key])) << key;
  }
  for (const char* key : {"iterations", "unknowns"}) {
    EXPECT_TRUE(is_whole(summary["solver"][key])) << key;
  }
  EXPECT_EQ(summary["solver"]["preconditioner"], "multigrid");
  EXPECT_EQ(summary["solver"]["operator"], "matrix-free");
  EXPECT_TRUE(summary["solver"]["assembly"].is_null());
  EXPECT_TRUE(summary["solver"]["nonzeros"].is_null());
  EXPECT_EQ(summary["solver"]["converged"], true);
  EXPECT_TRUE(is_real(summary["solver"]["relative_residual"]));
}

TEST_F(Summary, HasEveryFieldAndTimeOfTheContractWithItsType) {
  const json summary = solve({"duct.msh"});
  for (const char* key : {"min", "max", "mean", "l2", "energy"}) {
    EXPECT_TRUE(is_real(summary["solution"][key])) << key;
  }
  for (const char* key : {"inflow", "outflow", "imbalance"}) {
    EXPECT_TRUE(is_real(summary["flux"][key])) << key;
  }
  for (const char* key : {"min", "max", "mean"}) {
    EXPECT_TRUE(is_real(summary["velocity"][key])) << key;
  }
  for (const char* key : {"min", "max"}) {
    EXPECT_TRUE(is_real(summary["pressure"][key])) << key;
  }
  for (const char* key :
       {"start", "load", "assembly", "boundary", "setup", "solve", "derived", "output", "total"}) {
    EXPECT_TRUE(is_real(summary["timings_s"][key])) << key;
  }
}

TEST_F(Summary, SaysWhatTheSolveWasPreconditionedWith) {
  const json multigrid = solve({"duct.msh", "--preconditioner", "multigrid"});
  EXPECT_EQ(multigrid["solver"]["preconditioner"], "multigrid");
  EXPECT_EQ(multigrid["solver"]["preconditioner_note"], "");
  EXPECT_EQ(multigrid["options"]["preconditioner"], "multigrid");
  EXPECT_EQ(multigrid["solver"]["coarse"], "grid");
  EXPECT_EQ(multigrid["solver"]["level_unknowns"][0], multigrid["solver"]["unknowns"]);
  EXPECT_GE(multigrid["solver"]["level_unknowns"].size(), 3U);
  EXPECT_LE(multigrid["solver"]["iterations"], 12);

  const json jacobi = solve({"duct.msh", "--preconditioner", "jacobi"});
  EXPECT_EQ(jacobi["solver"]["preconditioner"], "jacobi");
  EXPECT_EQ(jacobi["solver"]["operator"], "csr");
  EXPECT_EQ(jacobi["solver"]["assembly"], "gather");
  EXPECT_TRUE(is_whole(jacobi["solver"]["nonzeros"]));
  EXPECT_TRUE(jacobi["solver"]["coarse"].is_null());
  EXPECT_TRUE(jacobi["solver"]["level_unknowns"].empty());
  EXPECT_NEAR(jacobi["solution"]["max"], multigrid["solution"]["max"],
              1e-6 * multigrid["solution"]["max"].get<double>());
}

TEST_F(Summary, NumbersReadBackToTheBitsOfTheLibrary) {
  const json summary = solve({"duct.msh", "--backend", "serial", "--preconditioner", "jacobi"});

  cpu::Executor executor({cpu::Team::serial, 1, cpu::best_instruction_set()});
  const PreparedFlow flow = prepare_flow(read_mesh(path("duct.msh")), FlowCase{}, false);
  const FlowResult result =
      solve_potential_flow(executor, flow.problem, CgSettings{}, [](const CgStep&) {});
  const FlowSummary wanted = summarise(flow, result);

  const auto expect_bits = [](const json& printed, double number) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(printed.get<double>()),
              std::bit_cast<std::uint64_t>(number));
  };
  expect_bits(summary["solution"]["max"], wanted.potential.max);
  expect_bits(summary["solution"]["mean"], wanted.potential.mean);
  expect_bits(summary["solution"]["l2"], wanted.potential.l2);
  expect_bits(summary["solution"]["energy"], result.energy);
  expect_bits(summary["solver"]["relative_residual"], result.solver.relative_residual);
  expect_bits(summary["velocity"]["max"], wanted.speed.max);
  expect_bits(summary["pressure"]["min"], wanted.pressure.min);
  expect_bits(summary["flux"]["imbalance"], wanted.balance.imbalance);
  EXPECT_EQ(summary["checksum"], wanted.checksum);
}

TEST_F(Summary, IsTheSameOnEveryTeamAndNumberOfWorkers) {
  write_duct(60, 20);  // 3,761 nodes: several chunks for every worker
  std::set<std::string> checksums;
  std::set<double> energies;
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    for (const char* workers : {"1", "2", "3"}) {
      const json summary = solve({"duct.msh", "--backend", backend, "--workers", workers});
      EXPECT_EQ(summary["backend"], backend);
      checksums.insert(summary["checksum"]);
      energies.insert(summary["solution"]["energy"].get<double>());
    }
  }
  EXPECT_EQ(checksums.size(), 1U);
  EXPECT_EQ(energies.size(), 1U);
}

TEST_F(Summary, IsTheSameForBothAssembliesOnEveryTeam) {
  write_duct(30, 20);
  std::set<std::string> checksums;
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    for (const char* assembly : {"gather", "triplets"}) {
      const json summary =
          solve({"duct.msh", "--backend", backend, "--assembly", assembly, "--operator", "csr"});
      EXPECT_EQ(summary["solver"]["assembly"], assembly);
      EXPECT_EQ(summary["options"]["assembly"], assembly);
      checksums.insert(summary["checksum"]);
    }
  }
  EXPECT_EQ(checksums.size(), 1U);
}

TEST_F(Summary, HasNoNanOrInfinityEvenWhereThePressureOverflows) {
  const Ended ended =
      tessera({"solve", "duct.msh", "--inflow", "1e10", "--density", "1e300", "--json", "-"});
  EXPECT_EQ(ended.exit_code, 0);
  const json summary = json::parse(ended.out);  // the parser refuses NaN and Infinity
  EXPECT_TRUE(summary["pressure"]["min"].is_null()) << summary["pressure"];
}

TEST_F(Summary, IsNotMadeOfAnInflowThatResidualsHaveNoRangeFor) {
  for (const char* inflow : {"1e-300", "1e300"}) {
    const Ended ended = tessera({"solve", "duct.msh", "--inflow", inflow, "--json", "-"});
    EXPECT_EQ(ended.exit_code, 3);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("its norm must be 0 or lie between 1e-120 and 1e+120"));
  }
}

TEST_F(Summary, PressureIsNullWhereAConductivityIsNotOne) {
  Quad8Mesh mesh = structured_rectangle(3, 1, 3.0, 1.0);
  mesh.regions = {{"sand", {0, 1}}};
  write_mesh(path("sand.msh"), mesh);
  write("case.toml", "[material.sand]\nconductivity = 2.0\n");
  const json summary = solve({"sand.msh", "--config", "case.toml"});
  EXPECT_TRUE(summary["pressure"].is_null());
  const Ended refused = tessera({"solve", "sand.msh", "--config", "case.toml", "--picture", "a.png",
                                 "--picture-field", "pressure"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--picture-field pressure: there is no pressure"));
}

TEST_F(Summary, JsonToAFileIsTheSameAsToStdout) {
  const json on_stdout = solve({"duct.msh"});
  const Ended ended = tessera({"solve", "duct.msh", "--quiet", "--json", "summary.json"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.out, "");
  const json in_file = json::parse(text_of("summary.json"));
  for (const char* key : {"mesh", "solver", "solution", "flux", "velocity", "pressure"}) {
    EXPECT_EQ(in_file[key], on_stdout[key]) << key;
  }
  EXPECT_EQ(in_file["checksum"], on_stdout["checksum"]);
}

TEST_F(Summary, NothingElseIsOnStdoutWithJson) {
  const Ended ended =
      tessera({"solve", "duct.msh", "--verbose", "--json", "-", "--output", "a.vtu"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(json::accept(ended.out)) << ended.out;
  EXPECT_THAT(ended.err, HasSubstr("tessera: backend: openmp"));
  EXPECT_THAT(ended.err, HasSubstr("tessera: wrote a.vtu"));
  EXPECT_THAT(ended.err, HasSubstr("tessera: stage assembly: "));
}

TEST_F(Summary, TheTextIsOnStdoutAndTheLogOnStderr) {
  const Ended ended = tessera({"solve", "duct.msh"});
  EXPECT_EQ(ended.exit_code, 0);
  for (const char* part : {"mesh ", "boundary ", "system ", "solver ", "potential ", "speed ",
                           "pressure ", "flux ", "checksum ", "time "}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
    EXPECT_THAT(ended.err, Not(HasSubstr("\n" + std::string(part))));
  }
  EXPECT_THAT(ended.out, Not(HasSubstr("tessera: ")));
}

TEST_F(Summary, QuietIsSilent) {
  const Ended ended = tessera({"solve", "duct.msh", "--quiet"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, "");
}

TEST_F(Summary, AFullDiskUnderStdoutIsAnError) {
  CommandLine command = line({"solve", "duct.msh", "--quiet", "--json", "-"});
  command.stdout_file = "/dev/full";
  const Ended ended = run_command(command);
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, HasSubstr("cannot write to stdout"));
}

TEST_F(Summary, WithoutATerminalThereAreNoEscapeSequences) {
  const Ended ended = tessera({"solve", "duct.msh", "--verbose"});
  EXPECT_THAT(ended.err, Not(HasSubstr("\033")));
  EXPECT_THAT(ended.out, Not(HasSubstr("\033")));
}

class Terminal : public TesseraBinary {
 protected:
  void SetUp() override {
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) GTEST_SKIP() << "no terminal can be made here; is /dev/pts mounted?";
    ::close(terminal);
  }

  // A mesh that takes long enough for the bar to be drawn, a tenth of a second.
  std::string on_terminal(Environment environment, Arguments flags = {}) {
    write_duct(150, 50);
    Arguments arguments{"solve",  "duct.msh", "--backend",        "serial",
                        "--rtol", "1e-12",    "--preconditioner", "jacobi"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    environment["TERM"] = "xterm";
    CommandLine command = line(arguments, environment);
    command.stderr_is_terminal = true;
    const Ended ended = run_command(command);
    EXPECT_EQ(ended.exit_code, 0);
    return ended.err;
  }
};

TEST_F(Terminal, ShowsABarInColour) {
  const std::string text = on_terminal({});
  EXPECT_THAT(text, HasSubstr("\r\033[K"));
  EXPECT_THAT(text, HasSubstr("\033[32m"));
}

TEST_F(Terminal, HasNoColourWithNoColor) {
  const std::string text = on_terminal({{"NO_COLOR", "1"}});
  EXPECT_THAT(text, HasSubstr("solve ["));
  EXPECT_THAT(text, Not(HasSubstr("\033[32m")));
}

TEST_F(Terminal, HasNoBarWithNoProgress) {
  EXPECT_THAT(on_terminal({}, {"--no-progress"}), Not(HasSubstr("\033")));
}

}  // namespace
}  // namespace tessera::support

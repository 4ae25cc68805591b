#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/commands/commands.hpp"
#include "host/commands/usage.hpp"
#include "host/errors.hpp"
#include "host/io/mesh_file.hpp"
#include "host/mesh/generate/shapes.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string file_in(const support::TemporaryFolder& folder, const std::string& name) {
  return (folder.path() / name).string();
}

struct Outcome {
  ExitCode code = ExitCode::done;
  std::string stdout_text;
  std::string message;
};

/// `tessera mesh ARGUMENTS...` in this process.
Outcome run_mesh(const std::vector<std::string>& arguments) {
  CLI::App program{"test", "tessera"};
  const Run run = add_mesh_command(program);
  std::vector<const char*> argv{"tessera", "mesh"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  Outcome outcome;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    parse_command_line(program, static_cast<int>(argv.size()), argv.data());
    outcome.code = run();
  } catch (const Error& error) {
    outcome.code = error.code();
    outcome.message = error.what();
  }
  outcome.stdout_text = ::testing::internal::GetCapturedStdout();
  ::testing::internal::GetCapturedStderr();
  return outcome;
}

TEST(MeshCommand, GeneratesWhatCheckFindsGood) {
  const support::TemporaryFolder folder;
  for (const NamedShape& named : kShapes) {
    SCOPED_TRACE(named.name);
    const std::string file = file_in(folder, "mesh.msh");
    const Outcome made =
        run_mesh({"generate", std::string(named.name), "--nodes", "2k", "--output", file});
    EXPECT_EQ(made.code, ExitCode::done) << made.message;
    const Outcome checked = run_mesh({"check", file, "--json", "-"});
    EXPECT_EQ(checked.code, ExitCode::done) << checked.message;
    const auto json = nlohmann::json::parse(checked.stdout_text);
    EXPECT_EQ(json["command"], "mesh check");
    EXPECT_EQ(json["status"], "good");
    EXPECT_LE(std::fabs(json["mesh"]["nodes"].get<double>() / 2000 - 1), 0.02);
    EXPECT_EQ(json["boundary"]["ungrouped_edges"], 0);
  }
}

TEST(MeshCommand, StretchesAlongX) {
  const support::TemporaryFolder folder;
  const std::string file = file_in(folder, "mesh.h5");
  const Outcome made = run_mesh(
      {"generate", "channel", "--nodes", "2k", "--stretch", "20", "--output", file, "--json", "-"});
  EXPECT_EQ(made.code, ExitCode::done) << made.message;
  EXPECT_EQ(nlohmann::json::parse(made.stdout_text)["options"]["stretch"], 20.0);
  const Quad8Mesh mesh = read_mesh(file);
  EXPECT_EQ(*std::ranges::max_element(mesh.x), 60.0);
  EXPECT_EQ(*std::ranges::max_element(mesh.y), 1.0);
}

TEST(MeshCommand, DryRunSaysTheSizeAndWritesNothing) {
  const support::TemporaryFolder folder;
  const std::string file = file_in(folder, "mesh.msh");
  const Outcome outcome = run_mesh(
      {"generate", "elbow", "--nodes", "1.3m", "--output", file, "--dry-run", "--json", "-"});
  EXPECT_EQ(outcome.code, ExitCode::done) << outcome.message;
  const auto json = nlohmann::json::parse(outcome.stdout_text);
  EXPECT_LE(std::fabs(json["mesh"]["nodes"].get<double>() / 1.3e6 - 1), 0.02);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(MeshCommand, RefusesWrongUsageWithExitTwo) {
  const support::TemporaryFolder folder;
  const std::string file = file_in(folder, "mesh.msh");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"generate", "torus", "--output", file}, "'torus'"},
      {{"generate", "elbow", "--nodes", "12q", "--output", file}, "--nodes 12q"},
      {{"generate", "elbow", "--nodes", "2", "--output", file}, "at least 18"},
      {{"generate", "elbow", "--stretch", "0", "--output", file}, "--stretch 0 is no positive"},
      {{"generate", "elbow", "--stretch", "inf", "--output", file}, "--stretch inf is no positive"},
      {{"generate", "elbow", "--stretch", "wide", "--output", file}, "--stretch"},
      {{"generate", "elbow", "--output", file_in(folder, "mesh.txt")}, "'.txt'"},
      {{"generate", "elbow"}, "--output"},
      {{"generat", "elbow"}, "did you mean 'generate'"},
      {{"check", file, "--jsn", "-"}, "--jsn"}};
  for (const auto& [arguments, expected] : cases) {
    const Outcome outcome = run_mesh(arguments);
    EXPECT_EQ(outcome.code, ExitCode::wrong_usage) << expected;
    EXPECT_THAT(outcome.message, HasSubstr(expected));
  }
}

TEST(MeshCommand, CheckReportsABadMeshAndEndsWithThree) {
  const support::TemporaryFolder folder;
  Quad8Mesh mesh = support::unit_squares(2, 1);
  mesh.x[static_cast<std::size_t>(mesh.quad8[0][5])] += 1.2;
  const std::string file = file_in(folder, "bad.msh");
  write_mesh(file, mesh);
  const Outcome outcome = run_mesh({"check", file});
  EXPECT_EQ(outcome.code, ExitCode::bad_input);
  EXPECT_THAT(outcome.message, AllOf(StartsWith(file), HasSubstr("det J = -")));
  EXPECT_THAT(outcome.stdout_text, HasSubstr("1 bad elements"));
}

TEST(MeshCommand, ConvertDropsUnusedNodesAndKeepsTheGroups) {
  const support::TemporaryFolder folder;
  Quad8Mesh mesh = support::unit_squares(2, 1);
  mesh.x.insert(mesh.x.begin(), 7.0);
  mesh.y.insert(mesh.y.begin(), 7.0);
  for (Quad8& element : mesh.quad8) {
    for (NodeId& node : element) ++node;
  }
  mesh.boundaries = {{"inlet", {{9, 1, 6}}}};
  const std::string input = file_in(folder, "in.msh");
  const std::string output = file_in(folder, "out.msh");
  write_mesh(input, mesh);
  const Outcome outcome = run_mesh({"convert", input, output, "--json", "-"});
  EXPECT_EQ(outcome.code, ExitCode::done) << outcome.message;
  EXPECT_EQ(nlohmann::json::parse(outcome.stdout_text)["mesh"]["dropped_unused_nodes"], 1);
  const Quad8Mesh written = read_mesh(output);
  EXPECT_EQ(written.x, support::unit_squares(2, 1).x);
  EXPECT_EQ(written.quad8, support::unit_squares(2, 1).quad8);
  ASSERT_EQ(written.boundaries.size(), 1U);
  EXPECT_EQ(written.boundaries[0].edges, (std::vector<Edge3>{{8, 0, 5}}));
}

TEST(MeshCommand, ConvertsToVtuWhateverTheCaseOfItsExtension) {
  const support::TemporaryFolder folder;
  const std::string input = file_in(folder, "in.msh");
  write_mesh(input, support::unit_squares(2, 1));
  const Outcome outcome = run_mesh({"convert", input, file_in(folder, "out.VTU")});
  EXPECT_EQ(outcome.code, ExitCode::done) << outcome.message;
  EXPECT_GT(std::filesystem::file_size(file_in(folder, "out.VTU")), 0U);
}

}  // namespace
}  // namespace tessera

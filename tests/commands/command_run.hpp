#pragma once

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/commands/commands.hpp"
#include "host/commands/failure.hpp"
#include "host/commands/usage.hpp"
#include "host/io/mesh_file.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera::support {

/// How a command ended as `main` would end it, and what it wrote.
struct CommandEnd {
  ExitCode code = ExitCode::done;
  std::string out;
  std::string log;
  std::string message;  // of the failure
};

/// `tessera ARGUMENTS...` in this process.
inline CommandEnd run_here(const std::vector<std::string>& arguments) {
  CLI::App program{"test", "tessera"};
  std::map<std::string, Run> commands{{"solve", add_solve_command(program)},
                                      {"hex", add_hex_command(program)},
                                      {"mc", add_mc_command(program)},
                                      {"info", add_info_command(program)}};
  std::vector<const char*> argv{"tessera"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  CommandEnd end;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    parse_command_line(program, static_cast<int>(argv.size()), argv.data());
    end.code = commands.at(arguments.front())();
  } catch (const std::exception& exception) {
    const Failure failure = failure_of(exception);
    end.code = failure.code;
    end.message = failure.message;
  }
  end.out = ::testing::internal::GetCapturedStdout();
  end.log = ::testing::internal::GetCapturedStderr();
  return end;
}

/// Makes a replayed device one of 4 MB: what a command measures of it takes as long as it is large.
/// A real one stays as it is.
void take_small_device();

/// The variables that choose a backend are not the test's.
inline void forget_environment() {
  for (const char* variable : {"TESSERA_BACKEND", "TESSERA_DEVICE", "TESSERA_WORKERS"}) {
    ::unsetenv(variable);
  }
}

/// A test that solves the flow through a duct, of 12 x 8 elements if it is not another.
class DuctTest : public ::testing::Test {
 protected:
  explicit DuctTest(const Quad8Mesh& duct = structured_rectangle(12, 8, 3.0, 1.0)) {
    forget_environment();
    write_mesh(mesh_, duct);
  }

  [[nodiscard]] CommandEnd solve(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments{"solve", mesh_};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run_here(arguments);
  }
  /// The summary of a solve that has to end with 0.
  [[nodiscard]] nlohmann::json summary(std::vector<std::string> flags) const {
    flags.insert(flags.end(), {"--quiet", "--json", "-"});
    const CommandEnd end = solve(flags);
    EXPECT_EQ(end.code, ExitCode::done) << end.message;
    auto json = nlohmann::json::parse(end.out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << end.out;
    return json;
  }

 private:
  TemporaryFolder folder_;
  std::string mesh_ = (folder_.path() / "duct.msh").string();
};

}  // namespace tessera::support

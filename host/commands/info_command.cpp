#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cpu_fallback/processor.hpp"
#include "host/commands/commands.hpp"
#include "host/io/pending_file.hpp"
#include "host/report/run_summary.hpp"
#include "host/version.hpp"

namespace tessera {
namespace {

nlohmann::json info_json() {
  nlohmann::json json = run_json("info", "none", cpu::usable_cores());
  json["build"] = {{"type", kBuildType}, {"hdf5", kHaveHdf5}, {"cuda", kHaveCuda}};
  return json;
}

void print_info() {
  std::cout << "tessera    " << kVersion << " (" << kCommit << "), " << kCompiler << ", "
            << kBuildType << "\nprocessor  " << processor_name() << ", " << cpu::usable_cores()
            << " cores, " << cpu::name_of(cpu::best_instruction_set())
            << "\nbackends   serial, threads, openmp, processes"
            << "\nHDF5       " << (kHaveHdf5 ? "yes" : "not in this build") << '\n';
}

}  // namespace

Run add_info_command(CLI::App& program) {
  auto json = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("info", "This program and this machine");
  command->add_option("--json", *json, "As JSON: a file, or - for stdout");
  return [json] {
    if (*json != "-") print_info();
    if (*json == "-") {
      std::cout << info_json().dump(2) << '\n';
    } else if (!json->empty()) {
      write_whole_file(*json, info_json().dump(2) + "\n");
    }
    return ExitCode::done;
  };
}

}  // namespace tessera

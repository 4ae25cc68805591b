#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cpu_fallback/processor.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/gpu_listing.hpp"
#include "host/io/pending_file.hpp"
#include "host/report/run_summary.hpp"
#include "host/version.hpp"

namespace tessera {
namespace {

nlohmann::json info_json(const GpuListing& gpus) {
  nlohmann::json json = run_json("info", {"none", cpu::usable_cores()});
  json["build"] = {{"type", kBuildType}, {"hdf5", kHaveHdf5}, {"cuda", kHaveCuda}};
  json["cuda"] = gpu_listing_json(gpus);
  return json;
}

void print_info(const GpuListing& gpus) {
  std::cout << "tessera    " << kVersion << " (" << kCommit << "), " << kCompiler << ", "
            << kBuildType << "\nprocessor  " << processor_name() << ", " << cpu::usable_cores()
            << " cores, " << cpu::name_of(cpu::best_instruction_set())
            << "\nbackends   serial, threads, openmp, processes" << (kHaveCuda ? ", cuda" : "")
            << '\n'
            << gpu_listing_text(gpus) << "HDF5       " << (kHaveHdf5 ? "yes" : "not in this build")
            << '\n';
}

}  // namespace

Run add_info_command(CLI::App& program) {
  auto json = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("info", "This program and this machine");
  command->add_option("--json", *json, "As JSON: a file, or - for stdout");
  return [json] {
    const GpuListing gpus = list_gpus();
    if (*json != "-") print_info(gpus);
    if (*json == "-") {
      std::cout << info_json(gpus).dump(2) << '\n';
    } else if (!json->empty()) {
      write_whole_file(*json, info_json(gpus).dump(2) + "\n");
    }
    return ExitCode::done;
  };
}

}  // namespace tessera

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cpu_fallback/machine_rates.hpp"
#include "cpu_fallback/processor.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/gpu_listing.hpp"
#include "host/commands/json_output.hpp"
#include "host/commands/rates_cache.hpp"
#include "host/report/roofline.hpp"
#include "host/report/run_summary.hpp"
#include "host/version.hpp"
#include "kernels/gpu_machine_rates.hpp"

namespace tessera {
namespace {

using Rates = std::vector<MachineRates>;

// One worker, and as many as there are cores: threads are enough, no team is faster than the
// memory. Then every GPU that can be used.
Rates measure_machine(const GpuListing& gpus) {
  Rates rates;
  for (const int workers : std::set{1, cpu::usable_cores()}) {
    cpu::Executor executor({cpu::Team::threads, workers, cpu::best_instruction_set()});
    rates.push_back(cpu::measure_machine_rates(executor));
  }
  for (std::size_t index = 0; index < gpus.survey.devices.size(); ++index) {
    if (!gpus.obstacles[index].empty()) continue;
    gpu::Executor executor(gpus.survey.devices[index].ordinal);
    rates.push_back(gpu::measure_machine_rates(executor));
  }
  return rates;
}

struct InfoFlags {
  std::string json;
  bool no_measure = false;
  bool cached = false;
};

Rates rates_to_show(const InfoFlags& flags, const GpuListing& gpus) {
  if (flags.no_measure) return {};
  if (!flags.cached) return measure_machine(gpus);
  const std::filesystem::path file = rates_cache_file();
  const std::string key = machine_key(gpus);
  if (auto kept = read_kept_rates(file, key)) return *std::move(kept);
  Rates rates = measure_machine(gpus);
  const std::string failure = keep_rates(file, key, rates);
  if (!failure.empty()) std::cerr << "tessera: the rates are not kept: " << failure << '\n';
  return rates;
}

nlohmann::json info_json(const GpuListing& gpus, const Rates& rates) {
  nlohmann::json json = run_json("info", {"none", cpu::usable_cores()});
  json["build"] = {{"type", kBuildType}, {"hdf5", kHaveHdf5}, {"cuda", kHaveCuda}};
  json["cuda"] = gpu_listing_json(gpus);
  json["machine_rates"] = nlohmann::json::array();
  for (const MachineRates& measured : rates) {
    json["machine_rates"].push_back(rates_json(measured));
  }
  return json;
}

void print_info(const GpuListing& gpus, const Rates& rates) {
  std::cout << "tessera    " << kVersion << " (" << kCommit << "), " << kCompiler << ", "
            << kBuildType << "\nprocessor  " << processor_name() << ", " << cpu::usable_cores()
            << " cores, " << cpu::name_of(cpu::best_instruction_set())
            << "\nbackends   serial, threads, openmp, processes" << (kHaveCuda ? ", cuda" : "")
            << '\n'
            << gpu_listing_text(gpus) << "HDF5       " << (kHaveHdf5 ? "yes" : "not in this build")
            << '\n';
  for (const MachineRates& measured : rates) {
    std::cout << "measured   " << rates_text(measured) << '\n';
  }
}

}  // namespace

Run add_info_command(CLI::App& program) {
  auto flags = std::make_shared<InfoFlags>();
  CLI::App* command = program.add_subcommand("info", "This program and this machine");
  command->add_option("--json", flags->json, "As JSON: a file, or - for stdout");
  command->add_flag("--no-measure", flags->no_measure,
                    "Leave out bandwidth and peak rate, which take a few seconds");
  command->add_flag("--cached", flags->cached,
                    "Take them from tessera/machine_rates.json in the cache folder of the user\n"
                    "(XDG_CACHE_HOME, or .cache); measure and keep them where they are missing or\n"
                    "of another program, processor, GPU or driver");
  return [flags] {
    const GpuListing gpus = list_gpus();
    const Rates rates = rates_to_show(*flags, gpus);
    if (flags->json != "-") print_info(gpus, rates);
    write_summary(info_json(gpus, rates), flags->json);
    return ExitCode::done;
  };
}

}  // namespace tessera

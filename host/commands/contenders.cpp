#include "host/commands/contenders.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/commands/child_process.hpp"
#include "host/commands/choice_flag.hpp"
#include "host/commands/run_flags.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

using nlohmann::json;

const std::vector<std::string> kNames{"serial", "threads", "processes", "openmp", "cuda"};

// What a child finds out about GPU `ordinal`.
json look_for_gpu(const GpuSearch& search, int ordinal) {
  const gpu::DeviceSurvey survey = search.survey();
  const std::string obstacle = search.obstacle_to(survey, ordinal);
  json found{{"obstacle", obstacle}};
  if (!obstacle.empty()) return found;
  const gpu::Device& device = survey.devices.at(static_cast<std::size_t>(ordinal));
  found["device"] = device_json(device);
  found["compute"] = {device.compute_major, device.compute_minor};
  found["driver"] = survey.driver;
  found["runtime"] = survey.runtime;
  return found;
}

GpuInUse gpu_from(const json& found) {
  const json& device = found["device"];
  GpuInUse gpu;
  gpu.device.name = device["name"];
  gpu.device.ordinal = device["ordinal"];
  gpu.device.multiprocessors = device["multiprocessors"];
  gpu.device.memory_bytes = device["memory_bytes"];
  gpu.device.l2_bytes = device["l2_bytes"];
  gpu.device.compute_major = found["compute"][0];
  gpu.device.compute_minor = found["compute"][1];
  gpu.driver = found["driver"];
  gpu.runtime = found["runtime"];
  return gpu;
}

// Adds CUDA, or why it is missing. Who asked for it by name wants it.
void add_cuda(const ContenderChoices& choices, const GpuSearch& search, Contenders& contenders) {
  const int ordinal = choices.device.value.value_or(0);
  if (ordinal < 0) choices.device.refuse("must be 0 or more");
  ChildProcess child([&]() -> ChildProcess::Work {
    return [&search, ordinal] { return look_for_gpu(search, ordinal); };
  });
  const json found = child.ask();
  const auto obstacle = found["obstacle"].get<std::string>();
  if (obstacle.empty()) {
    Backend backend;
    backend.on_cuda = true;
    backend.gpu = gpu_from(found);
    contenders.backends.push_back(backend);
    return;
  }
  if (choices.backends.value) throw ResourceError(choices.backends.said + ": " + obstacle);
  if (choices.device.value) throw ResourceError(choices.device.said + ": " + obstacle);
  contenders.missing.push_back({"cuda", obstacle});
}

std::vector<std::string> wanted_names(const Choice<std::string>& choice) {
  if (!choice.value) return kNames;
  std::vector<std::string> wanted = parts_of(choice);
  for (const std::string& name : wanted) {
    if (std::ranges::find(kNames, name) != kNames.end()) continue;
    choice.refuse("unknown backend '" + name + "'" + suggestion(name, kNames));
  }
  return wanted;
}

// Each number once, smallest first.
std::vector<int> wanted_workers(const Choice<std::string>& choice,
                                const std::vector<int>& by_default) {
  if (!choice.value) return by_default;
  std::vector<int> workers;
  for (const std::string& part : parts_of(choice)) {
    Choice<int> number;
    set_choice(number, choice.said.substr(0, choice.said.size() - choice.value->size()), part);
    workers.push_back(*number.value);
  }
  std::ranges::sort(workers);
  workers.erase(std::unique(workers.begin(), workers.end()), workers.end());
  return workers;
}

void add_team(const std::string& name, const std::vector<int>& workers,
              const Choice<std::string>& said, std::vector<Backend>& backends) {
  BackendChoice choice;
  choice.backend.value = name;
  choice.workers.said = said.value ? said.said : "workers";
  for (const int count : workers) {
    choice.workers.value = count;
    backends.push_back(choose_backend(choice));
  }
}

}  // namespace

std::vector<std::string> parts_of(const Choice<std::string>& list) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = std::min(list.value->find(',', begin), list.value->size());
    parts.push_back(list.value->substr(begin, comma - begin));
    if (parts.back().empty()) list.refuse("must be a list like a,b,c, with nothing left out");
    if (comma == list.value->size()) return parts;
    begin = comma + 1;
  }
}

void add_contender_flags(CLI::App& command, ContenderChoices& choices) {
  const std::string group = "Backends";
  add_choice(command, "--backends", choices.backends,
             "Which, of serial, threads, processes, openmp, cuda (default: all that\n"
             "there are; serial always runs)")
      ->type_name("A,B,...")
      ->group(group);
  add_choice(command, "--workers", choices.workers,
             "Numbers of workers, each with each team [TESSERA_WORKERS]")
      ->type_name("N,M,...")
      ->group(group);
  add_choice(command, "--device", choices.device, "GPU ordinal (default 0) [TESSERA_DEVICE]")
      ->group(group);
}

Contenders find_contenders(ContenderChoices choices, const std::vector<int>& default_workers,
                           const GpuSearch& search) {
  const RunChoices environment = choices_of_environment();
  if (!choices.device.value) choices.device = environment.device;
  if (!choices.workers.value && environment.workers.value) {
    choices.workers = {std::to_string(*environment.workers.value), environment.workers.said};
  }
  const std::vector<std::string> wanted = wanted_names(choices.backends);
  const std::vector<int> workers = wanted_workers(choices.workers, default_workers);
  const auto is_wanted = [&](const char* name) {
    return std::ranges::find(wanted, name) != wanted.end();
  };
  Contenders found;
  add_team("serial", {1}, {}, found.backends);
  for (const char* team : {"threads", "processes", "openmp"}) {
    if (is_wanted(team)) add_team(team, workers, choices.workers, found.backends);
  }
  if (is_wanted("cuda")) add_cuda(choices, search, found);
  return found;
}

}  // namespace tessera

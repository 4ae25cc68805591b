#include "host/commands/backend.hpp"

#include <vector>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

constexpr int kMostWorkers = 1024;
constexpr const char* kNoCuda = "this build has no CUDA path";

cpu::Team team_of(const Choice<std::string>& choice) {
  const std::string backend = choice.value.value_or("auto");
  if (backend == "serial") return cpu::Team::serial;
  if (backend == "threads") return cpu::Team::threads;
  if (backend == "openmp" || backend == "auto") return cpu::Team::openmp;
  if (backend == "processes") return cpu::Team::processes;
  const std::vector<std::string> known{"auto", "cuda", "openmp", "threads", "processes", "serial"};
  choice.refuse("unknown backend" + suggestion(backend, known));
}

void check_ranges(const BackendChoice& choice) {
  const int workers = choice.workers.value.value_or(1);
  if (workers < 1 || workers > kMostWorkers) {
    choice.workers.refuse("must be 1 to " + std::to_string(kMostWorkers));
  }
  if (choice.device.value.value_or(0) < 0) choice.device.refuse("must be 0 or more");
}

}  // namespace

Backend choose_backend(const BackendChoice& choice) {
  check_ranges(choice);
  if (choice.backend.value == "cuda") {
    throw ResourceError(choice.backend.said + ": " + kNoCuda +
                        "; valid are openmp, threads, processes, serial");
  }
  Backend backend;
  backend.team = team_of(choice.backend);
  backend.workers = choice.workers.value.value_or(cpu::usable_cores());
  if (backend.team == cpu::Team::serial) backend.workers = 1;
  const bool chosen = choice.backend.value && choice.backend.value != "auto";
  backend.reason =
      std::string(cpu::name_of(backend.team)) + ", " + std::to_string(backend.workers) +
      (backend.workers == 1 ? " worker" : " workers") + ", " +
      cpu::name_of(cpu::best_instruction_set()) +
      (chosen ? " (" + choice.backend.said + ")" : std::string(" (auto: ") + kNoCuda + ")");
  return backend;
}

}  // namespace tessera

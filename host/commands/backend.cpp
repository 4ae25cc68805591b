#include "host/commands/backend.hpp"

#include <vector>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

constexpr int kMostWorkers = 1024;
constexpr const char* kNoCuda = "this build has no CUDA path for it";

cpu::Team team_of(const std::string& backend) {
  if (backend == "serial") return cpu::Team::serial;
  if (backend == "threads") return cpu::Team::threads;
  if (backend == "openmp" || backend == "auto") return cpu::Team::openmp;
  if (backend == "processes") return cpu::Team::processes;
  const std::vector<std::string> known{"auto", "cuda", "openmp", "threads", "processes", "serial"};
  throw UsageError("unknown backend '" + backend + "'" + suggestion(backend, known));
}

}  // namespace

Backend choose_backend(const BackendChoice& choice) {
  if (choice.backend == "cuda") {
    throw ResourceError(std::string("--backend cuda: ") + kNoCuda +
                        "; valid here are openmp, threads, processes, serial");
  }
  if (choice.workers < 0 || choice.workers > kMostWorkers) {
    throw UsageError("--workers " + std::to_string(choice.workers) + ": valid are 1 to " +
                     std::to_string(kMostWorkers));
  }
  Backend backend;
  backend.team = team_of(choice.backend);
  backend.workers = choice.workers > 0 ? choice.workers : cpu::usable_cores();
  if (backend.team == cpu::Team::serial) backend.workers = 1;
  backend.reason = std::string(cpu::name_of(backend.team)) + ", " +
                   std::to_string(backend.workers) +
                   (backend.workers == 1 ? " worker" : " workers") + ", " +
                   cpu::name_of(cpu::best_instruction_set());
  backend.reason += choice.backend == "auto" ? std::string(" (auto: ") + kNoCuda + ")"
                                             : std::string(" (as asked)");
  return backend;
}

}  // namespace tessera

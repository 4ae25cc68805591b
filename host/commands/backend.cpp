#include "host/commands/backend.hpp"

#include <vector>

#include "host/errors.hpp"
#include "host/report/format.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

constexpr int kMostWorkers = 1024;

enum class Kind { automatic, cuda, team };

Kind kind_of(const std::string& backend) {
  if (backend == "auto") return Kind::automatic;
  return backend == "cuda" ? Kind::cuda : Kind::team;
}

cpu::Team team_of(const Choice<std::string>& choice) {
  for (const cpu::Team team :
       {cpu::Team::serial, cpu::Team::threads, cpu::Team::openmp, cpu::Team::processes}) {
    if (choice.value == cpu::name_of(team)) return team;
  }
  const std::vector<std::string> known{"auto", "cuda", "openmp", "threads", "processes", "serial"};
  choice.refuse("unknown backend" + suggestion(*choice.value, known));
}

void check_ranges(const BackendChoice& choice) {
  const int workers = choice.workers.value.value_or(1);
  if (workers < 1 || workers > kMostWorkers) {
    choice.workers.refuse("must be 1 to " + std::to_string(kMostWorkers));
  }
  if (choice.device.value.value_or(0) < 0) choice.device.refuse("must be 0 or more");
}

Backend on_team(const BackendChoice& choice, cpu::Team team) {
  Backend backend;
  backend.team = team;
  backend.workers = choice.workers.value.value_or(cpu::usable_cores());
  if (team == cpu::Team::serial) backend.workers = 1;
  backend.reason = backend.name() + ", " + std::to_string(backend.workers) +
                   (backend.workers == 1 ? " worker, " : " workers, ") +
                   cpu::name_of(cpu::best_instruction_set());
  return backend;
}

// A choice that says nothing where the run happens, for the log.
template <class T>
std::string unused(const Choice<T>& choice) {
  return choice.value ? "; " + choice.said + " has no meaning there" : "";
}

Backend on_gpu(const BackendChoice& choice, const gpu::DeviceSurvey& survey, int ordinal) {
  const gpu::Device& device = survey.devices.at(static_cast<std::size_t>(ordinal));
  Backend backend;
  backend.on_cuda = true;
  backend.gpu = {device, survey.driver, survey.runtime};
  backend.reason = "cuda, GPU " + std::to_string(ordinal) + ", " + device.name + ", " +
                   std::to_string(device.multiprocessors) + " multiprocessors, " +
                   format_bytes(static_cast<std::uint64_t>(device.memory_bytes)) + " (" +
                   (choice.backend.value == "cuda" ? choice.backend.said : "auto") +
                   unused(choice.workers) + ")";
  return backend;
}

// What a solve on CUDA would need can be found out without a GPU.
Backend as_if_on_gpu(const BackendChoice& choice, const std::string& obstacle) {
  Backend backend = on_team(choice, cpu::Team::openmp);
  backend.on_cuda = true;
  backend.gpu_obstacle = obstacle;
  backend.reason = "cuda, of which a dry run needs no GPU (" + obstacle + ")";
  return backend;
}

[[noreturn]] void refuse_without_gpu(const BackendChoice& choice, const std::string& obstacle,
                                     bool is_of_device) {
  const bool device_said = choice.device.value.has_value();
  if (device_said && is_of_device) throw ResourceError(choice.device.said + ": " + obstacle);
  throw ResourceError((choice.backend.value == "cuda" ? choice.backend.said : choice.device.said) +
                      ": " + obstacle + "; openmp, threads, processes and serial need no GPU");
}

}  // namespace

Backend choose_backend(const BackendChoice& choice, const GpuSearch& search) {
  check_ranges(choice);
  const Kind kind = kind_of(choice.backend.value.value_or("auto"));
  if (kind == Kind::team) {
    Backend backend = on_team(choice, team_of(choice.backend));
    backend.reason += " (" + choice.backend.said + unused(choice.device) + ")";
    return backend;
  }
  const int ordinal = choice.device.value.value_or(0);
  const gpu::DeviceSurvey survey = search.survey();
  const std::string obstacle = search.obstacle_to(survey, ordinal);
  if (obstacle.empty()) return on_gpu(choice, survey, ordinal);
  if (kind == Kind::cuda && choice.dry_run) return as_if_on_gpu(choice, obstacle);
  if (kind == Kind::cuda || choice.device.value) {
    refuse_without_gpu(choice, obstacle, survey.obstacle.empty());
  }
  Backend backend = on_team(choice, cpu::Team::openmp);
  backend.gpu_obstacle = obstacle;
  backend.reason += " (auto: " + obstacle + ")";
  return backend;
}

}  // namespace tessera

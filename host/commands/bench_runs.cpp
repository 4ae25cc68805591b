#include "host/commands/bench_runs.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "cpu_fallback/machine_rates.hpp"
#include "host/commands/child_process.hpp"
#include "kernels/gpu_machine_rates.hpp"

namespace tessera {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

// That this process, all its threads together, has had a processor.
double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// A child that has its executor and does the work when asked.
ChildProcess start_timed(const Backend& backend, const BenchWork& work) {
  return ChildProcess([&backend, &work]() -> ChildProcess::Work {
    const Clock::time_point begin = Clock::now();
    const auto answering = [begin](auto executor, const auto& run) -> ChildProcess::Work {
      const double start_s = std::chrono::duration<double>(Clock::now() - begin).count();
      return [executor, run, start_s] {
        const Clock::time_point start = Clock::now();
        const double cpu_start_s = cpu_seconds();
        BenchSample sample = run(*executor);
        const double wall_s = std::chrono::duration<double>(Clock::now() - start).count();
        sample.cpu_share = (cpu_seconds() - cpu_start_s) / wall_s;
        json message = message_of(sample);
        message["start_s"] = start_s;
        return message;
      };
    };
    if (backend.on_cuda) {
      return answering(std::make_shared<gpu::Executor>(backend.gpu->device.ordinal), work.on_gpu);
    }
    return answering(std::make_shared<cpu::Executor>(cpu::ExecutorOptions{
                         backend.team, backend.workers, cpu::best_instruction_set()}),
                     work.on_cpu);
  });
}

// Where each takes so long and the user did not say.
int rounds_for(double round_s) {
  constexpr double kMinute = 60.0;
  constexpr double kMostRounds = 5.0;
  return static_cast<int>(std::clamp(kMinute / round_s, 1.0, kMostRounds));
}

}  // namespace

BenchProblem run_rounds(const BenchWork& work, const std::vector<Backend>& backends,
                        std::optional<int> repeat, const std::function<void(std::string)>& log) {
  BenchProblem problem = work.problem;
  std::vector<ChildProcess> children;
  for (const Backend& backend : backends) {
    problem.rows.push_back({backend.name(), backend.workers, 0.0, {}});
    children.push_back(start_timed(backend, work));
  }
  log(problem.name + ", warming up");
  const Clock::time_point start = Clock::now();
  for (std::size_t child = 0; child < children.size(); ++child) {
    problem.rows[child].start_s = children[child].ask()["start_s"];
  }
  const int rounds =
      repeat.value_or(rounds_for(std::chrono::duration<double>(Clock::now() - start).count()));
  for (int round = 1; round <= rounds; ++round) {
    log(problem.name + ", round " + std::to_string(round) + " of " + std::to_string(rounds));
    for (std::size_t turn = 0; turn < children.size(); ++turn) {
      // Another one begins in every round.
      const std::size_t child = (turn + static_cast<std::size_t>(round)) % children.size();
      problem.rows[child].samples.push_back(sample_of(children[child].ask()));
    }
  }
  return problem;
}

MachineRates measure_rates(const Backend& backend) {
  ChildProcess child = start_on(
      backend, [](auto& executor) -> json { return rates_json(measure_machine_rates(executor)); });
  return rates_of(child.ask());
}

std::vector<MachineRates> measure_rates(const std::vector<Backend>& backends) {
  std::set<int> counts;
  for (const Backend& backend : backends) {
    if (!backend.on_cuda) counts.insert(backend.workers);
  }
  std::vector<MachineRates> rates;
  rates.reserve(counts.size());
  for (const int workers : counts) {
    Backend backend;
    backend.team = workers == 1 ? cpu::Team::serial : cpu::Team::threads;
    backend.workers = workers;
    rates.push_back(measure_rates(backend));
  }
  for (const Backend& backend : backends) {
    if (backend.on_cuda) rates.push_back(measure_rates(backend));
  }
  return rates;
}

}  // namespace tessera

// What a team costs before it does any work: how long it takes to start, and how long a phase takes
// whose chunks do nothing, which is the barrier.
//
//   tessera_team_costs [WORKERS]      default 2
//
// Every measurement is made in a fresh process; medians of several.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "host/commands/child_process.hpp"
#include "host/commands/openmp_wait.hpp"

namespace tessera::bench {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kStarts = 15;
constexpr int kBursts = 101;
constexpr int kPhasesPerBurst = 200;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double median_of(std::vector<double> numbers) {
  std::ranges::nth_element(numbers,
                           numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2));
  return numbers[numbers.size() / 2];
}

struct Costs {
  double start_us = 0.0;       // until the first phase is done
  double best_start_us = 0.0;  // where nobody else had the cores
  double barrier_us = 0.0;     // of one phase
};

// In a fresh process.
Costs measure_here(cpu::Team team, int workers) {
  const Clock::time_point start = Clock::now();
  cpu::Executor executor({team, workers, cpu::best_instruction_set()});
  const auto nothing = [](std::int64_t) {};
  executor.for_chunks(workers, nothing);
  Costs costs;
  costs.start_us = microseconds_since(start);
  std::vector<double> bursts;
  for (int burst = 0; burst < kBursts; ++burst) {
    const Clock::time_point begin = Clock::now();
    for (int phase = 0; phase < kPhasesPerBurst; ++phase) executor.for_chunks(workers, nothing);
    bursts.push_back(microseconds_since(begin) / kPhasesPerBurst);
  }
  costs.barrier_us = median_of(std::move(bursts));
  return costs;
}

Costs measure(cpu::Team team, int workers) {
  std::vector<double> starts;
  std::vector<double> barriers;
  for (int start = 0; start < kStarts; ++start) {
    ChildProcess child([=]() -> ChildProcess::Work {
      return [=]() -> json {
        const Costs costs = measure_here(team, workers);
        return {costs.start_us, costs.barrier_us};
      };
    });
    const json found = child.ask();
    starts.push_back(found[0]);
    barriers.push_back(found[1]);
  }
  const double best = *std::ranges::min_element(starts);
  return {median_of(std::move(starts)), best, median_of(std::move(barriers))};
}

void print_costs(int workers) {
  std::printf("%-10s %8s %12s %12s %12s\n", "team", "workers", "start us", "best", "barrier us");
  for (const cpu::Team team :
       {cpu::Team::serial, cpu::Team::threads, cpu::Team::processes, cpu::Team::openmp}) {
    const int members = team == cpu::Team::serial ? 1 : workers;
    const Costs costs = measure(team, members);
    std::printf("%-10s %8d %12.1f %12.1f %12.3f\n", cpu::name_of(team), members, costs.start_us,
                costs.best_start_us, costs.barrier_us);
  }
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  tessera::limit_openmp_spinning(argv);
  const int workers = argc > 1 ? std::atoi(argv[1]) : 2;
  if (workers < 1) {
    std::cerr << "tessera_team_costs: the number of workers must be 1 or more\n";
    return 2;
  }
  try {
    tessera::bench::print_costs(workers);
  } catch (const std::exception& exception) {
    std::cerr << "tessera_team_costs: " << exception.what() << '\n';
    return 1;
  }
}

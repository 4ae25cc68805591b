#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/bench/bench_work.hpp"
#include "host/commands/backend.hpp"

namespace tessera {

/// Runs `work` on every backend, each in a child process of its own: once to warm up, then `repeat`
/// times in rounds, one backend after the other, so that what the machine does beside them falls on
/// all alike and times of one round can be compared. Without `repeat` as often as fits into a
/// minute, 1 to 5 times. `log` is told every round.
[[nodiscard]] BenchProblem run_rounds(const BenchWork& work, const std::vector<Backend>& backends,
                                      std::optional<int> repeat,
                                      const std::function<void(std::string)>& log);

/// What the machine can do with each of these numbers of workers, and its GPU, measured in child
/// processes.
[[nodiscard]] std::vector<MachineRates> measure_rates(const std::vector<Backend>& backends);

/// What the machine can do with the workers of `backend` or on its GPU, likewise.
[[nodiscard]] MachineRates measure_rates(const Backend& backend);

}  // namespace tessera

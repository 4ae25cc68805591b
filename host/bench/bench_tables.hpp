#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "host/bench/bench_results.hpp"
#include "host/report/table.hpp"

namespace tessera {

/// The backends side by side on one problem: median seconds per stage, total with its spread,
/// speed-up, efficiency, rate, iterations and checksum.
[[nodiscard]] Table comparison_table(const BenchProblem& problem);

/// Median rates of one workload over the number of workers: a row per variant and team, a column
/// per number of workers, and how well the largest number does. Empty (no rows) for one number
/// only.
[[nodiscard]] Table scaling_table(const BenchResults& results);

/// Everything, a row per problem, backend and stage, with numbers as they are: for other programs.
[[nodiscard]] Table raw_table(const BenchResults& results);

/// What the stages whose cost is declared reached and which limit binds, a line each: of serial and
/// of the fastest row on the CPU.
[[nodiscard]] std::vector<std::string> roofline_lines(const BenchProblem& problem,
                                                      const BenchResults& results);

/// The keys `problems`, `machine_rates` and `crossovers` of the JSON summary.
[[nodiscard]] nlohmann::json bench_json(const BenchResults& results);

}  // namespace tessera

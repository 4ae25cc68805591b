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

/// A problem and the same by other methods, each on its fastest backend of the CPU and on CUDA:
/// median seconds per stage and in total, how many times faster than the first method there,
/// iterations and checksum. Empty (no rows) where there is one method only.
[[nodiscard]] Table alternatives_table(const BenchFamily& family);

/// What of the family was not done as it was asked for, a line each.
[[nodiscard]] std::vector<std::string> notes_of(const BenchFamily& family);

/// Median rates of one workload over the number of workers: a row per variant and team, a column
/// per number of workers, and how well the largest number does. Empty (no rows) for one number
/// only.
[[nodiscard]] Table scaling_table(const BenchResults& results);

/// What was measured at two sizes or more: rate and time on the fastest backend of the CPU and on
/// CUDA, a row per size. Empty (no rows) for one size only.
[[nodiscard]] Table sizes_table(const BenchResults& results);

/// Everything, a row per problem, backend and stage, with numbers as they are: for other programs.
[[nodiscard]] Table raw_table(const BenchResults& results);

/// What the stages whose cost is declared reached and which limit binds, a line each: of serial and
/// of the fastest row on the CPU and on CUDA.
[[nodiscard]] std::vector<std::string> roofline_lines(const BenchProblem& problem,
                                                      const BenchResults& results);

/// The keys `problems`, `machine_rates` and `crossovers` of the JSON summary.
[[nodiscard]] nlohmann::json bench_json(const BenchResults& results);

}  // namespace tessera

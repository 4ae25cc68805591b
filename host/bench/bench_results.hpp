#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/report/roofline.hpp"
#include "kernels/stages/machine_rates.hpp"

namespace tessera {

struct StageTime {
  std::string stage;
  double seconds = 0.0;
};

/// One run of a piece of work on one backend.
struct BenchSample {
  std::vector<StageTime> stages;  // in their order
  std::int64_t iterations = -1;   // -1: the work does not iterate
  double items = 0.0;           // what the rate counts: cell updates, iterations x unknowns, paths
  std::string rated_stage;      // the stage that makes the items
  std::string checksum;         // of the result, made after the clock had stopped
  std::vector<StageRun> costs;  // of the stages whose cost is declared
  double cpu_share = 1.0;       // of the time that serial work had the processor to itself
  std::string note = {};        // for a person: what was not done as it was asked for
  [[nodiscard]] double total() const;
};

/// Smallest, middle and largest of some numbers.
struct Spread {
  double min = 0.0;
  double median = 0.0;
  double max = 0.0;
};
[[nodiscard]] Spread spread_of(std::vector<double> numbers);

/// The runs of one piece of work on one backend, the first one (to warm up) left out.
struct BenchRow {
  std::string backend;
  int workers = 1;
  double start_s = 0.0;  // the team or CUDA, once
  std::vector<BenchSample> samples;

  [[nodiscard]] Spread stage(std::size_t index) const;
  [[nodiscard]] Spread total() const;
  /// The sample whose total is the middle one.
  [[nodiscard]] const BenchSample& median_sample() const;
  /// Items per second of the stage that makes them, the middle of the runs.
  [[nodiscard]] double rate() const;
  [[nodiscard]] std::string label() const;  // "openmp x 2"
};

/// A piece of work and its runs on all backends; the first row is serial, or the only one.
struct BenchProblem {
  std::string workload;  // "fem"
  std::string name;      // "y-tube of 200,012 nodes"
  std::string variant;   // problems of one variant differ in size only: "hex f64, heavy 0"
  double size = 0.0;
  std::string size_unit;  // "nodes"
  std::string rate_unit;  // "updates"
  std::vector<BenchRow> rows;
  std::string method = {};          // where there is a choice: "multigrid, csr"
  std::string alternative_to = {};  // the name of the problem that is the same by another method

  /// The row whose median total is least, among those of CUDA or of the CPU; null without any.
  [[nodiscard]] const BenchRow* fastest(bool on_cuda) const;
  /// Median total of serial over that of `row`.
  [[nodiscard]] double speed_up(const BenchRow& row) const;
  /// Speed-up per worker.
  [[nodiscard]] double efficiency(const BenchRow& row) const;
  /// Time of `row` over that of openmp with as many workers, round by round: the middle of the
  /// ratios, which the mood of the machine does not touch. None for CUDA, or where openmp did not
  /// run.
  [[nodiscard]] std::optional<double> against_openmp(const BenchRow& row) const;
  /// The share of the time that the runs of serial had a processor, on the average: well below 1
  /// where other work took it away, and the times say little.
  [[nodiscard]] double cpu_share() const;
  /// Whether `row` came to the same result as serial, every time.
  [[nodiscard]] bool is_same_result(const BenchRow& row) const;
};

/// A problem and those that are the same by other methods.
using BenchFamily = std::vector<const BenchProblem*>;

/// Everything that `tessera bench` measured.
struct BenchResults {
  std::vector<BenchProblem> problems;
  std::vector<MachineRates> rates;  // of every number of workers that ran, and of the GPU

  /// Those of the workers or the GPU of `row`; null where they were not measured.
  [[nodiscard]] const MachineRates* rates_of(const BenchRow& row) const;
  [[nodiscard]] bool all_same_results() const;
  /// Every problem that is no alternative, with its alternatives behind it.
  [[nodiscard]] std::vector<BenchFamily> families() const;
};

}  // namespace tessera

#include "host/bench/bench_results.hpp"

#include <algorithm>
#include <numeric>

namespace tessera {
namespace {

double median_of(std::vector<double> numbers) { return spread_of(std::move(numbers)).median; }

const BenchRow* openmp_beside(const BenchProblem& problem, const BenchRow& row) {
  const auto found = std::ranges::find_if(problem.rows, [&](const BenchRow& other) {
    return other.backend == "openmp" && other.workers == row.workers;
  });
  return found == problem.rows.end() ? nullptr : &*found;
}

}  // namespace

double BenchSample::total() const {
  return std::accumulate(stages.begin(), stages.end(), 0.0,
                         [](double sum, const StageTime& stage) { return sum + stage.seconds; });
}

Spread spread_of(std::vector<double> numbers) {
  if (numbers.empty()) return {};
  std::ranges::sort(numbers);
  const std::size_t half = numbers.size() / 2;
  const double median =
      numbers.size() % 2 == 1 ? numbers[half] : 0.5 * (numbers[half - 1] + numbers[half]);
  return {numbers.front(), median, numbers.back()};
}

Spread BenchRow::stage(std::size_t index) const {
  std::vector<double> seconds;
  for (const BenchSample& sample : samples) seconds.push_back(sample.stages.at(index).seconds);
  return spread_of(seconds);
}

Spread BenchRow::total() const {
  std::vector<double> seconds;
  for (const BenchSample& sample : samples) seconds.push_back(sample.total());
  return spread_of(seconds);
}

const BenchSample& BenchRow::median_sample() const {
  std::vector<const BenchSample*> sorted;
  for (const BenchSample& sample : samples) sorted.push_back(&sample);
  std::ranges::sort(sorted, {}, [](const BenchSample* sample) { return sample->total(); });
  return *sorted.at((sorted.size() - 1) / 2);
}

double BenchRow::rate() const {
  std::vector<double> rates;
  for (const BenchSample& sample : samples) {
    const auto made = std::ranges::find(sample.stages, sample.rated_stage, &StageTime::stage);
    if (made != sample.stages.end()) rates.push_back(sample.items / made->seconds);
  }
  return spread_of(std::move(rates)).median;
}

std::string BenchRow::label() const {
  const bool has_one = backend == "serial" || backend == "cuda";
  return has_one ? backend : backend + " x " + std::to_string(workers);
}

const BenchRow* BenchProblem::fastest(bool on_cuda) const {
  const BenchRow* least = nullptr;
  for (const BenchRow& row : rows) {
    if ((row.backend == "cuda") != on_cuda) continue;
    if (least == nullptr || row.total().median < least->total().median) least = &row;
  }
  return least;
}

double BenchProblem::speed_up(const BenchRow& row) const {
  return rows.front().total().median / row.total().median;
}

double BenchProblem::efficiency(const BenchRow& row) const {
  return speed_up(row) / static_cast<double>(row.workers);
}

std::optional<double> BenchProblem::against_openmp(const BenchRow& row) const {
  const BenchRow* const openmp = openmp_beside(*this, row);
  if (openmp == nullptr || row.backend == "serial" || row.backend == "cuda") return std::nullopt;
  std::vector<double> ratios;
  for (std::size_t round = 0; round < row.samples.size(); ++round) {
    ratios.push_back(row.samples[round].total() / openmp->samples.at(round).total());
  }
  return median_of(std::move(ratios));
}

bool BenchProblem::is_same_result(const BenchRow& row) const {
  const BenchSample& serial = rows.front().samples.front();
  return std::ranges::all_of(row.samples, [&](const BenchSample& sample) {
    return sample.checksum == serial.checksum && sample.iterations == serial.iterations;
  });
}

double BenchProblem::cpu_share() const {
  std::vector<double> shares;
  for (const BenchSample& sample : rows.front().samples) shares.push_back(sample.cpu_share);
  return median_of(std::move(shares));
}

const MachineRates* BenchResults::rates_of(const BenchRow& row) const {
  const bool on_cuda = row.backend == "cuda";
  const auto found = std::ranges::find_if(rates, [&](const MachineRates& measured) {
    return measured.on_cuda == on_cuda && (on_cuda || measured.workers == row.workers);
  });
  return found == rates.end() ? nullptr : &*found;
}

std::vector<BenchFamily> BenchResults::families() const {
  std::vector<BenchFamily> found;
  for (const BenchProblem& problem : problems) {
    if (problem.alternative_to.empty() || found.empty()) found.emplace_back();
    found.back().push_back(&problem);
  }
  return found;
}

bool BenchResults::all_same_results() const {
  return std::ranges::all_of(problems, [](const BenchProblem& problem) {
    return std::ranges::all_of(problem.rows,
                               [&](const BenchRow& row) { return problem.is_same_result(row); });
  });
}

}  // namespace tessera

#include "host/bench/crossover.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "host/report/format.hpp"

namespace tessera {
namespace {

/// Best median time of a backend by size.
using Times = std::map<double, double>;

std::map<std::string, Times> times_of(const BenchResults& results, const std::string& variant) {
  std::map<std::string, Times> times;
  for (const BenchProblem& problem : results.problems) {
    if (problem.variant != variant) continue;
    for (const BenchRow& row : problem.rows) {
      double& best = times[row.backend].try_emplace(problem.size, row.total().median).first->second;
      best = std::min(best, row.total().median);
    }
  }
  return times;
}

// The size at which log(faster / slower) falls through 0.
std::optional<double> size_of_crossing(const Times& slower, const Times& faster) {
  std::optional<std::pair<double, double>> before;  // size, logarithm of the ratio
  for (const auto& [size, time] : faster) {
    const double ratio = std::log(time / slower.at(size));
    if (before && before->second > 0.0 && ratio <= 0.0) {
      const double share = before->second / (before->second - ratio);
      return before->first * std::pow(size / before->first, share);
    }
    before = {size, ratio};
  }
  return std::nullopt;
}

// Which of two it is that overtakes, if one does; else which is ahead at the largest size.
Crossover crossover_of(const std::string& first, const Times& first_times,
                       const std::string& second, const Times& second_times) {
  if (const auto size = size_of_crossing(first_times, second_times)) {
    return {"", first, second, size, ""};
  }
  if (const auto size = size_of_crossing(second_times, first_times)) {
    return {"", second, first, size, ""};
  }
  const bool second_leads = second_times.rbegin()->second < first_times.rbegin()->second;
  return {"", second_leads ? first : second, second_leads ? second : first, std::nullopt, ""};
}

}  // namespace

std::string Crossover::text() const {
  if (!size) return variant + ": " + faster + " is faster than " + slower + " at every size";
  return variant + ": " + faster + " overtakes " + slower + " at about " +
         format_count(std::llround(*size)) + " " + size_unit;
}

std::vector<Crossover> crossovers_in(const BenchResults& results) {
  std::vector<Crossover> found;
  std::vector<std::string> variants;
  for (const BenchProblem& problem : results.problems) {
    if (std::ranges::find(variants, problem.variant) != variants.end()) continue;
    variants.push_back(problem.variant);
    const std::map<std::string, Times> times = times_of(results, problem.variant);
    if (!times.contains("serial") || times.at("serial").size() < 2) continue;
    const auto add = [&](const std::string& first, const std::string& second) {
      if (!times.contains(first) || !times.contains(second)) return;
      found.push_back(crossover_of(first, times.at(first), second, times.at(second)));
      found.back().variant = problem.variant;
      found.back().size_unit = problem.size_unit;
    };
    for (const char* other : {"threads", "processes", "openmp", "cuda"}) add("serial", other);
    add("openmp", "cuda");
  }
  return found;
}

}  // namespace tessera

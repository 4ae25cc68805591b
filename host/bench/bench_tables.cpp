#include "host/bench/bench_tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "host/bench/crossover.hpp"
#include "host/report/format.hpp"

namespace tessera {
namespace {

using nlohmann::json;

std::string seconds_text(double seconds) {
  return seconds < 0.1 ? format_number(1e3 * seconds, 3) + " ms" : format_number(seconds, 3) + " s";
}

std::string ratio_text(double ratio) { return format_fixed(ratio, 2); }

// As a number that reads back to the same bits.
std::string exact(double number) { return json(number).dump(); }

std::vector<std::string> comparison_cells(const BenchProblem& problem, const BenchRow& row) {
  const BenchSample& sample = row.median_sample();
  std::vector<std::string> cells{row.backend, std::to_string(row.workers)};
  for (std::size_t stage = 0; stage < sample.stages.size(); ++stage) {
    cells.push_back(seconds_text(row.stage(stage).median));
  }
  const Spread total = row.total();
  const auto against = problem.against_openmp(row);
  cells.insert(cells.end(),
               {seconds_text(total.median), seconds_text(total.min), seconds_text(total.max),
                ratio_text(problem.speed_up(row)),
                row.backend == "cuda" ? "" : ratio_text(problem.efficiency(row)),
                against ? ratio_text(*against) : "", format_rate(row.rate(), problem.rate_unit),
                sample.iterations >= 0 ? std::to_string(sample.iterations) : "",
                sample.checksum + (problem.is_same_result(row) ? "" : " DIFFERS")});
  return cells;
}

std::vector<std::string> alternative_cells(const BenchProblem& problem, const BenchRow& row,
                                           double reference_s) {
  const BenchSample& sample = row.median_sample();
  std::vector<std::string> cells{problem.method, row.label()};
  for (std::size_t stage = 0; stage < sample.stages.size(); ++stage) {
    cells.push_back(seconds_text(row.stage(stage).median));
  }
  const double total_s = row.total().median;
  cells.insert(cells.end(), {seconds_text(total_s), ratio_text(reference_s / total_s),
                             sample.iterations >= 0 ? std::to_string(sample.iterations) : "",
                             sample.checksum + (problem.is_same_result(row) ? "" : " DIFFERS")});
  return cells;
}

// Problems by variant in their order, without those that differ in size only.
std::vector<const BenchProblem*> one_of_each_variant(const BenchResults& results) {
  std::vector<const BenchProblem*> problems;
  std::set<std::string> seen;
  for (const BenchProblem& problem : results.problems) {
    if (seen.insert(problem.workload + problem.variant).second) problems.push_back(&problem);
  }
  return problems;
}

const BenchRow* row_with(const BenchProblem& problem, const std::string& team, int workers) {
  for (const BenchRow& row : problem.rows) {
    if (row.backend == team && row.workers == workers) return &row;
  }
  return nullptr;
}

std::vector<std::string> scaling_cells(const BenchProblem& problem, const std::string& team,
                                       const std::set<int>& workers) {
  std::vector<std::string> cells{problem.name, team};
  const BenchRow* least = nullptr;
  const BenchRow* most = nullptr;
  for (const int count : workers) {
    const BenchRow* const row = row_with(problem, team, count);
    cells.push_back(row == nullptr ? "" : format_rate(row->rate(), problem.rate_unit));
    if (row == nullptr) continue;
    if (least == nullptr) least = row;
    most = row;
  }
  const double gain = least == nullptr ? 0.0 : most->rate() / least->rate();
  cells.push_back(ratio_text(gain));
  return cells;
}

json spread_json(const Spread& spread) {
  return {{"min", spread.min}, {"median", spread.median}, {"max", spread.max}};
}

json row_json(const BenchProblem& problem, const BenchRow& row, const BenchResults& results) {
  const BenchSample& sample = row.median_sample();
  json entry{{"backend", row.backend},
             {"workers", row.workers},
             {"start_s", row.start_s},
             {"runs", row.samples.size()},
             {"stages_s", json::object()},
             {"total_s", spread_json(row.total())},
             {"speed_up", problem.speed_up(row)},
             {"efficiency", nullptr},
             {"time_over_openmp", nullptr},
             {"rate_per_s", row.rate()},
             {"iterations", nullptr},
             {"checksum", sample.checksum},
             {"same_result", problem.is_same_result(row)},
             {"roofline", json::array()}};
  for (std::size_t stage = 0; stage < sample.stages.size(); ++stage) {
    entry["stages_s"][sample.stages[stage].stage] = spread_json(row.stage(stage));
  }
  if (row.backend != "cuda") entry["efficiency"] = problem.efficiency(row);
  if (const auto against = problem.against_openmp(row)) entry["time_over_openmp"] = *against;
  if (sample.iterations >= 0) entry["iterations"] = sample.iterations;
  if (const MachineRates* const rates = results.rates_of(row)) {
    for (const StageRun& run : sample.costs)
      entry["roofline"].push_back(roofline_json(run, *rates));
  }
  return entry;
}

}  // namespace

Table comparison_table(const BenchProblem& problem) {
  Table table;
  table.columns = {{"backend", false}, {"workers"}};
  for (const StageTime& time : problem.rows.front().median_sample().stages) {
    table.columns.push_back({time.stage});
  }
  for (const char* heading :
       {"total", "min", "max", "speed-up", "efficiency", "vs openmp", "rate", "iterations"}) {
    table.columns.push_back({heading});
  }
  table.columns.push_back({"checksum", false});
  for (const BenchRow& row : problem.rows) table.rows.push_back(comparison_cells(problem, row));
  return table;
}

Table alternatives_table(const BenchFamily& family) {
  Table table;
  if (family.size() < 2) return table;
  const BenchProblem& reference = *family.front();
  table.columns = {{"method", false}, {"backend", false}};
  for (const StageTime& time : reference.rows.front().median_sample().stages) {
    table.columns.push_back({time.stage});
  }
  table.columns.insert(table.columns.end(),
                       {{"total"}, {"times faster"}, {"iterations"}, {"checksum", false}});
  for (const bool on_cuda : {false, true}) {
    const BenchRow* const beside = reference.fastest(on_cuda);
    if (beside == nullptr) continue;
    for (const BenchProblem* problem : family) {
      const BenchRow* const row = problem->fastest(on_cuda);
      if (row == nullptr) continue;
      table.rows.push_back(alternative_cells(*problem, *row, beside->total().median));
    }
  }
  return table;
}

std::vector<std::string> notes_of(const BenchFamily& family) {
  std::vector<std::string> lines;
  for (const BenchProblem* problem : family) {
    const std::string& note = problem->rows.front().median_sample().note;
    if (!note.empty()) lines.push_back(problem->name + ": " + note);
  }
  return lines;
}

Table scaling_table(const BenchResults& results) {
  std::set<int> workers;
  for (const BenchProblem& problem : results.problems) {
    for (const BenchRow& row : problem.rows) {
      if (row.backend != "serial" && row.backend != "cuda") workers.insert(row.workers);
    }
  }
  Table table;
  if (workers.size() < 2) return table;
  table.columns = {{"problem", false}, {"team", false}};
  for (const int count : workers) {
    table.columns.push_back({std::to_string(count) + (count == 1 ? " worker" : " workers")});
  }
  table.columns.push_back({"gain"});
  for (const BenchProblem* problem : one_of_each_variant(results)) {
    for (const char* team : {"threads", "processes", "openmp"}) {
      if (row_with(*problem, team, *workers.rbegin()) == nullptr) continue;
      table.rows.push_back(scaling_cells(*problem, team, workers));
    }
  }
  return table;
}

Table sizes_table(const BenchResults& results) {
  Table table;
  table.columns = {{"work", false}, {"size"}, {"backend", false}, {"rate"}, {"total"}};
  for (const BenchProblem* first : one_of_each_variant(results)) {
    std::map<double, const BenchProblem*> by_size;
    for (const BenchProblem& problem : results.problems) {
      if (problem.variant == first->variant) by_size.emplace(problem.size, &problem);
    }
    if (by_size.size() < 2) continue;
    for (const bool on_cuda : {false, true}) {
      for (const auto& [size, problem] : by_size) {
        const BenchRow* const row = problem->fastest(on_cuda);
        if (row == nullptr) continue;
        table.rows.push_back({first->variant,
                              format_count(std::llround(size)) + " " + first->size_unit,
                              row->label(), format_rate(row->rate(), first->rate_unit),
                              seconds_text(row->total().median)});
      }
    }
  }
  return table;
}

Table raw_table(const BenchResults& results) {
  Table table;
  for (const char* heading :
       {"workload", "problem", "size", "backend", "workers", "stage", "min_s", "median_s", "max_s",
        "speed_up", "efficiency", "rate_per_s", "iterations", "checksum", "same_result"}) {
    table.columns.push_back({heading});
  }
  for (const BenchProblem& problem : results.problems) {
    for (const BenchRow& row : problem.rows) {
      const BenchSample& sample = row.median_sample();
      const auto add = [&](const std::string& stage, const Spread& spread) {
        const bool is_total = stage == "total";
        table.rows.push_back({problem.workload, problem.name, exact(problem.size), row.backend,
                              std::to_string(row.workers), stage, exact(spread.min),
                              exact(spread.median), exact(spread.max),
                              is_total ? exact(problem.speed_up(row)) : "",
                              is_total ? exact(problem.efficiency(row)) : "",
                              is_total ? exact(row.rate()) : "", std::to_string(sample.iterations),
                              sample.checksum, problem.is_same_result(row) ? "yes" : "no"});
      };
      for (std::size_t stage = 0; stage < sample.stages.size(); ++stage) {
        add(sample.stages[stage].stage, row.stage(stage));
      }
      add("total", row.total());
    }
  }
  return table;
}

std::vector<std::string> roofline_lines(const BenchProblem& problem, const BenchResults& results) {
  const BenchRow* const serial = &problem.rows.front();
  std::vector<const BenchRow*> rows{serial};
  for (const bool on_cuda : {false, true}) {
    const BenchRow* const fastest = problem.fastest(on_cuda);
    if (fastest != nullptr && fastest != serial) rows.push_back(fastest);
  }
  std::vector<std::string> lines;
  for (const BenchRow* row : rows) {
    const MachineRates* const rates = results.rates_of(*row);
    if (rates == nullptr) continue;
    for (const StageRun& run : row->median_sample().costs) {
      lines.push_back(row->label() + ", " + roofline_text(run, *rates));
    }
  }
  return lines;
}

json bench_json(const BenchResults& results) {
  json problems = json::array();
  for (const BenchProblem& problem : results.problems) {
    json entry{{"workload", problem.workload},   {"name", problem.name},
               {"variant", problem.variant},     {"method", nullptr},
               {"alternative_to", nullptr},      {"note", nullptr},
               {"size", problem.size},           {"size_unit", problem.size_unit},
               {"rate_unit", problem.rate_unit}, {"serial_cpu_share", problem.cpu_share()},
               {"rows", json::array()}};
    const std::string& note = problem.rows.front().median_sample().note;
    if (!problem.method.empty()) entry["method"] = problem.method;
    if (!problem.alternative_to.empty()) entry["alternative_to"] = problem.alternative_to;
    if (!note.empty()) entry["note"] = note;
    for (const BenchRow& row : problem.rows) {
      entry["rows"].push_back(row_json(problem, row, results));
    }
    problems.push_back(std::move(entry));
  }
  json rates = json::array();
  for (const MachineRates& measured : results.rates) rates.push_back(rates_json(measured));
  json crossovers = json::array();
  for (const Crossover& crossover : crossovers_in(results)) {
    crossovers.push_back({{"variant", crossover.variant},
                          {"slower", crossover.slower},
                          {"faster", crossover.faster},
                          {"size", crossover.size ? json(*crossover.size) : json(nullptr)}});
  }
  return {{"problems", problems}, {"machine_rates", rates}, {"crossovers", crossovers}};
}

}  // namespace tessera

#include "host/bench/bench_page.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "host/bench/bench_tables.hpp"
#include "host/bench/crossover.hpp"
#include "host/io/markup.hpp"
#include "host/report/chart.hpp"
#include "host/report/html_page.hpp"

namespace tessera {
namespace {

std::string stage_chart(const BenchProblem& problem) {
  BarChart chart{"Time of every stage: " + problem.name, "seconds, median", {}, {}};
  for (const StageTime& time : problem.rows.front().median_sample().stages) {
    chart.parts.push_back(time.stage);
  }
  for (const BenchRow& row : problem.rows) {
    BarChart::Bar bar{row.label(), {}};
    for (std::size_t stage = 0; stage < chart.parts.size(); ++stage) {
      bar.values.push_back(row.stage(stage).median);
    }
    chart.bars.push_back(std::move(bar));
  }
  return bar_chart(chart);
}

// One bar per method and path.
std::string alternatives_chart(const BenchFamily& family) {
  const BenchProblem& reference = *family.front();
  BarChart chart{"Time of every stage by method: " + reference.name, "seconds, median", {}, {}};
  for (const StageTime& time : reference.rows.front().median_sample().stages) {
    chart.parts.push_back(time.stage);
  }
  for (const bool on_cuda : {false, true}) {
    for (const BenchProblem* problem : family) {
      const BenchRow* const row = problem->fastest(on_cuda);
      if (row == nullptr) continue;
      BarChart::Bar bar{problem->method + " on " + row->label(), {}};
      for (std::size_t stage = 0; stage < chart.parts.size(); ++stage) {
        bar.values.push_back(row->stage(stage).median);
      }
      chart.bars.push_back(std::move(bar));
    }
  }
  return bar_chart(chart);
}

// The teams of the smallest problem of every variant over their workers.
std::vector<ChartSeries> scaling_series(const BenchResults& results) {
  std::vector<ChartSeries> series;
  std::set<std::string> variants;
  for (const BenchProblem& problem : results.problems) {
    if (!variants.insert(problem.variant).second) continue;
    for (const char* team : {"threads", "processes", "openmp"}) {
      ChartSeries curve{problem.variant + ", " + team, {}};
      for (const BenchRow& row : problem.rows) {
        if (row.backend != team) continue;
        curve.points.push_back(
            {static_cast<double>(row.workers), problem.speed_up(row), row.label()});
      }
      if (curve.points.size() > 1) series.push_back(std::move(curve));
    }
  }
  return series;
}

// Best time of every backend over the size of the problem.
std::string crossover_chart(const BenchResults& results, const std::string& variant) {
  std::map<std::string, std::map<double, double>> seconds;  // [backend][size]
  std::string unit;
  for (const BenchProblem& problem : results.problems) {
    if (problem.variant != variant) continue;
    unit = problem.size_unit;
    for (const BenchRow& row : problem.rows) {
      double& best =
          seconds[row.backend].try_emplace(problem.size, row.total().median).first->second;
      best = std::min(best, row.total().median);
    }
  }
  LineChart chart{"Time over size: " + variant, unit, "seconds, median", true, true, {}};
  for (const auto& [backend, times] : seconds) {
    if (times.size() < 2) return {};
    ChartSeries curve{backend, {}};
    for (const auto& [size, time] : times) curve.points.push_back({size, time, backend});
    chart.series.push_back(std::move(curve));
  }
  return line_chart(chart);
}

// The two roofs of one number of workers over the intensities that occur.
ChartSeries roof_of(const MachineRates& rates, double least, double most) {
  const double bandwidth = std::max(rates.copy_bytes_per_s, rates.triad_bytes_per_s);
  const double ridge = rates.f64_flops_per_s / bandwidth;
  const std::string who =
      rates.on_cuda ? "the GPU"
                    : std::to_string(rates.workers) + (rates.workers == 1 ? " worker" : " workers");
  ChartSeries roof{"limit, " + who, {}, true, true};
  for (const double intensity : {least, ridge, std::max(most, 2.0 * ridge)}) {
    roof.points.push_back(
        {intensity, std::min(bandwidth * intensity, rates.f64_flops_per_s) / 1e9});
  }
  return roof;
}

std::string roofline_chart(const BenchResults& results) {
  std::map<std::string, ChartSeries> runs;  // [backend]
  double least = 1.0;
  double most = 1.0;
  for (const BenchProblem& problem : results.problems) {
    for (const BenchRow& row : problem.rows) {
      const MachineRates* const rates = results.rates_of(row);
      if (rates == nullptr) continue;
      for (const StageRun& run : row.median_sample().costs) {
        const Roofline found = roofline_of(run, *rates);
        if (!(found.intensity > 0.0)) continue;
        ChartSeries& series =
            runs.try_emplace(row.label(), ChartSeries{row.label(), {}, false}).first->second;
        series.points.push_back({found.intensity, found.flops_per_s / 1e9,
                                 problem.name + ", " + run.stage + " on " + row.label()});
        least = std::min(least, found.intensity);
        most = std::max(most, found.intensity);
      }
    }
  }
  LineChart chart{"Roofline", "flops per byte of one pass over memory", "GFLOP/s", true, true, {}};
  for (const MachineRates& rates : results.rates) {
    chart.series.push_back(roof_of(rates, least / 2.0, 2.0 * most));
  }
  for (auto& [label, series] : runs) chart.series.push_back(std::move(series));
  return runs.empty() ? "" : line_chart(chart);
}

std::string figure_of(const std::string& svg, const std::string& caption) {
  if (svg.empty()) return {};
  return "<figure>" + svg + "<figcaption>" + markup_escaped(caption) + "</figcaption></figure>\n";
}

std::string list_of(const std::vector<std::string>& lines) {
  std::string html = "<ul>\n";
  for (const std::string& line : lines) html += "<li>" + markup_escaped(line) + "</li>\n";
  return html + "</ul>\n";
}

std::string problem_part(const BenchProblem& problem, const BenchResults& results) {
  return "<h2>" + markup_escaped(problem.workload + ": " + problem.name) + "</h2>\n" +
         table_html(comparison_table(problem)) +
         figure_of(stage_chart(problem), "Where the time goes, backend by backend") +
         list_of(roofline_lines(problem, results)) +
         (problem.cpu_share() < 0.95 ? "<p>Measured on a busy machine.</p>\n" : "");
}

std::string alternatives_part(const BenchFamily& family, const BenchResults& results) {
  if (family.size() < 2) return {};
  std::vector<std::string> lines = notes_of(family);
  for (std::size_t place = 1; place < family.size(); ++place) {
    for (const std::string& line : roofline_lines(*family[place], results)) {
      lines.push_back(family[place]->method + ": " + line);
    }
  }
  return "<h2>" + markup_escaped("Alternatives: " + family.front()->name) + "</h2>\n" +
         table_html(alternatives_table(family)) +
         figure_of(alternatives_chart(family),
                   "Where the time goes, method by method, each on its fastest backend") +
         list_of(lines);
}

}  // namespace

std::string scaling_chart(const BenchResults& results) {
  LineChart chart{"Speed-up over the number of workers",
                  "workers",
                  "speed-up over serial",
                  false,
                  false,
                  scaling_series(results)};
  if (chart.series.empty()) return {};
  double most = 1.0;
  for (const ChartSeries& series : chart.series) {
    for (const ChartPoint& point : series.points) most = std::max(most, point.x);
  }
  chart.series.insert(chart.series.begin(),
                      ChartSeries{"as many times as workers", {{0, 0}, {most, most}}, true, true});
  return line_chart(chart);
}

std::string bench_page(const BenchResults& results, const std::string& machine) {
  std::string body = "<p>" + markup_escaped(machine) + "</p>\n";
  for (const MachineRates& rates : results.rates) {
    body += "<p>Measured here: " + markup_escaped(rates_text(rates)) + ".</p>\n";
  }
  for (const BenchFamily& family : results.families()) {
    body += problem_part(*family.front(), results) + alternatives_part(family, results);
  }
  const Table scaling = scaling_table(results);
  if (!scaling.rows.empty()) body += "<h2>Scaling</h2>\n" + table_html(scaling);
  body +=
      figure_of(scaling_chart(results), "Speed-up over serial; what memory binds does not scale");
  const Table sizes = sizes_table(results);
  if (!sizes.rows.empty()) body += "<h2>Sizes</h2>\n" + table_html(sizes);
  std::vector<std::string> crossings;
  for (const Crossover& crossover : crossovers_in(results)) crossings.push_back(crossover.text());
  if (!crossings.empty()) body += "<h2>Crossover</h2>\n" + list_of(crossings);
  std::set<std::string> variants;
  for (const BenchProblem& problem : results.problems) {
    if (!variants.insert(problem.variant).second) continue;
    body += figure_of(crossover_chart(results, problem.variant),
                      "Crossover: the best time of every backend, " + problem.variant);
  }
  body += figure_of(roofline_chart(results),
                    "Roofline: dashed, what memory and arithmetic allow; a point above the slope "
                    "has its values from the caches");
  return html_page("Execution models side by side", body);
}

}  // namespace tessera

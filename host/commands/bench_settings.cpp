#include "host/commands/bench_settings.hpp"

#include "host/commands/choice_checks.hpp"
#include "host/commands/choice_flag.hpp"
#include "host/commands/count.hpp"
#include "host/commands/node_count.hpp"

namespace tessera {
namespace {

constexpr int kMostRepeats = 1000;
constexpr std::int64_t kDefaultNodes = 200'000;
constexpr std::int64_t kDefaultSide = 2048;
constexpr std::int64_t kDefaultPaths = 20'000'000;
constexpr std::int64_t kMostCellsOnASide = 1'000'000;

std::vector<std::int64_t> node_counts(const BenchChoices& choices) {
  if (!choices.nodes.value) return {kDefaultNodes};
  if (!choices.workload.mesh.empty()) {
    choices.nodes.refuse("sizes are those of generated meshes; " + choices.workload.mesh +
                         " has its own");
  }
  std::vector<std::int64_t> counts;
  for (const std::string& part : parts_of(choices.nodes)) {
    counts.push_back(parse_node_count("--nodes", part));
  }
  return counts;
}

std::vector<std::int64_t> grid_sides(const BenchChoices& choices) {
  if (!choices.sides.value) return {kDefaultSide};
  std::vector<std::int64_t> sides;
  for (const std::string& part : parts_of(choices.sides)) {
    Choice<std::int64_t> side;
    set_choice(side, "--sides ", part);
    if (*side.value < 1 || *side.value > kMostCellsOnASide) {
      choices.sides.refuse("must be 1 to " + std::to_string(kMostCellsOnASide));
    }
    sides.push_back(*side.value);
  }
  return sides;
}

std::vector<std::int64_t> path_counts(const BenchChoices& choices) {
  if (!choices.paths.value) return {kDefaultPaths};
  std::vector<std::int64_t> counts;
  for (const std::string& part : parts_of(choices.paths)) {
    const std::optional<std::int64_t> count = parse_count(part);
    if (!count) choices.paths.refuse("must be numbers like 500k, 4m or 1e7");
    counts.push_back(*count);
  }
  return counts;
}

std::vector<int> fused_steps(const BenchChoices& choices) {
  if (!choices.fuse.value) return {};
  std::vector<int> depths;
  for (const std::string& part : parts_of(choices.fuse)) {
    Choice<int> depth;
    set_choice(depth, "--fuse ", part);
    if (*depth.value < 1) choices.fuse.refuse("must be whole numbers from 1 on");
    depths.push_back(*depth.value);
  }
  return depths;
}

void add_file_flags(CLI::App& command, BenchChoices& choices) {
  const std::string group = "Output";
  const auto add_file = [&](const char* flag, Choice<std::string>& choice, const char* help) {
    add_choice(command, flag, choice, help)->type_name("FILE")->group(group);
  };
  add_file("--csv", choices.csv, "Every number, one row per backend and stage: .csv");
  add_file("--report", choices.report, "Tables and charts on one page: .html");
  add_file("--svg", choices.svg, "Speed-up over the number of workers: .svg");
  add_choice(command, "--json", choices.json, "Summary as JSON: a file, or - for stdout")
      ->type_name("FILE|-")
      ->group(group);
  command.add_flag("--quiet", choices.quiet, "No log, no tables")->group(group);
}

}  // namespace

void add_bench_flags(CLI::App& command, BenchChoices& choices) {
  add_workload_words(command, choices.workload);
  const std::string group = "Work";
  add_choice(command, "--repeat", choices.repeat,
             "Runs of everything that count; one before them does not (default: as many\n"
             "as take about a minute, 5 at most)")
      ->group(group);
  add_choice(command, "--nodes", choices.nodes,
             "Sizes of the meshes that are generated for fem (default 200k)")
      ->type_name("N,M,...")
      ->group(group);
  add_choice(command, "--sides", choices.sides, "Sides of the grids of hex, cells (default 2048)")
      ->type_name("N,M,...")
      ->group(group);
  add_choice(command, "--fuse", choices.fuse,
             "Sweep of the time steps per pass of hex over memory, beside what it\n"
             "chooses itself")
      ->type_name("N,M,...")
      ->group(group);
  add_choice(command, "--paths", choices.paths, "Paths of mc in one step (default 20m)")
      ->type_name("N,M,...")
      ->group(group);
  add_contender_flags(command, choices.contenders);
  add_file_flags(command, choices);
}

BenchSettings settle_bench(const BenchChoices& choices) {
  choices.workload.check("bench");
  require(
      choices.repeat, [](int repeat) { return repeat >= 1 && repeat <= kMostRepeats; },
      "must be 1 to " + std::to_string(kMostRepeats));
  require_extension(choices.csv, ".csv");
  require_extension(choices.report, ".html");
  require_extension(choices.svg, ".svg");
  require_results_apart({&choices.csv, &choices.report, &choices.svg, &choices.json},
                        {{choices.workload.mesh, "the mesh"}});
  return {choices.repeat.value, node_counts(choices), grid_sides(choices), path_counts(choices),
          fused_steps(choices)};
}

}  // namespace tessera

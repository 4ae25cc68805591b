#include "tools/benchmarks/gpu_hex.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/gpu_stages.hpp"

namespace tessera::bench {
namespace {

constexpr std::int64_t kLarge = 8192;  // many times any cache
constexpr std::int64_t kSmall = 2048;  // about a cache
constexpr std::int64_t kQuick = 70;
constexpr int kHeavyRounds = 20;
/// Batches are repeated up to this time; few units for f64 make one long enough.
constexpr double kSampleSeconds = 0.05;

struct HexCase {
  std::string name;
  std::int64_t side;
  int steps;
  DiffusionRule rule;
};

/// Numbers without a pattern, in [0, 1), for every place of a field.
template <class Real>
std::vector<Real> random_field(const HexGrid& grid) {
  std::vector<Real> field(static_cast<std::size_t>(grid.field_count()));
  std::uint64_t state = 1;
  for (Real& value : field) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    value = static_cast<Real>(static_cast<double>(state >> 40) * 0x1p-24);
  }
  return field;
}

/// Seconds of one pass, for every repetition that `state` asks for.
template <class Real>
std::vector<double> sample(benchmark::State& state, const HexBench& bench, const HexGrid& grid,
                           const HexCase& wanted) {
  const std::vector<Real> initial = random_field<Real>(grid);
  auto now = gpu::upload(bench.executor, std::span<const Real>(initial));
  auto next = gpu::allocate<Real>(bench.executor, grid.field_count());
  // An even number: the field is where it was.
  const int passes = bench.quick || wanted.rule.heavy > 0 ? 2 : 16;
  const auto batch = gpu::record(bench.executor, [&] {
    for (int pass = 0; pass < passes; ++pass) {
      diffuse_steps(bench.executor, grid, wanted.rule, wanted.steps, std::as_const(now).view(),
                    next.view());
      std::swap(now, next);
    }
  });
  batch();
  const double once = bench.clock.warm_s([&] { batch(); });
  const int turns = std::clamp(static_cast<int>(kSampleSeconds / once), 1, bench.batches);
  std::vector<double> seconds;
  for (auto repetition : state) {
    const double all = bench.clock.warm_s([&] {
      for (int turn = 0; turn < turns; ++turn) batch();
    });
    seconds.push_back(all / (turns * passes));
    state.SetIterationTime(seconds.back());
  }
  return seconds;
}

template <class Real>
void run_hex(benchmark::State& state, const HexBench& bench, const HexCase& wanted) {
  const HexGrid grid = hex_grid(wanted.side, wanted.side, sizeof(Real));
  const std::int64_t needed = 2 * grid.field_count() * std::int64_t{sizeof(Real)};
  if (needed > bench.executor.device().memory_bytes / 2) {
    state.SkipWithError("the grid does not fit into the memory of this GPU");
    return;
  }
  std::vector<double> seconds = sample<Real>(state, bench, grid, wanted);
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  const double updates = static_cast<double>(grid.cell_count()) * wanted.steps;
  const double bytes = 2.0 * sizeof(Real) * static_cast<double>(grid.cell_count());
  state.counters["min_us"] = 1e6 * seconds.front();
  state.counters["median_us"] = 1e6 * median;
  state.counters["bytes"] = bytes;
  state.counters["floor_us"] = 1e6 * bytes / bench.copy_rate;
  state.counters["over_floor"] = median * bench.copy_rate / bytes;
  state.counters["updates_per_s"] = updates / median;
  state.counters["times_wall"] = updates / median * 2.0 * sizeof(Real) / bench.copy_rate;
}

std::vector<HexCase> cases_of(const HexBench& bench, int value_bytes) {
  const std::string precision = value_bytes == 8 ? "f64_" : "f32_";
  const int most = gpu::most_fused_steps(bench.executor, DiffusionRule{});
  const std::int64_t large = bench.quick ? kQuick : kLarge;
  const std::int64_t small = bench.quick ? kQuick - 1 : kSmall;
  std::vector<HexCase> cases;
  for (const std::int64_t side : {large, small}) {
    for (int steps = 1; steps <= most; steps *= 2) {
      cases.push_back({precision + std::to_string(side) + "_fuse_" + std::to_string(steps), side,
                       steps, DiffusionRule{}});
    }
  }
  const std::string size = precision + std::to_string(large);
  cases.push_back({size + "_square_fuse_" + std::to_string(most), large, most,
                   DiffusionRule{.topology = Topology::square}});
  cases.push_back({size + "_reflecting_fuse_" + std::to_string(most), large, most,
                   DiffusionRule{.border = GridBorder::reflecting}});
  cases.push_back({size + "_heavy_" + std::to_string(kHeavyRounds), large, 1,
                   DiffusionRule{.heavy = kHeavyRounds}});
  return cases;
}

template <class Real>
void register_precision(const HexBench& bench) {
  for (const HexCase& wanted : cases_of(bench, sizeof(Real))) {
    benchmark::RegisterBenchmark(
        ("hex/" + wanted.name).c_str(),
        [bench, wanted](benchmark::State& state) { run_hex<Real>(state, bench, wanted); })
        ->UseManualTime()
        ->Iterations(bench.samples)
        ->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace

void register_hex(const HexBench& bench) {
  register_precision<double>(bench);
  register_precision<float>(bench);
}

}  // namespace tessera::bench

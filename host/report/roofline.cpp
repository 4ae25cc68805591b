#include "host/report/roofline.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/report/format.hpp"

namespace tessera {
namespace {

/// From here on a limit counts as reached: measurements on shared machines scatter by as much.
constexpr double kReached = 0.7;
constexpr double kPassed = 1.1;

double memory_rate(const cpu::MachineRates& rates) {
  return std::max(rates.copy_bytes_per_s, rates.triad_bytes_per_s);
}

double peak_rate(const StageRun& run, const cpu::MachineRates& rates) {
  return run.value_bytes == 8 ? rates.f64_flops_per_s : rates.f32_flops_per_s;
}

std::string giga(double per_second, const char* unit) {
  return format_number(per_second / 1e9, 3) + " " + unit;
}

std::string times(double fraction) {
  return fraction < 1.0 ? format_number(100.0 * fraction, 2) + " %"
                        : format_number(fraction, 3) + " times";
}

std::string memory_words(const Roofline& roofline) {
  if (roofline.fraction > kPassed) {
    return "; values that the caches keep from one pass to the next make up for the rest";
  }
  if (roofline.fraction >= kReached) {
    return "; more cores will not make it faster, because all of them wait for the same memory";
  }
  return "; what is missing is time between the passes: latency, uneven work, barriers";
}

}  // namespace

Roofline roofline_of(const StageRun& run, const cpu::MachineRates& rates) {
  Roofline roofline;
  if (!(run.seconds > 0.0)) return roofline;
  roofline.bytes_per_s = run.cost.bytes / run.seconds;
  roofline.flops_per_s = run.cost.flops / run.seconds;
  roofline.intensity = run.cost.flops / run.cost.bytes;
  const double by_memory = memory_rate(rates) * roofline.intensity;
  roofline.is_memory_bound = by_memory <= peak_rate(run, rates);
  roofline.limit_flops_per_s = std::min(by_memory, peak_rate(run, rates));
  roofline.fraction = roofline.flops_per_s / roofline.limit_flops_per_s;
  return roofline;
}

nlohmann::json roofline_json(const StageRun& run, const cpu::MachineRates& rates) {
  const Roofline roofline = roofline_of(run, rates);
  return {{"stage", run.stage},
          {"bytes", run.cost.bytes},
          {"flops", run.cost.flops},
          {"seconds", run.seconds},
          {"bytes_per_s", roofline.bytes_per_s},
          {"flops_per_s", roofline.flops_per_s},
          {"flops_per_byte", roofline.intensity},
          {"bound_by", roofline.is_memory_bound ? "memory" : "arithmetic"},
          {"limit_flops_per_s", roofline.limit_flops_per_s},
          {"fraction_of_limit", roofline.fraction}};
}

std::string roofline_text(const StageRun& run, const cpu::MachineRates& rates) {
  const Roofline roofline = roofline_of(run, rates);
  std::string text = run.stage + ": " + giga(roofline.bytes_per_s, "GB/s") + ", " +
                     giga(roofline.flops_per_s, "GFLOP/s");
  if (roofline.is_memory_bound) {
    return text + "; bound by memory, " + times(roofline.fraction) + " of what " +
           giga(memory_rate(rates), "GB/s") + " allow one pass per step" + memory_words(roofline);
  }
  return text + "; bound by arithmetic, " + times(roofline.fraction) + " of " +
         giga(peak_rate(run, rates), "GFLOP/s") +
         " in fused multiply-adds; more cores will make it faster";
}

nlohmann::json rates_json(const cpu::MachineRates& rates) {
  return {{"workers", rates.workers},
          {"copy_bytes_per_s", rates.copy_bytes_per_s},
          {"triad_bytes_per_s", rates.triad_bytes_per_s},
          {"f64_flops_per_s", rates.f64_flops_per_s},
          {"f32_flops_per_s", rates.f32_flops_per_s}};
}

std::string rates_text(const cpu::MachineRates& rates) {
  return "copy " + giga(rates.copy_bytes_per_s, "GB/s") + ", triad " +
         giga(rates.triad_bytes_per_s, "GB/s") + ", multiply-adds " +
         giga(rates.f64_flops_per_s, "GFLOP/s") + " in f64 and " +
         giga(rates.f32_flops_per_s, "GFLOP/s") + " in f32, with " + std::to_string(rates.workers) +
         (rates.workers == 1 ? " worker" : " workers");
}

}  // namespace tessera

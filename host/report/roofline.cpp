#include "host/report/roofline.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/report/format.hpp"

namespace tessera {
namespace {

/// From here on a limit counts as reached: measurements on shared machines scatter by as much.
constexpr double kReached = 0.7;
constexpr double kPassed = 1.1;

double memory_rate(const MachineRates& rates) {
  return std::max(rates.copy_bytes_per_s, rates.triad_bytes_per_s);
}

double peak_rate(const StageRun& run, const MachineRates& rates) {
  return run.value_bytes == 8 ? rates.f64_flops_per_s : rates.f32_flops_per_s;
}

std::string giga(double per_second, const char* unit) {
  return format_number(per_second / 1e9, 3) + " " + unit;
}

std::string times(double fraction) {
  return fraction < 1.0 ? format_number(100.0 * fraction, 2) + " %"
                        : format_number(fraction, 3) + " times";
}

std::string who_has(const MachineRates& rates) {
  if (rates.on_cuda) return "GPU " + std::to_string(rates.device);
  return std::to_string(rates.workers) + (rates.workers == 1 ? " worker" : " workers");
}

std::string memory_words(const Roofline& roofline, const MachineRates& rates) {
  if (roofline.fraction > kPassed) {
    return "; values that the caches keep from one pass to the next make up for the rest";
  }
  if (roofline.fraction >= kReached && rates.on_cuda) {
    return "; fewer bytes would make it faster, more arithmetic would cost nothing";
  }
  if (roofline.fraction >= kReached) {
    return "; more cores will not make it faster, because all of them wait for the same memory";
  }
  return "; what is missing is time between the passes: latency, uneven work, barriers";
}

}  // namespace

Roofline roofline_of(const StageRun& run, const MachineRates& rates) {
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

nlohmann::json roofline_json(const StageRun& run, const MachineRates& rates) {
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

std::string roofline_text(const StageRun& run, const MachineRates& rates) {
  const Roofline roofline = roofline_of(run, rates);
  std::string text = run.stage + ": " + giga(roofline.bytes_per_s, "GB/s") + ", " +
                     giga(roofline.flops_per_s, "GFLOP/s");
  if (roofline.is_memory_bound) {
    return text + "; bound by memory, " + times(roofline.fraction) + " of what " +
           giga(memory_rate(rates), "GB/s") + " allow one pass per step" +
           memory_words(roofline, rates);
  }
  return text + "; bound by arithmetic, " + times(roofline.fraction) + " of " +
         giga(peak_rate(run, rates), "GFLOP/s") + " in fused multiply-adds" +
         (rates.on_cuda ? "" : "; more cores will make it faster");
}

nlohmann::json rates_json(const MachineRates& rates) {
  using nlohmann::json;
  return {{"backend", rates.on_cuda ? "cuda" : "cpu"},
          {"workers", rates.on_cuda ? json(nullptr) : json(rates.workers)},
          {"device", rates.on_cuda ? json(rates.device) : json(nullptr)},
          {"copy_bytes_per_s", rates.copy_bytes_per_s},
          {"triad_bytes_per_s", rates.triad_bytes_per_s},
          {"f64_flops_per_s", rates.f64_flops_per_s},
          {"f32_flops_per_s", rates.f32_flops_per_s}};
}

MachineRates rates_of(const nlohmann::json& rates) {
  MachineRates found;
  found.on_cuda = rates.at("backend") == "cuda";
  if (found.on_cuda) {
    found.device = rates.at("device");
  } else {
    found.workers = rates.at("workers");
  }
  found.copy_bytes_per_s = rates.at("copy_bytes_per_s");
  found.triad_bytes_per_s = rates.at("triad_bytes_per_s");
  found.f64_flops_per_s = rates.at("f64_flops_per_s");
  found.f32_flops_per_s = rates.at("f32_flops_per_s");
  return found;
}

std::string rates_text(const MachineRates& rates) {
  const std::string triad = rates.on_cuda ? "" : ", triad " + giga(rates.triad_bytes_per_s, "GB/s");
  return "copy " + giga(rates.copy_bytes_per_s, "GB/s") + triad + ", multiply-adds " +
         giga(rates.f64_flops_per_s, "GFLOP/s") + " in f64 and " +
         giga(rates.f32_flops_per_s, "GFLOP/s") + " in f32, with " + who_has(rates);
}

}  // namespace tessera

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kernels/stages/machine_rates.hpp"
#include "kernels/stages/stage_cost.hpp"

namespace tessera {

/// A stage as it ran: what it asked of the machine, and how long it took.
struct StageRun {
  std::string stage;
  StageCost cost;
  double seconds = 0.0;
  int value_bytes = 8;  // f64 or f32 arithmetic
};

/// The limit that binds (Williams, Waterman & Patterson 2009): a stage can be no faster than memory
/// delivers its bytes and no faster than the cores make its flops.
struct Roofline {
  double bytes_per_s = 0.0;  // as if every byte had come from memory
  double flops_per_s = 0.0;
  double intensity = 0.0;       // flops per byte
  bool is_memory_bound = true;  // which of the two limits is the lower one
  double limit_flops_per_s = 0.0;
  double fraction = 0.0;  // of that limit; above 1 where caches spare the memory
};

/// Against the triad bandwidth for stages that read more than they write, which is most; `rates`
/// are those of the workers of the run, or of its GPU.
[[nodiscard]] Roofline roofline_of(const StageRun& run, const MachineRates& rates);

[[nodiscard]] nlohmann::json roofline_json(const StageRun& run, const MachineRates& rates);

/// One sentence or two: what was reached, which limit binds, what fraction of it, and whether more
/// cores can help.
[[nodiscard]] std::string roofline_text(const StageRun& run, const MachineRates& rates);

/// An entry of the key `machine_rates` of a summary, what it says, and a line for a person.
/// `rates_of` throws nlohmann::json::exception for what is no such entry.
[[nodiscard]] nlohmann::json rates_json(const MachineRates& rates);
[[nodiscard]] MachineRates rates_of(const nlohmann::json& rates);
[[nodiscard]] std::string rates_text(const MachineRates& rates);

}  // namespace tessera

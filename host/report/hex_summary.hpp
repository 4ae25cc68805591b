#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {

/// What a run works on.
struct HexSetup {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  DiffusionRule rule;
  int value_bytes = 8;  // f64 or f32
  std::int64_t steps = 0;
};

/// The numbers of a finished run.
struct HexFigures {
  int fuse = 1;          // time steps per pass over memory
  double seconds = 0.0;  // of the updates alone
  FieldSummary field;
  std::string checksum;
  std::optional<double> copy_bandwidth = {};  // bytes per second of this machine, if measured
};

[[nodiscard]] const char* name_of(Topology topology);
[[nodiscard]] const char* name_of(GridBorder border);

/// The key `grid` of the JSON summary, and `steps`, which are known before a run.
[[nodiscard]] nlohmann::json hex_setup_json(const HexSetup& setup);

/// The keys `fuse`, `cell_updates_per_s`, `steps_per_s`, `field`, `memory_traffic` and `checksum`.
/// `memory_traffic.bytes_per_update` is what one step per pass needs, a value read and one written;
/// `bandwidth_fraction` sets the updates times these bytes against the copy bandwidth: above 1 the
/// run was faster than memory lets one step per pass be. What was not measured is null.
[[nodiscard]] nlohmann::json hex_figures_json(const HexSetup& setup, const HexFigures& figures);

/// The same for a person.
[[nodiscard]] std::string hex_setup_text(const HexSetup& setup);
[[nodiscard]] std::string hex_figures_text(const HexSetup& setup, const HexFigures& figures);

}  // namespace tessera

#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "host/commands/hex_flags.hpp"
#include "host/commands/run_settings.hpp"
#include "host/pipelines/hex_diffusion.hpp"

namespace tessera {

/// Everything that decides a run of `tessera hex`, checked: flags over environment over defaults.
struct HexSettings : RunSettings {
  HexPlan plan;
  int value_bytes = 8;  // f64 or f32
  double impulse = 100.0;
  std::string initial;  // empty: the impulse

  std::string output;
  std::string picture;

  std::vector<std::string> warnings;  // what is allowed and yet hardly meant
};

/// Checks every value, that the initial field fits, and that every result can be written.
/// Throws UsageError that begins with what was said, InputError for a bad initial file.
[[nodiscard]] HexSettings settle_hex(const HexChoices& flags, const RunChoices& environment);

/// The settings as the JSON summary echoes them.
[[nodiscard]] nlohmann::json options_json(const HexSettings& settings);

/// Where the snapshot after `step` goes that belongs to the result `file`: "out.npy" becomes
/// "out-000100.npy", with as many digits as `steps` has and at least 6.
[[nodiscard]] std::filesystem::path snapshot_file(const std::filesystem::path& file,
                                                  std::int64_t step, std::int64_t steps);

}  // namespace tessera

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/commands/gpu_listing.hpp"
#include "kernels/stages/machine_rates.hpp"

namespace tessera {

/// Everything that the rates of a machine depend on: this program, the processor and its cores, the
/// GPUs and their driver. Rates that were measured under another key are not those of now.
[[nodiscard]] std::string machine_key(const GpuListing& gpus);

/// tessera/machine_rates.json in XDG_CACHE_HOME, or in .cache of HOME; empty where there is
/// neither.
[[nodiscard]] std::filesystem::path rates_cache_file();

/// What was kept in `file` under `key`; none where there is no such file, it is damaged, or its key
/// is another one.
[[nodiscard]] std::optional<std::vector<MachineRates>> read_kept_rates(
    const std::filesystem::path& file, const std::string& key);

/// Keeps `rates` under `key`, in place of what was there; makes the folder. Returns why it could
/// not, or nothing.
[[nodiscard]] std::string keep_rates(const std::filesystem::path& file, const std::string& key,
                                     const std::vector<MachineRates>& rates);

}  // namespace tessera

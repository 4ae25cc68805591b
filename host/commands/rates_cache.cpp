#include "host/commands/rates_cache.hpp"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cpu_fallback/processor.hpp"
#include "cpu_fallback/stages.hpp"
#include "host/errors.hpp"
#include "host/io/pending_file.hpp"
#include "host/report/roofline.hpp"
#include "host/report/run_summary.hpp"
#include "host/version.hpp"

namespace tessera {
namespace {

using nlohmann::json;

// Relative paths are invalid in the environment (XDG Base Directory Specification).
std::filesystem::path folder_in(const char* variable) {
  const char* const value = std::getenv(variable);
  const std::filesystem::path folder = value == nullptr ? "" : value;
  return folder.is_absolute() ? folder : std::filesystem::path();
}

}  // namespace

std::string machine_key(const GpuListing& gpus) {
  std::string key = std::string("tessera ") + kVersion + " " + kCommit + " " + kCompiler + "; " +
                    processor_name() + ", " + std::to_string(cpu::usable_cores()) + " cores, " +
                    cpu::name_of(cpu::best_instruction_set()) + "; driver " + gpus.survey.driver;
  for (const gpu::Device& device : gpus.survey.devices) {
    key += "; GPU " + std::to_string(device.ordinal) + " " + device.name + ", " +
           std::to_string(device.memory_bytes) + " bytes";
  }
  return key;
}

std::filesystem::path rates_cache_file() {
  std::filesystem::path folder = folder_in("XDG_CACHE_HOME");
  if (folder.empty()) {
    folder = folder_in("HOME");
    if (folder.empty()) return {};
    folder /= ".cache";
  }
  return folder / "tessera" / "machine_rates.json";
}

std::optional<std::vector<MachineRates>> read_kept_rates(const std::filesystem::path& file,
                                                         const std::string& key) {
  std::ifstream stream(file);
  const json kept = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  try {
    if (kept.is_discarded() || kept.at("machine") != key) return std::nullopt;
    std::vector<MachineRates> rates;
    for (const json& entry : kept.at("machine_rates")) rates.push_back(rates_of(entry));
    return rates;
  } catch (const json::exception&) {
    return std::nullopt;  // a file of another making
  }
}

std::string keep_rates(const std::filesystem::path& file, const std::string& key,
                       const std::vector<MachineRates>& rates) {
  if (file.empty()) return "neither XDG_CACHE_HOME nor HOME names a folder";
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  json kept{{"machine", key}, {"machine_rates", json::array()}};
  for (const MachineRates& measured : rates) kept["machine_rates"].push_back(rates_json(measured));
  if (std::string why = why_not_writable(file); !why.empty()) return why;
  try {
    write_whole_file(file, kept.dump(2) + '\n');
  } catch (const Error& failure) {
    return failure.what();
  }
  return {};
}

}  // namespace tessera

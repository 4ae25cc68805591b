#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cpu_fallback/executor.hpp"
#include "host/commands/run_settings.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera {

using RunClock = std::chrono::steady_clock;

[[nodiscard]] double seconds_since(RunClock::time_point start);

/// Largest size of all arrays on the GPU so far, bytes; 0 on the CPU.
[[nodiscard]] std::int64_t device_peak_bytes(cpu::Executor& executor);
[[nodiscard]] std::int64_t device_peak_bytes(gpu::Executor& executor);

/// Where the words of a running command go: its log to stderr, its summaries where its settings
/// say.
class RunOutput {
 public:
  explicit RunOutput(const RunSettings& settings)
      : quiet_(settings.quiet), verbose_(settings.verbose), json_(settings.json) {}

  /// A line on stderr, unless it was to be quiet.
  void log(const std::string& line) const;
  /// The time of every stage in the log, where more of it was wanted; `timings`: name to seconds.
  void log_stages(const nlohmann::json& timings) const;
  void write_json(const nlohmann::json& summary) const;
  /// Whether a summary for a person belongs on stdout.
  [[nodiscard]] bool has_text() const { return json_ != "-" && !quiet_; }

 private:
  bool quiet_;
  bool verbose_;
  std::string json_;
};

}  // namespace tessera

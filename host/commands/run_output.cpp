#include "host/commands/run_output.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "host/commands/json_output.hpp"
#include "host/report/format.hpp"

namespace tessera {

double seconds_since(RunClock::time_point start) {
  return std::chrono::duration<double>(RunClock::now() - start).count();
}

std::int64_t device_peak_bytes(cpu::Executor&) { return 0; }
std::int64_t device_peak_bytes(gpu::Executor& executor) { return executor.memory().peak_bytes(); }

void RunOutput::log(const std::string& line) const {
  if (!quiet_) std::cerr << "tessera: " << line << '\n';
}

void RunOutput::log_stages(const nlohmann::json& timings) const {
  if (!verbose_) return;
  for (const auto& [stage, seconds] : timings.items()) {
    log("stage " + stage + ": " + format_duration(seconds.get<double>()));
  }
}

void RunOutput::write_json(const nlohmann::json& summary) const { write_summary(summary, json_); }

}  // namespace tessera

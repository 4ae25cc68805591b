#pragma once

#include <string>
#include <vector>

#include "cpu_fallback/machine_rates.hpp"
#include "host/report/roofline.hpp"

namespace tessera {

/// What the stages of a run reached of what the workers of `executor` can do, which is measured
/// now and takes about a second; a line each. Nothing on executors that cannot be measured so.
template <class Exec>
[[nodiscard]] std::vector<std::string> limits_reached(Exec& executor,
                                                      const std::vector<StageRun>& runs) {
  std::vector<std::string> lines;
  if constexpr (requires { measure_machine_rates(executor); }) {
    const cpu::MachineRates rates = measure_machine_rates(executor);
    lines.push_back("this machine: " + rates_text(rates));
    for (const StageRun& run : runs) lines.push_back(roofline_text(run, rates));
  }
  return lines;
}

}  // namespace tessera

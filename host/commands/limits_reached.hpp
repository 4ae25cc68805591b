#pragma once

#include <string>
#include <vector>

#include "cpu_fallback/machine_rates.hpp"
#include "host/report/roofline.hpp"
#include "kernels/gpu_machine_rates.hpp"

namespace tessera {

/// What the stages of a run reached of what the workers of `executor`, or its GPU, can do, which is
/// measured now and takes about a second; a line each.
template <class Exec>
[[nodiscard]] std::vector<std::string> limits_reached(Exec& executor,
                                                      const std::vector<StageRun>& runs) {
  std::vector<std::string> lines;
  const MachineRates rates = measure_machine_rates(executor);
  lines.push_back("this machine: " + rates_text(rates));
  for (const StageRun& run : runs) lines.push_back(roofline_text(run, rates));
  return lines;
}

}  // namespace tessera

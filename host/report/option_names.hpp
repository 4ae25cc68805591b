#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/stages/path_simulation.hpp"

namespace tessera {

/// What an option pays, in the words of `--payoff`.
struct NamedPayoff {
  std::string name;  // "barrier-up-out-call"
  Payoff payoff = Payoff::european;
  OptionSide side = OptionSide::call;
};

/// All payoffs, in the order of the manual.
[[nodiscard]] const std::vector<NamedPayoff>& named_payoffs();

[[nodiscard]] std::string name_of(Payoff payoff, OptionSide side);
[[nodiscard]] const char* name_of(PathModel model);
[[nodiscard]] const char* name_of(Monitoring monitoring);
[[nodiscard]] const char* name_of(Precision precision);
[[nodiscard]] const char* name_of(Sampler sampler);
[[nodiscard]] const char* name_of(Scrambling scrambling);
[[nodiscard]] const char* name_of(GreekMethod method);
[[nodiscard]] const char* name_of(Control control);

}  // namespace tessera

#pragma once

#include <string>
#include <vector>

#include "host/commands/contenders.hpp"
#include "host/commands/workload_choice.hpp"
#include "host/errors.hpp"
#include "host/verify/verification.hpp"

namespace tessera {

/// Everything that decides a run of `tessera verify`.
struct VerifySettings {
  WorkloadChoice workload;
  ContenderChoices contenders;
  std::string json;
  bool quiet = false;
};

/// Runs `tessera verify`. `more` do the same work beside the backends: tests bring executors here
/// that have a bit flipped on purpose, which no flag and no environment variable can.
/// Returns verification_failed when a promise does not hold.
[[nodiscard]] ExitCode run_verify(const VerifySettings& settings,
                                  const std::vector<VerifyRunner>& more = {});

}  // namespace tessera

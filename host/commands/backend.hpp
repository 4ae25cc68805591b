#pragma once

#include <optional>
#include <string>

#include "cpu_fallback/executor.hpp"

namespace tessera {

/// Where a run shall happen, as the user said it.
struct BackendChoice {
  std::string backend = "auto";  // auto, cuda, openmp, threads, processes, serial
  int device = 0;
  int workers = 0;  // 0: the cores that this process may use
};

/// Where it does happen, and why, in one line for the log.
struct Backend {
  cpu::Team team = cpu::Team::openmp;
  int workers = 1;
  std::string reason;
};

/// Throws UsageError for an unknown backend or a number of workers out of range, ResourceError when
/// CUDA was asked for and cannot be had.
Backend choose_backend(const BackendChoice& choice);

}  // namespace tessera

#pragma once

#include <string>

#include "cpu_fallback/executor.hpp"
#include "host/choice.hpp"

namespace tessera {

/// Where a run shall happen, as the user said it.
struct BackendChoice {
  Choice<std::string> backend;  // auto (the default), cuda, openmp, threads, processes, serial
  Choice<int> device;           // default 0
  Choice<int> workers;          // default: the cores that this process may use
};

/// Where it does happen, and why, in one line for the log.
struct Backend {
  cpu::Team team = cpu::Team::openmp;
  int workers = 1;
  std::string reason;
};

/// Throws UsageError for an unknown backend, a number of workers or a device out of range,
/// ResourceError when CUDA was asked for and cannot be had.
Backend choose_backend(const BackendChoice& choice);

}  // namespace tessera

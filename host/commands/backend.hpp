#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cpu_fallback/executor.hpp"
#include "host/choice.hpp"
#include "host/report/run_summary.hpp"
#include "kernels/gpu_devices.hpp"

namespace tessera {

/// Where a run shall happen, as the user said it.
struct BackendChoice {
  Choice<std::string> backend = {};  // auto (the default), cuda, openmp, threads, processes, serial
  Choice<int> device = {};           // default 0
  Choice<int> workers = {};          // default: the cores that this process may use
  bool dry_run = false;              // nothing will be solved: a GPU need not be there
};

/// How GPUs are looked for; tests hand in findings of their own.
struct GpuSearch {
  std::function<gpu::DeviceSurvey()> survey = gpu::survey_devices;
  /// Why a device of a survey cannot be used; empty: it can.
  std::function<std::string(const gpu::DeviceSurvey&, int ordinal)> obstacle_to = gpu::obstacle_to;
};

/// Where it does happen, and why.
struct Backend {
  bool on_cuda = false;
  std::optional<GpuInUse> gpu = {};    // on CUDA; in a dry run there may be none
  cpu::Team team = cpu::Team::openmp;  // on the CPU, and of a dry run
  int workers = 1;                     // likewise
  std::string reason = {};             // one line for the log
  std::string gpu_obstacle = {};       // why there is no GPU, where one was looked for

  /// As --backend has it.
  [[nodiscard]] std::string name() const { return on_cuda ? "cuda" : cpu::name_of(team); }
};

/// Takes CUDA for `cuda`, and for `auto` if the GPU can be used; else a team of the CPU, openmp for
/// `auto`. Looks for GPUs only then, because looking starts CUDA in this process, after which no
/// worker process may be forked. Who names a device wants it: that it is missing is an error for
/// `auto` too.
/// Throws UsageError for an unknown backend, a number of workers or a device out of range,
/// ResourceError when a GPU was asked for and cannot be used.
Backend choose_backend(const BackendChoice& choice, const GpuSearch& search = {});

}  // namespace tessera

#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "cpu_fallback/memory.hpp"
#include "cpu_fallback/teams/phase_gate.hpp"

namespace tessera::cpu {

/// Worker processes forked once; the calling process is worker 0. They see every array of the
/// shared memory at the same address, take no lock inside a phase and send nothing: a phase is a
/// function pointer and a few bytes of views. Must be made before this process has threads.
///
/// A worker that dies is noticed within about 50 ms of the next wait, and `run` throws WorkerLost.
/// Workers die with their parent (PR_SET_PDEATHSIG); the mapping is anonymous, so nothing is left
/// in the system whichever way the run ends.
class ProcessTeam {
 public:
  ProcessTeam(int workers, Memory& memory);
  ~ProcessTeam();
  ProcessTeam(const ProcessTeam&) = delete;
  ProcessTeam& operator=(const ProcessTeam&) = delete;

  [[nodiscard]] Phase& phase() { return gate_->phase(); }
  /// Runs the phase that was filled in; returns when every chunk is done. Throws WorkerLost, and
  /// again on every later call.
  void run();

  /// Process ids of the workers, without the calling process.
  [[nodiscard]] const std::vector<pid_t>& workers() const { return workers_; }

 private:
  void require_workers_alive();
  void end_workers() noexcept;

  Memory& memory_;
  PhaseGate* gate_;
  std::vector<pid_t> workers_;
  std::string loss_;  // how a worker was lost; empty while all are there
};

}  // namespace tessera::cpu

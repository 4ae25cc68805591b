#pragma once

#include <thread>
#include <vector>

#include "cpu_fallback/teams/phase_gate.hpp"

namespace tessera::cpu {

/// A persistent pool of threads; the calling thread is worker 0.
class ThreadTeam {
 public:
  /// Throws std::system_error when the system grants fewer threads.
  explicit ThreadTeam(int workers);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  [[nodiscard]] Phase& phase() { return gate_.phase(); }
  /// Runs the phase that was filled in; returns when every chunk is done.
  void run();

 private:
  void work(int worker);
  void end_workers();

  PhaseGate gate_;
  std::vector<std::thread> threads_;
};

}  // namespace tessera::cpu

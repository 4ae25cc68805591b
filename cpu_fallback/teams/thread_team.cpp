#include "cpu_fallback/teams/thread_team.hpp"

namespace tessera::cpu {

ThreadTeam::ThreadTeam(int workers) : gate_(workers, spin_rounds_for(workers)) {
  try {
    for (int worker = 1; worker < workers; ++worker) {
      threads_.emplace_back([this, worker] { work(worker); });
    }
  } catch (...) {  // the system grants no further thread; those that run must end first
    end_workers();
    throw;
  }
}

ThreadTeam::~ThreadTeam() { end_workers(); }

void ThreadTeam::end_workers() {
  gate_.close();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::run() {
  gate_.open();
  gate_.run_chunks(0);
  while (!gate_.wait_until_left()) {
  }
}

void ThreadTeam::work(int worker) {
  std::uint32_t next = 1;
  for (;;) {
    const PhaseGate::Wait wait = gate_.wait_for(next);
    if (wait == PhaseGate::Wait::closed) return;
    if (wait == PhaseGate::Wait::keep_waiting) continue;
    gate_.run_chunks(worker);
    gate_.leave();
    ++next;
  }
}

}  // namespace tessera::cpu

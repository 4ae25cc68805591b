#include "cpu_fallback/teams/process_team.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpu_fallback/failures.hpp"

namespace tessera::cpu {
namespace {

// The life of a worker. It must not allocate, throw or return: it shares the image of a process
// that goes on without it.
[[noreturn]] void work(PhaseGate& gate, int worker, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Ctrl-C reaches the whole foreground group; the parent decides, and takes the workers along.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  for (std::uint32_t next = 1; ::getppid() == parent;) {
    const PhaseGate::Wait wait = gate.wait_for(next);
    if (wait == PhaseGate::Wait::closed) break;
    if (wait == PhaseGate::Wait::keep_waiting) continue;
    gate.run_chunks(worker);
    gate.leave();
    ++next;
  }
  ::_exit(0);
}

// `waited` is what waitpid said: -1 where the system reaps children by itself (SIGCHLD ignored).
std::string end_of(pid_t process, pid_t waited, int status) {
  const std::string who = "worker process " + std::to_string(process);
  if (waited != process) return who + " is gone";
  if (WIFSIGNALED(status)) {
    return who + " was killed by signal " + std::to_string(WTERMSIG(status)) + " (" +
           strsignal(WTERMSIG(status)) + ")";
  }
  return who + " ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

ProcessTeam::ProcessTeam(int workers, Memory& memory)
    : memory_(memory),
      gate_(new (memory.allocate(sizeof(PhaseGate))) PhaseGate(workers, spin_rounds_for(workers))) {
  const pid_t parent = ::getpid();
  for (int worker = 1; worker < workers; ++worker) {
    const pid_t process = ::fork();
    if (process == 0) work(*gate_, worker, parent);
    if (process < 0) {
      const std::string reason = std::strerror(errno);
      end_workers();
      throw WorkerLost("cannot start worker process " + std::to_string(worker) + " of " +
                       std::to_string(workers - 1) + ": " + reason);
    }
    workers_.push_back(process);
  }
}

ProcessTeam::~ProcessTeam() {
  gate_->close();
  end_workers();
  gate_->~PhaseGate();
  memory_.release(gate_);
}

void ProcessTeam::run() {
  if (!loss_.empty()) throw WorkerLost(loss_);
  gate_->open();
  gate_->run_chunks(0);
  while (!gate_->wait_until_left()) require_workers_alive();
}

void ProcessTeam::require_workers_alive() {
  for (auto worker = workers_.begin(); worker != workers_.end(); ++worker) {
    int status = 0;
    const pid_t waited = ::waitpid(*worker, &status, WNOHANG);
    if (waited == 0) continue;
    loss_ = end_of(*worker, waited, status) + "; the results are lost";
    workers_.erase(worker);
    end_workers();
    throw WorkerLost(loss_);
  }
}

// Between phases a worker holds nothing that could be lost, so there is no gentler end than this.
void ProcessTeam::end_workers() noexcept {
  for (const pid_t worker : workers_) ::kill(worker, SIGKILL);
  for (const pid_t worker : workers_) ::waitpid(worker, nullptr, 0);
  workers_.clear();
}

}  // namespace tessera::cpu

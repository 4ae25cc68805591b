#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <sys/types.h>

#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera {

/// A process that does one piece of work as often as it is asked, so that execution models can be
/// compared in one run: a team of processes must be forked from a process without threads, OpenMP
/// keeps its threads, and CUDA cannot be left. The parent makes no thread, so every child is fresh;
/// what the parent has read (a mesh) the children share with it until they write.
class ChildProcess {
 public:
  using Work = std::function<nlohmann::json()>;

  /// Forks. `start` runs in the child, once, and returns what `ask` runs there; neither writes to
  /// stdout. Throws std::logic_error when this process has more than one thread, Error when the
  /// system grants no process.
  explicit ChildProcess(const std::function<Work()>& start);
  /// Ends the child at once.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Has the work done once more and returns what it returned, numbers to the bit. What it or
  /// `start` threw is thrown here as Error with its exit code; so is the death of the child.
  [[nodiscard]] nlohmann::json ask();

 private:
  pid_t process_ = -1;
  int socket_ = -1;
};

/// A child that runs `work(executor)` on an executor of `backend` of its own; `work` takes one of
/// either path and returns JSON.
template <class Work>
[[nodiscard]] ChildProcess start_on(const Backend& backend, const Work& work) {
  return ChildProcess([&backend, &work]() -> ChildProcess::Work {
    if (backend.on_cuda) {
      auto executor = std::make_shared<gpu::Executor>(backend.gpu->device.ordinal);
      return [executor, work] { return work(*executor); };
    }
    auto executor = std::make_shared<cpu::Executor>(
        cpu::ExecutorOptions{backend.team, backend.workers, cpu::best_instruction_set()});
    return [executor, work] { return work(*executor); };
  });
}

}  // namespace tessera

#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cpu_fallback/stages.hpp"
#include "host/bench/bench_results.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera {

/// A piece of work that is to be measured: what it is (`problem`, still without rows), and how it
/// is done once. A workload of the program brings a function that makes some of these.
struct BenchWork {
  BenchProblem problem;
  std::function<BenchSample(cpu::Executor&)> on_cpu;  // empty: not for this path
  std::function<BenchSample(gpu::Executor&)> on_gpu;
};

/// Work from `work(executor)`, which takes an executor of either path.
template <class Work>
[[nodiscard]] BenchWork bench_work(const BenchProblem& problem, const Work& work) {
  return {problem, [work](cpu::Executor& executor) { return work(executor); },
          [work](gpu::Executor& executor) { return work(executor); }};
}

/// For the way between processes.
[[nodiscard]] nlohmann::json message_of(const BenchSample& sample);
[[nodiscard]] BenchSample sample_of(const nlohmann::json& message);

}  // namespace tessera

#pragma once

#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "kernels/gpu_failures.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::support {

/// Whether a missing GPU is a failure (`TESSERA_REQUIRE_GPU=1`) and not a reason to skip.
inline bool gpu_is_required() {
  const char* const value = std::getenv("TESSERA_REQUIRE_GPU");
  return value != nullptr && std::string(value) == "1";
}

/// A new array on `executor` with the given values.
template <class Exec, class T>
[[nodiscard]] auto put(Exec& executor, const std::vector<T>& values) {
  return upload(executor, std::span<const T>(values));
}

/// The values of a view on `executor`.
template <class Exec, class T>
[[nodiscard]] std::vector<std::remove_const_t<T>> get(Exec& executor, View<T> view) {
  std::vector<std::remove_const_t<T>> values(static_cast<std::size_t>(view.count));
  download(executor, View<const std::remove_const_t<T>>(view), std::span(values));
  return values;
}

/// A test that does the same on the GPU and on one thread of the CPU. The same test runs in two
/// programs: on a real GPU, and on a replayed one.
class Equivalence : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string obstacle = gpu::obstacle_to(gpu::survey_devices(), 0);
    if (obstacle.empty()) {
      gpu_.emplace(0);
    } else if (gpu_is_required()) {
      FAIL() << "TESSERA_REQUIRE_GPU=1, but " << obstacle;
    } else {
      GTEST_SKIP() << obstacle;
    }
  }

  /// `work(executor)` on the CPU, then on the GPU; its results, vectors of numbers or numbers, must
  /// have the same bits.
  template <class Work>
  void expect_same_bits(const Work& work) {
    const auto on_cpu = work(cpu_);
    const auto on_gpu = work(*gpu_);
    EXPECT_SAME_BITS(on_cpu, on_gpu);
  }

  [[nodiscard]] cpu::Executor& on_cpu() { return cpu_; }
  [[nodiscard]] gpu::Executor& on_gpu() { return *gpu_; }

 private:
  cpu::Executor cpu_{{cpu::Team::serial, 1}};
  std::optional<gpu::Executor> gpu_;
};

}  // namespace tessera::support

#pragma once

#include <cstdint>

#include "host/pipelines/monte_carlo.hpp"

namespace tessera {

/// Bytes that a run holds on an executor which merges `groups` groups of records at a time: the
/// records, and with sobol its tables. Not a function of the number of paths.
[[nodiscard]] inline std::int64_t mc_executor_bytes(const PathProblem& problem,
                                                    std::int64_t groups) {
  const auto size = [](auto item) { return static_cast<std::int64_t>(sizeof(item)); };
  const std::int64_t records = groups * (kChunkGroup + 1) * size(SampleMoments{});
  if (problem.sampler.sampler != Sampler::sobol) return records;
  return records + sample_dimensions(problem) * kSobolDigits * size(std::uint32_t{}) +
         problem.contract.steps * size(BridgePoint{});
}

}  // namespace tessera

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/commands/backend.hpp"

namespace tessera::support {

/// A search that finds `obstacles.size()` GPUs, each usable where its obstacle is empty.
inline GpuSearch gpus_found(const std::vector<std::string>& obstacles) {
  gpu::DeviceSurvey survey;
  survey.runtime = "13.0";
  survey.driver = "13.1";
  for (std::size_t index = 0; index < obstacles.size(); ++index) {
    const auto ordinal = static_cast<int>(index);
    survey.devices.push_back({ordinal, "Model " + std::to_string(ordinal), 9, 0, 132,
                              std::int64_t{140} << 30, std::int64_t{60} << 20});
  }
  const auto obstacle_to = [obstacles](const gpu::DeviceSurvey&, int ordinal) {
    if (ordinal < static_cast<int>(obstacles.size())) {
      return obstacles[static_cast<std::size_t>(ordinal)];
    }
    return "there is no GPU " + std::to_string(ordinal) + "; valid is 0 to " +
           std::to_string(obstacles.size() - 1);
  };
  return {[survey] { return survey; }, obstacle_to};
}

/// A search that finds no GPU at all.
inline GpuSearch nothing_found(const std::string& obstacle) {
  gpu::DeviceSurvey survey;
  survey.runtime = "13.0";
  survey.obstacle = obstacle;
  return {[survey] { return survey; },
          [](const gpu::DeviceSurvey& found, int) { return found.obstacle; }};
}

}  // namespace tessera::support

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/commands/backend.hpp"

namespace tessera {

/// What there is of CUDA on this machine and in this binary.
struct GpuListing {
  gpu::DeviceSurvey survey;
  std::vector<std::string> obstacles;      // [device], empty: it can be used
  std::vector<std::string> architectures;  // "sm_90" for machine code, "compute_90" for PTX
};

/// Looks at every GPU. Starts CUDA in this process.
GpuListing list_gpus(const GpuSearch& search = {});

/// "80-real 90-virtual 120", as CMake names architectures, in the words of nvcc: "sm_80",
/// "compute_90", "sm_120", "compute_120". Words without a number ("native") stay as they are.
std::vector<std::string> architecture_names(std::string_view of_cmake);

/// The key `cuda` of `tessera info`: `runtime`, `driver`, `architectures`, `obstacle`, `gpus`.
nlohmann::json gpu_listing_json(const GpuListing& listing);

/// The same for a person, two lines or more.
std::string gpu_listing_text(const GpuListing& listing);

}  // namespace tessera

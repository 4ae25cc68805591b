#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/flow_result.hpp"
#include "host/report/roofline.hpp"

namespace tessera {

/// The stages of a finished solve whose cost is declared in kernels/stages: assembly and solve.
[[nodiscard]] std::vector<StageRun> flow_costs(std::int64_t elements, const FlowResult& result);

}  // namespace tessera

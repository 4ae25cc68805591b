#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/flow_result.hpp"
#include "host/report/roofline.hpp"

namespace tessera {

/// The stages of a solve that `method` did, as far as their cost is declared in kernels/stages.
[[nodiscard]] std::vector<StageRun> flow_costs(FlowMethod method, std::int64_t elements,
                                               const FlowResult& result);

}  // namespace tessera

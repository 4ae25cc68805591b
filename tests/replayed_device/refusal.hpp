#pragma once

#include <driver_types.h>
#include <string>
#include <utility>

namespace tessera::support {

/// Ends a call of the runtime with an error code. `complaint`, where there is one, says what the
/// program did wrong; a code without it (no memory, no device) is nobody's mistake.
struct Refusal {
  explicit Refusal(cudaError_t the_code, std::string the_complaint = {})
      : code(the_code), complaint(std::move(the_complaint)) {}

  cudaError_t code;
  std::string complaint;
};

}  // namespace tessera::support

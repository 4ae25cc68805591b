#pragma once

#include <exception>
#include <string>

#include "host/errors.hpp"

namespace tessera {

/// How the program ends because of an exception.
struct Failure {
  ExitCode code = ExitCode::internal_error;
  std::string message;
};

/// Errors of the user's end with their code, a device, a processor or memory that is missing with
/// 6, everything else with 1.
[[nodiscard]] Failure failure_of(const std::exception& exception);

}  // namespace tessera

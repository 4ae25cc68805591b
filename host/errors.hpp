#pragma once

#include <stdexcept>
#include <string>

namespace tessera {

/// Exit codes of the binary; scripts may rely on them.
enum class ExitCode : int {
  done = 0,
  internal_error = 1,
  wrong_usage = 2,
  bad_input = 3,
  not_converged = 4,
  verification_failed = 5,
  no_device_or_memory = 6,
  skipped = 77,
};

/// An error that a user can act on. `what()` names the file, the line or entity id, the value, and
/// what would be valid; `main` prints it and ends with `code`.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// Wrong command line or case file (exit 2).
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(ExitCode::wrong_usage, message) {}
};

/// Bad mesh or input data (exit 3).
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(ExitCode::bad_input, message) {}
};

/// A device that is missing although asked for, or too little memory (exit 6).
class ResourceError : public Error {
 public:
  explicit ResourceError(const std::string& message)
      : Error(ExitCode::no_device_or_memory, message) {}
};

}  // namespace tessera

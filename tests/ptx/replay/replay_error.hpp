#pragma once

#include <stdexcept>
#include <string>

namespace tessera::ptx {

/// What ends a replay: PTX that is not understood, or a kernel that does what no kernel may do. The
/// text names the kernel, the line of the PTX and, where there is one, the thread and the address.
class ReplayError : public std::runtime_error {
 public:
  explicit ReplayError(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace tessera::ptx

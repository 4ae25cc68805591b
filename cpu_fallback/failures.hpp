#pragma once

#include <stdexcept>
#include <string>

namespace tessera::cpu {

/// A worker process ended in the middle of a run; the run cannot go on.
class WorkerLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The processor lacks instructions that every build of the chunk loops needs.
class UnsupportedProcessor : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tessera::cpu

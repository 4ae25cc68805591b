#include "tests/ptx/replay/tracked_bytes.hpp"

namespace tessera::ptx {

void TrackedBytes::resize(std::size_t size) {
  bytes_.resize(size);
  states_.resize(size, kNobodys);
}

}  // namespace tessera::ptx

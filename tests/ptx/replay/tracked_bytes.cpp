#include "tests/ptx/replay/tracked_bytes.hpp"

namespace tessera::ptx {

void TrackedBytes::resize(std::size_t size) {
  bytes_.resize(size);
  states_.resize(size, kNobodys);
}

bool TrackedBytes::all(std::size_t offset, std::size_t count, std::uint8_t state) const {
  if (offset > states_.size() || count > states_.size() - offset) return false;
  const std::uint8_t* const first = states_.data() + offset;
  if (count == sizeof(std::uint64_t)) {
    std::uint64_t found = 0;
    std::memcpy(&found, first, sizeof(found));
    const std::uint64_t wanted = state * 0x0101010101010101u;
    return (found & wanted) == wanted;
  }
  for (std::size_t index = 0; index < count; ++index) {
    if ((first[index] & state) != state) return false;
  }
  return true;
}

}  // namespace tessera::ptx

#include "tests/ptx/replay/program.hpp"

namespace tessera::ptx {

std::size_t Layout::add(const Variable& variable) {
  constexpr std::size_t kGap = 16;
  const std::size_t begin = extents.empty() ? 0 : bytes + kGap;
  const std::size_t offset =
      (begin + variable.alignment - 1) / variable.alignment * variable.alignment;
  extents.push_back({variable.name, offset, variable.bytes});
  bytes = offset + variable.bytes;
  return offset;
}

}  // namespace tessera::ptx

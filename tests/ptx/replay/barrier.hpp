#pragma once

#include <cstdint>

namespace tessera::ptx {

/// The `detail` of a barrier instruction. Its operands are the barrier's number, then the number of
/// threads and the predicate to reduce, where it has them.
struct BarrierDetail {
  enum class Reduction : std::uint8_t { none, popc, all, any };
  Reduction reduction = Reduction::none;
  bool has_count = false;
  bool aligned = false;  // all threads of a warp must wait at the same instruction
  bool negated = false;  // reduces the opposite of the predicate
};

}  // namespace tessera::ptx

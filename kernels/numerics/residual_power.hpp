#pragma once

#include <cstdint>

#include "kernels/numerics/cg_state.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera {
inline namespace TESSERA_ISA {

/// The power of two 2^e with 2^e <= norm of the residual < 2^(e+1); the norm is a positive normal
/// number.
TESSERA_HD double residual_power(const CgState& state) {
  constexpr std::uint64_t kExponentBits = 0x7FF0000000000000;
  return exact::from_bits(exact::to_bits(exact::square_root(state.r_r)) & kExponentBits);
}

}  // namespace TESSERA_ISA
}  // namespace tessera

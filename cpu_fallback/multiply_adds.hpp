#pragma once

#include "cpu_fallback/stages.hpp"

namespace tessera::cpu {

/// Fused multiply-adds of one chunk of RunMultiplyAdds, each of two flops.
inline constexpr std::int64_t kMultiplyAddRounds = 20'000;
inline constexpr std::int64_t kMultiplyAddVectors = 12;  // independent: more than are in flight

/// Runs `chunks` chunks of multiply-adds that read and write registers only, on vectors of the
/// width that the instruction set has. Returns the flops of them all. sums: [chunk], what they come
/// to.
template <class Exec, class Real>
using RunMultiplyAdds = double(Exec&, std::int64_t chunks, View<Real> sums);

TESSERA_CPU_STAGE_OF_REALS(RunMultiplyAdds, run_multiply_adds)

}  // namespace tessera::cpu

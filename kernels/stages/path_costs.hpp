#pragma once

#include <cstdint>
#include <iterator>
#include <optional>

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/stages/hex_diffusion.hpp"
#include "kernels/stages/path_simulation.hpp"
#include "kernels/stages/stage_cost.hpp"

// What SimulatePaths asks of a machine, counted in kernels/numerics: a fused multiply-add counts
// two, a square root and a division one, selects and the words of Philox nothing.

namespace tessera {

/// Flops of the elementary functions in f64 or f32.
struct FunctionFlops {
  double log, exp, normal;
};

/// Estrin's scheme: a fused multiply-add per coefficient but one, and the powers.
[[nodiscard]] constexpr double polynomial_flops(std::size_t coefficients) {
  const int count = static_cast<int>(coefficients);
  return 2.0 * (count - 1) + exact::half_exponent(count);
}

/// log_in_range: 15 around its polynomial; exp_in_range: 15. box_muller, of which one path has
/// half: two uniforms 2, the logarithm 9, the root 2, cosine and sine 15, products 2.
[[nodiscard]] constexpr FunctionFlops function_flops(Precision precision) {
  const bool is_double = precision == Precision::f64;
  const double log = polynomial_flops(is_double ? std::size(exact::kLogTailF64OnHost)
                                                : std::size(exact::kLogTailF32OnHost));
  const double exp = polynomial_flops(is_double ? std::size(exact::kExpTailF64OnHost)
                                                : std::size(exact::kExpTailF32OnHost));
  const double sine = polynomial_flops(is_double ? std::size(exact::kSinTailF64OnHost)
                                                 : std::size(exact::kSinTailF32OnHost));
  const double cosine = polynomial_flops(is_double ? std::size(exact::kCosTailF64OnHost)
                                                   : std::size(exact::kCosTailF32OnHost));
  return {15 + log, 15 + exp, 0.5 * (30 + log + sine + cosine)};
}

/// One step of a path. Of Heston: the variance 42 and two logarithms, the return 14, a uniform 1.
[[nodiscard]] constexpr double path_step_flops(const PathProblem& problem) {
  const FunctionFlops of = function_flops(problem.precision);
  const double move =
      problem.model == PathModel::heston ? 2 * of.normal + 57 + 2 * of.log : of.normal + 3;
  if (problem.contract.payoff == Payoff::asian_arithmetic) return move + of.exp + 1;
  if (problem.contract.payoff == Payoff::asian_geometric) return move + 1;
  return move;
}

/// After the last step: the level, the payoff 2, heavy rounds and the two sums 4.
[[nodiscard]] constexpr double path_end_flops(const PathProblem& problem) {
  const double rounds = problem.contract.heavy;
  const int value_bytes = problem.precision == Precision::f64 ? 8 : 4;
  const double level = problem.contract.payoff == Payoff::asian_arithmetic
                           ? 0.0
                           : function_flops(problem.precision).exp;
  return level + 6 + (rounds > 0 ? rounds * heavy_round_flops(value_bytes) + 3 : 0.0);
}

/// All of it for `paths` paths; memory sees one record of moments per chunk. Only for what has been
/// counted: pseudo-random European and Asian options, the price alone and without a control.
[[nodiscard]] constexpr std::optional<StageCost> simulate_paths_cost(const PathProblem& problem,
                                                                     std::int64_t paths) {
  const Payoff payoff = problem.contract.payoff;
  const bool is_counted = payoff == Payoff::european || payoff == Payoff::asian_arithmetic ||
                          payoff == Payoff::asian_geometric;
  if (!is_counted || problem.greeks || problem.control != Control::none ||
      problem.sampler.sampler != Sampler::pseudo) {
    return std::nullopt;
  }
  const double flops = problem.contract.steps * path_step_flops(problem) + path_end_flops(problem);
  constexpr double kBytes = static_cast<double>(sizeof(SampleMoments)) / kSampleChunk;
  return cost_of_items(paths, kBytes, flops);
}

}  // namespace tessera

#pragma once

#include "kernels/numerics/basket_path.hpp"
#include "kernels/numerics/hex_cell.hpp"
#include "kernels/numerics/path_extremes.hpp"
#include "kernels/numerics/path_motion.hpp"
#include "kernels/numerics/path_values.hpp"
#include "kernels/numerics/sample_layout.hpp"

// One whole path, from random numbers to its outputs.

namespace tessera {
inline namespace TESSERA_ISA {

/// The pseudo-random numbers of one path.
template <class Real>
struct PseudoNumbers {
  PhiloxKey key;
  std::uint32_t normals_word, uniforms_word;
  std::int64_t path;

  TESSERA_HD PseudoNumbers(const SamplerChoice& choice, std::int64_t of_path)
      : key(philox_key(choice.seed)),
        normals_word(first_draw(choice.stream)),
        uniforms_word(first_draw(uniforms_beside(choice.stream))),
        path(of_path) {}

  /// The normals of a step that takes `kCount`.
  template <int kCount>
  TESSERA_HD void normals(std::uint32_t step, Real (&normals)[kCount]) const {
    if constexpr (kCount == 1) {
      normals[0] = normal_of_sample<Real>(path, step, normals_word, key);
    } else {
      several(step, kCount, normals);
    }
  }
  /// `count` normals of a step, from calls of the path alone.
  TESSERA_HD void several(std::uint32_t step, int count, Real* normals) const {
    for (int normal = 0; normal < count; normal += 2) {
      const RealPair<Real> pair =
          normal_pair_of_sample<Real>(path, step, normals_word, normal / 2, key);
      normals[normal] = pair.first;
      if (normal + 1 < count) normals[normal + 1] = pair.second;
    }
  }
  TESSERA_HD Real uniform(std::uint32_t step) const {
    return uniform_of_sample<Real>(path, step, uniforms_word, key);
  }
};

/// What is taken off a payoff: beta (control - mean).
template <class Real>
struct ControlTerms {
  Control control;
  Real beta, mean;
};

template <class Real>
struct PathOutputs {
  Real price;
  PathGreeks<Real> greeks;
};

/// The payoff after its heavy rounds.
template <class Real>
TESSERA_HD Real weighed_down(Real payoff, int rounds) {
  if (rounds == 0) return payoff;
  Real value[1] = {payoff};
  weigh_down(value, rounds);
  return value[0];
}

/// The outputs of a path after its last step.
template <Watch kWatch, bool kAnyReturn, class Motion, class Functional, class Real>
TESSERA_HD PathOutputs<Real> path_outputs(const PathState<Motion, Functional, Real>& path,
                                          const PathTerms<Real>& terms,
                                          const ControlTerms<Real>& control) {
  const Real level = Functional::level(path.watched, terms, path.x);
  const Real payoff = path_payoff<Functional>(path.watched, terms, level);
  PathOutputs<Real> outputs{weighed_down(payoff, terms.heavy), {}};
  if constexpr (kWatch == Watch::greeks) {
    outputs.greeks = path_greeks<Functional>(path.watched, terms, path.x, level, payoff);
  }
  if (control.control == Control::none) return outputs;
  Real value = Real{0};
  if constexpr (Functional::kHasLogMean) {
    value = control.control == Control::geometric
                ? geometric_control<kAnyReturn>(terms, Functional::log_mean(path.watched, terms))
                : underlying_control<kAnyReturn>(terms, path.x);
  } else {
    value = underlying_control<kAnyReturn>(terms, path.x);
  }
  outputs.price = controlled(outputs.price, value, control.beta, control.mean);
  return outputs;
}

/// A path of motion `Motion` watched by `Functional`.
template <class Motion, class Functional, Watch kWatch, bool kAnyReturn, class Real, class Numbers>
TESSERA_HD PathOutputs<Real> simulate_path(const ModelTerms<Real>& terms, Numbers&& numbers,
                                           const ControlTerms<Real>& control) {
  PathState<Motion, Functional, Real> path{};
  for (std::int32_t step = 0; step < terms.path.step_count; ++step) {
    const auto number = static_cast<std::uint32_t>(step);
    Real normals[Motion::kNormals];
    numbers.normals(number, normals);
    Real uniform = Real{0};
    if constexpr (kWantsUniform<Motion, Functional>) uniform = numbers.uniform(number);
    const Real date = static_cast<Real>(step + 1);
    if (step == 0) {
      advance_path<true>(path, terms, normals, uniform, date);
    } else {
      advance_path<false>(path, terms, normals, uniform, date);
    }
  }
  return path_outputs<kWatch, kAnyReturn>(path, terms.path, control);
}

/// The controlled payoff of a path of several assets.
template <class Real, class Numbers>
TESSERA_HD Real simulate_basket(const PathTerms<Real>& terms, const BasketTerms<Real>& basket,
                                Numbers&& numbers, const ControlTerms<Real>& control) {
  Real x[kMaxAssets] = {};
  Real normals[kMaxAssets];
  for (std::int32_t step = 0; step < terms.step_count; ++step) {
    numbers.several(static_cast<std::uint32_t>(step), basket.count, normals);
    for (int asset = 0; asset < basket.count; ++asset) {
      const Real growth =
          basket_return(basket, asset, terms.mirror, [&](int column) { return normals[column]; });
      x[asset] = step == 0 ? growth : x[asset] + growth;
    }
  }
  Real level = Real{0};
  for (int asset = 0; asset < basket.count; ++asset) {
    level = add_asset(basket, asset, x[asset], level);
  }
  const Real payoff = weighed_down(basket_payoff(terms, level), terms.heavy);
  if (control.control == Control::none) return payoff;
  return controlled(payoff, level, control.beta, control.mean);
}

}  // namespace TESSERA_ISA
}  // namespace tessera

#pragma once

#include "kernels/numerics/path_terms.hpp"

// A path of several correlated assets: x_a is the logarithm of S_a over its spot.

namespace tessera {
inline namespace TESSERA_ISA {

template <class Real>
struct BasketTerms {
  std::int32_t count;
  Real drift[kMaxAssets];                          // of x_a per step
  Real factor[kMaxAssets * (kMaxAssets + 1) / 2];  // sigma_a sqrt dt times the Cholesky factor
  Real weighted_spot[kMaxAssets];
};

/// Row `asset`, column `column` <= asset of a packed lower triangle.
[[nodiscard]] TESSERA_HD constexpr int triangle_index(int asset, int column) {
  return asset * (asset + 1) / 2 + column;
}

template <class Real>
[[nodiscard]] TESSERA_HD BasketTerms<Real> basket_terms(const OptionContract& contract,
                                                        const Market& market,
                                                        const Basket& basket) {
  const double dt = contract.maturity / contract.steps;
  BasketTerms<Real> terms{};
  terms.count = basket.count;
  for (int asset = 0; asset < basket.count; ++asset) {
    const double sigma = basket.volatility[asset];
    const double yield = market.rate - basket.dividend[asset];
    terms.drift[asset] = static_cast<Real>((yield - 0.5 * (sigma * sigma)) * dt);
    terms.weighted_spot[asset] = static_cast<Real>(basket.weight[asset] * basket.spot[asset]);
    for (int column = 0; column <= asset; ++column) {
      const int at = triangle_index(asset, column);
      terms.factor[at] = static_cast<Real>(sigma * exact::square_root(dt) * basket.cholesky[at]);
    }
  }
  return terms;
}

/// The growth of x_asset over a step: its drift, then the normals 0..asset in order.
/// `normal(column)` is normal `column` of the path.
template <class Real, class Normal>
TESSERA_HD Real basket_return(const BasketTerms<Real>& terms, int asset, Real mirror,
                              const Normal& normal) {
  Real growth = terms.drift[asset];
  for (int column = 0; column <= asset; ++column) {
    growth =
        exact::fused(mirror * terms.factor[triangle_index(asset, column)], normal(column), growth);
  }
  return growth;
}

/// sum w_a S_a(T), so far `level` of the assets before `asset`.
template <class Real>
TESSERA_HD Real add_asset(const BasketTerms<Real>& terms, int asset, Real x, Real level) {
  return exact::fused(terms.weighted_spot[asset], exact::exp(x), level);
}

/// The payoff of a basket worth `level`. A NaN stays.
template <class Real>
TESSERA_HD Real basket_payoff(const PathTerms<Real>& terms, Real level) {
  const Real above = exact::fused(terms.side, level, -terms.strike);
  return above < Real{0} ? Real{0} : above;
}

}  // namespace TESSERA_ISA
}  // namespace tessera

#pragma once

#include "cpu_fallback/path_lanes.hpp"

// A block of paths of several assets.

namespace tessera::cpu {
namespace TESSERA_ISA {

template <class Real>
using AssetLanes = Real[kMaxAssets][kPathLanes<Real>];

template <class Real>
void advance_assets(const BasketTerms<Real>& terms, Real mirror, const AssetLanes<Real>& normals,
                    bool is_first, AssetLanes<Real>& x) {
  for (int asset = 0; asset < terms.count; ++asset) {
    alignas(64) Real growth[kPathLanes<Real>];
    for (Real& lane : growth) lane = terms.drift[asset];
    for (int column = 0; column <= asset; ++column) {
      const Real factor = mirror * terms.factor[triangle_index(asset, column)];
      for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
        growth[lane] = exact::fused(factor, normals[column][lane], growth[lane]);
      }
    }
    for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
      x[asset][lane] = is_first ? growth[lane] : x[asset][lane] + growth[lane];
    }
  }
}

template <class Real>
void finish_assets(const RunTerms<Real>& run, const AssetLanes<Real>& x, Real* payoffs) {
  const PathTerms<Real> terms = run.model[0].path;
  alignas(64) Real level[kPathLanes<Real>] = {};
  for (int asset = 0; asset < run.basket.count; ++asset) {
    for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
      level[lane] = add_asset(run.basket, asset, x[asset][lane], level[lane]);
    }
  }
  for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
    payoffs[lane] = basket_payoff(terms, level[lane]);
  }
  if (terms.heavy > 0) weigh_down_lanes(payoffs, terms.heavy);
  if (run.control == Control::none) return;
  for (int lane = 0; lane < kPathLanes<Real>; ++lane) {
    payoffs[lane] = controlled(payoffs[lane], level[lane], run.control_beta, run.control_mean);
  }
}

/// As `simulate_block`, of Payoff::basket.
template <class Real>
void simulate_basket_block(const RunTerms<Real>& run, NumberLanes<Real>& numbers,
                           std::int64_t first_sample, ChunkValues& values, int at) {
  alignas(64) AssetLanes<Real> x[2];
  alignas(64) AssetLanes<Real> normals;
  alignas(64) Real payoffs[kPathLanes<Real>];
  const int ways = run.antithetic ? 2 : 1;
  numbers.begin(first_sample, true, false);
  for (std::int32_t step = 0; step < run.model[0].path.step_count; ++step) {
    numbers.draw_several(static_cast<std::uint32_t>(step), run.basket.count, normals);
    for (int way = 0; way < ways; ++way) {
      advance_assets(run.basket, run.model[way].path.mirror, normals, step == 0, x[way]);
    }
  }
  for (int way = 0; way < ways; ++way) {
    finish_assets(run, x[way], payoffs);
    store_results(payoffs, numbers.is_paired(), way == 1, values.value[0] + at);
  }
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu

#include "host/verify/mc_work.hpp"

#include <cmath>

#include "host/closed_forms/reference.hpp"

namespace tessera {
namespace {

McPlan plan_of(Payoff payoff, OptionSide side, std::int32_t steps, std::int64_t paths) {
  McPlan plan;
  plan.problem.contract.payoff = payoff;
  plan.problem.contract.side = side;
  plan.problem.contract.steps = steps;
  plan.paths = paths;
  return plan;
}

// Two assets with correlation 0.6.
Basket two_assets() {
  Basket basket;
  basket.count = 2;
  for (int asset = 0; asset < 2; ++asset) {
    basket.spot[asset] = 95.0 + 10.0 * asset;
    basket.volatility[asset] = 0.2 + 0.1 * asset;
    basket.weight[asset] = 0.5;
  }
  basket.cholesky[0] = 1.0;
  basket.cholesky[1] = 0.6;
  basket.cholesky[2] = 0.8;
  return basket;
}

}  // namespace

Expectation McWork::expect(const Outcome& outcome) const {
  const std::optional<KnownPrice> known = reference_price(plan_.problem);
  if (!known) return {};
  const std::vector<double>& price = outcome.fields.front().values;
  const double error = std::abs(price[0] - known->value) / price[1];
  return {"standard errors from " + known->source, std::isnan(error) ? HUGE_VAL : error,
          kAllowedErrors};
}

std::vector<VerifyCase> mc_cases(std::int64_t paths) {
  std::vector<VerifyCase> cases;
  const auto add = [&](const std::string& name, const McPlan& plan) {
    cases.push_back(verify_case("mc " + name, McWork(plan)));
  };
  McPlan european = plan_of(Payoff::european, OptionSide::call, 1, paths);
  add("european call", european);
  european.problem.greeks = true;
  european.problem.layout.antithetic = true;
  add("european call, antithetic, greeks", european);
  McPlan put = plan_of(Payoff::european, OptionSide::put, 3, paths);
  put.problem.precision = Precision::f32;
  put.control_variate = true;
  add("european put, f32, control variate", put);
  add("geometric asian call", plan_of(Payoff::asian_geometric, OptionSide::call, 12, paths));
  McPlan asian = plan_of(Payoff::asian_arithmetic, OptionSide::put, 12, paths);
  asian.control_variate = true;
  add("arithmetic asian put, control variate", asian);
  McPlan barrier = plan_of(Payoff::barrier_up_out, OptionSide::call, 12, paths);
  barrier.problem.contract.barrier = 130.0;
  barrier.problem.contract.monitoring = Monitoring::bridge;
  add("barrier up-out call, bridge", barrier);
  McPlan lookback = plan_of(Payoff::lookback, OptionSide::call, 12, paths);
  lookback.problem.contract.monitoring = Monitoring::bridge;
  add("lookback call, bridge", lookback);
  McPlan heston = plan_of(Payoff::european, OptionSide::call, 24, paths);
  heston.problem.model = PathModel::heston;
  add("heston european call", heston);
  McPlan basket = plan_of(Payoff::basket, OptionSide::call, 1, paths);
  basket.problem.basket = two_assets();
  add("basket call", basket);
  McPlan sobol = plan_of(Payoff::european, OptionSide::call, 4, paths);
  sobol.problem.sampler.sampler = Sampler::sobol;
  add("european call, sobol", sobol);
  McPlan heavy = plan_of(Payoff::european, OptionSide::call, 1, paths / 4);
  heavy.problem.contract.heavy = 20;
  add("european call, heavy 20", heavy);
  return cases;
}

}  // namespace tessera

#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/pipelines/monte_carlo.hpp"
#include "host/report/mc_summary.hpp"
#include "host/verify/verification.hpp"

namespace tessera {

/// A Monte Carlo run as a case of verification. The closed form, where there is one, is to be met
/// within kAllowedErrors standard errors; seeds are fixed, so that a run that meets it once always
/// does.
class McWork {
 public:
  static constexpr double kAllowedErrors = 5.0;

  explicit McWork(const McPlan& plan) : plan_(plan) {}

  template <class Exec>
  Outcome operator()(Exec& executor) const {
    const McResult result = simulate(executor, plan_);
    const SampleMoments& moments = result.moments;
    std::vector<double> numbers{static_cast<double>(moments.count),
                                static_cast<double>(moments.invalid_count)};
    numbers.insert(numbers.end(), std::begin(moments.sum), std::end(moments.sum));
    numbers.insert(numbers.end(), std::begin(moments.m2), std::end(moments.m2));
    const std::vector<double> price{result.price.value, result.price.standard_error};
    return {{outcome_field("price and standard error", std::span<const double>(price)),
             outcome_field("moments", std::span<const double>(numbers))},
            -1,
            moments_checksum(moments, plan_.problem.greeks)};
  }
  [[nodiscard]] Expectation expect(const Outcome& outcome) const;

 private:
  McPlan plan_;
};

/// Every payoff, both models, both precisions, with and without antithetic paths, control variates
/// and sensitivities.
[[nodiscard]] std::vector<VerifyCase> mc_cases(std::int64_t paths = 200'000);

}  // namespace tessera

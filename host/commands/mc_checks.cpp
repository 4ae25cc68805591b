#include "host/commands/mc_checks.hpp"

#include <algorithm>
#include <cmath>

#include "host/commands/choice_checks.hpp"
#include "host/pipelines/quasi_tables.hpp"
#include "host/report/format.hpp"
#include "host/report/option_names.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kTooManyPaths = 1'000'000'000'000'000;

bool is_finite(double value) { return std::isfinite(value); }
bool is_positive(double value) { return std::isfinite(value) && value > 0.0; }

template <class Condition>
auto all(Condition condition) {
  return [condition](const std::vector<double>& values) {
    return std::ranges::all_of(values, condition);
  };
}

void check_words(const McChoices& choices) {
  std::vector<std::string> payoffs;
  for (const NamedPayoff& payoff : named_payoffs()) payoffs.push_back(payoff.name);
  require_one_of(choices.payoff, payoffs);
  require_one_of(choices.model, {"gbm", "heston"});
  require_one_of(choices.monitoring, {"discrete", "bridge", "corrected"});
  require_one_of(choices.sampler, {"pseudo", "sobol"});
  require_one_of(choices.scramble, {"owen", "shift"});
  require_one_of(choices.precision, {"f64", "f32"});
}

void check_market(const McChoices& choices) {
  const std::string positive = "must be more than 0 and finite";
  require(choices.spot, all(is_positive), positive);
  require(choices.volatility, all(is_positive), positive + "; 0.2 is 20 % a year");
  require(choices.dividend, all(is_finite), "must be finite; 0.02 is 2 % a year");
  require(choices.weight, all(is_finite), "must be finite");
  require(choices.rate, is_finite, "must be finite; 0.03 is 3 % a year");
  require(choices.strike, is_positive, positive);
  require(choices.maturity, is_positive, positive + "; in years");
  require(choices.barrier, is_positive, positive);
}

void check_heston(const McChoices& choices) {
  const std::string positive = "must be more than 0 and finite";
  const std::string of_variance = "; a variance of 0.04 is a volatility of 20 % a year";
  require(choices.kappa, is_positive, positive);
  require(choices.theta, is_positive, positive + of_variance);
  require(choices.vol_of_vol, is_positive, positive);
  require(
      choices.correlation, [](double value) { return std::abs(value) <= 1.0; },
      "must be from -1 to 1");
  require(
      choices.initial_variance, [](double value) { return value == 0.0 || is_positive(value); },
      "must be 0 or more and finite" + of_variance);
}

void check_counts(const McChoices& choices) {
  require(
      choices.paths, [](std::int64_t paths) { return paths >= 1 && paths < kTooManyPaths; },
      "must be 1 or more, and less than 1e15");
  require(
      choices.steps, [](int steps) { return steps >= 1; }, "must be 1 or more");
  require(
      choices.heavy, [](int rounds) { return rounds >= 0; }, "must be 0 or more");
  require(choices.target_error, is_positive,
          "must be more than 0 and finite: the standard error at which to stop");
}

template <class T>
void refuse_if_said(const Choice<T>& choice, const std::string& reason) {
  if (choice.value) choice.refuse(reason);
}

void check_barrier(const McChoices& choices, const McPlan& plan) {
  const OptionContract& contract = plan.problem.contract;
  const std::string name = name_of(contract.payoff, contract.side);
  if (!is_barrier(contract.payoff)) {
    refuse_if_said(choices.barrier, name + " has no barrier; those of --payoff barrier-... have");
    return;
  }
  const bool up = contract.payoff == Payoff::barrier_up_out;
  const std::string side = up ? "above" : "below";
  const std::string spot = format_number(plan.problem.market.spot, 10);
  if (!choices.barrier.value) {
    choices.payoff.refuse("needs --barrier, a level " + side + " the spot " + spot);
  }
  const double barrier = *choices.barrier.value;
  if (up ? barrier > plan.problem.market.spot : barrier < plan.problem.market.spot) return;
  choices.barrier.refuse("must be " + side + " the spot " + spot + ": a " + name +
                         " is over before it begins otherwise");
}

void check_monitoring(const McChoices& choices, const McPlan& plan) {
  const OptionContract& contract = plan.problem.contract;
  if (contract.monitoring == Monitoring::discrete) return;
  if (!has_monitoring(contract.payoff)) {
    choices.monitoring.refuse(
        "barrier and lookback payoffs alone look at the spot on the way; "
        "valid for " +
        name_of(contract.payoff, contract.side) + " is discrete");
  }
  if (plan.problem.model == PathModel::heston) {
    choices.monitoring.refuse(
        "between two dates the variance of heston is not known; valid is discrete");
  }
}

void check_model(const McChoices& choices, const McPlan& plan) {
  if (plan.problem.model == PathModel::heston) {
    refuse_if_said(choices.volatility,
                   "heston takes its variance from --initial-variance and --theta");
    return;
  }
  const std::string reason = "only --model heston has it";
  refuse_if_said(choices.kappa, reason);
  refuse_if_said(choices.theta, reason);
  refuse_if_said(choices.vol_of_vol, reason);
  refuse_if_said(choices.correlation, reason + "; of a basket say --correlation-matrix");
  refuse_if_said(choices.initial_variance, reason);
}

void check_basket(const McChoices& choices, const McPlan& plan) {
  if (plan.problem.contract.payoff == Payoff::basket) {
    if (plan.problem.model == PathModel::heston) {
      choices.model.refuse("baskets are simulated under gbm only");
    }
    return;
  }
  const std::string reason = "only --payoff basket-call and basket-put have it";
  refuse_if_said(choices.weight, reason);
  refuse_if_said(choices.correlation_matrix, reason);
  for (const auto* choice : {&choices.spot, &choices.dividend, &choices.volatility}) {
    if (choice->value && choice->value->size() > 1) {
      choice->refuse("stands more than once; only baskets have more than one asset");
    }
  }
}

void check_sampler(const McChoices& choices, const McPlan& plan) {
  const bool sobol = plan.problem.sampler.sampler == Sampler::sobol;
  if (!sobol) {
    refuse_if_said(choices.scramble, "only --sampler sobol is scrambled");
    return;
  }
  refuse_if_said(choices.target_error,
                 "the standard error of sobol comes from whole scramblings, so that it cannot stop "
                 "early; leave this out, or take --sampler pseudo");
}

void warn_about_heston(const HestonVariance& variance, std::vector<std::string>& warnings) {
  const double reversion = 2.0 * variance.kappa * variance.theta;
  const double square = variance.vol_of_vol * variance.vol_of_vol;
  if (reversion >= square) return;
  warnings.push_back("warning: the Feller condition 2 kappa theta >= vol_of_vol^2 does not hold (" +
                     format_number(reversion) + " < " + format_number(square) +
                     "): the variance will touch 0; more --steps keep the error of the scheme "
                     "small");
}

}  // namespace

void check_mc_values(const McChoices& choices) {
  check_words(choices);
  check_market(choices);
  check_heston(choices);
  check_counts(choices);
}

void check_mc_choices(const McChoices& choices, const McPlan& plan) {
  check_basket(choices, plan);
  check_model(choices, plan);
  check_barrier(choices, plan);
  check_monitoring(choices, plan);
  check_sampler(choices, plan);
}

void check_sobol_size(const McChoices& choices, const McPlan& plan) {
  if (plan.problem.sampler.sampler != Sampler::sobol) return;
  const SampleLayout layout = layout_of(plan);
  if (layout.samples_per_replicate > kMostSobolPoints) {
    const std::int64_t most = kMostSobolPoints * kScramblings * layout.paths_per_sample();
    choices.paths.refuse("a scrambling of sobol has 2^32 points; valid is up to " +
                         format_count(most) + " paths");
  }
  const std::int64_t dimensions = sample_dimensions(plan.problem);
  if (dimensions <= most_sobol_dimensions()) return;
  const std::string reason = "a path takes " + format_count(dimensions) +
                             " random numbers, but sobol has direction numbers for " +
                             format_count(most_sobol_dimensions()) +
                             " dimensions; take fewer --steps, or --sampler pseudo";
  if (choices.steps.value) choices.steps.refuse(reason);
  choices.sampler.refuse(reason);
}

std::vector<std::string> mc_warnings(const McChoices& choices, const McPlan& plan) {
  constexpr double kUnlikelyRate = 1.0;
  constexpr double kUnlikelyVolatility = 3.0;
  const PathProblem& problem = plan.problem;
  std::vector<std::string> warnings;
  const auto percent = [&](const std::string& said, double value) {
    warnings.push_back("warning: " + said + " is " + format_number(100.0 * value) + " % a year");
  };
  for (const double volatility : choices.volatility.value.value_or(std::vector<double>{})) {
    if (volatility > kUnlikelyVolatility) percent(choices.volatility.said, volatility);
  }
  if (std::abs(problem.market.rate) > kUnlikelyRate)
    percent(choices.rate.said, problem.market.rate);
  if (problem.model == PathModel::heston) warn_about_heston(problem.variance, warnings);
  if (problem.basket.count > 1 && !choices.correlation_matrix.value) {
    warnings.emplace_back(
        "warning: no --correlation-matrix: the assets of the basket are taken as "
        "independent");
  }
  return warnings;
}

}  // namespace tessera

#include "host/commands/mc_flags.hpp"

#include <limits>

#include "host/commands/choice_flag.hpp"
#include "host/commands/count.hpp"
#include "host/commands/run_flags.hpp"

namespace tessera {
namespace {

// A flag that may stand once per asset.
CLI::Option* add_repeated(CLI::App& command, const std::string& flag,
                          Choice<std::vector<double>>& choice, const std::string& help) {
  const auto take = [&choice, flag](const std::vector<std::string>& texts) {
    std::vector<double> values;
    for (const std::string& text : texts) {
      Choice<double> one;
      set_choice(one, flag + " ", text);
      values.push_back(*one.value);
      choice.said += (choice.said.empty() ? "" : " ") + one.said;
    }
    choice.value = values;
  };
  return command.add_option_function<std::vector<std::string>>(flag, take, help)
      ->expected(1, std::numeric_limits<int>::max())
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("X");
}

CLI::Option* add_paths(CLI::App& command, Choice<std::int64_t>& paths) {
  const auto take = [&paths](const std::string& text) {
    paths.said = "--paths " + text;
    paths.value = parse_count(text);
    if (!paths.value) {
      paths.refuse("not a number of paths; valid is 1 or more, as in 5000000, 10M or 1e8");
    }
  };
  return command
      .add_option_function<std::string>("--paths", take,
                                        "Paths: 5000000, 10M, 1e8, ... (default 10M)")
      ->type_name("N");
}

void add_option_flags(CLI::App& command, McChoices& choices) {
  const std::string group = "Option";
  add_choice(command, "--payoff", choices.payoff,
             "european-, asian-arithmetic-, asian-geometric-, barrier-up-out-,\n"
             "barrier-down-out-, lookback- (fixed strike) or basket-, each with call or put\n"
             "(default european-call)")
      ->group(group);
  add_choice(command, "--strike", choices.strike, "Strike (default 100)")->group(group);
  add_choice(command, "--maturity", choices.maturity, "Years to maturity (default 1)")
      ->group(group);
  add_choice(command, "--barrier", choices.barrier,
             "Level that ends the option: above the spot for up-out, below for down-out")
      ->group(group);
  add_choice(command, "--monitoring", choices.monitoring,
             "When barrier and lookback look at the spot: discrete, on the dates alone;\n"
             "bridge, all the time, by the Brownian bridge between dates; corrected, on\n"
             "the dates with the correction of Broadie, Glasserman and Kou\n"
             "(default discrete)")
      ->group(group);
}

void add_market_flags(CLI::App& command, McChoices& choices) {
  const std::string group = "Market";
  add_choice(command, "--model", choices.model,
             "gbm, geometric Brownian motion; or heston, stochastic variance\n(default gbm)")
      ->group(group);
  add_repeated(command, "--spot", choices.spot,
               "Price of the asset today (default 100); of a basket once per asset")
      ->group(group);
  add_choice(command, "--rate", choices.rate, "Riskless rate per year (default 0.03)")
      ->group(group);
  add_repeated(command, "--dividend", choices.dividend,
               "Continuous yield per year (default 0); of a basket once or once per asset")
      ->group(group);
  add_repeated(command, "--volatility", choices.volatility,
               "Volatility per year (default 0.2: 20 %); of a basket once or once per asset")
      ->group(group);
  add_repeated(command, "--weight", choices.weight,
               "Weight in the basket, once per asset (default: 1 / assets each)")
      ->group(group);
  add_choice(command, "--correlation-matrix", choices.correlation_matrix,
             "Correlations of the assets of a basket: a text file, a row per line\n"
             "(default: none)")
      ->type_name("FILE")
      ->group(group);
}

void add_heston_flags(CLI::App& command, McChoices& choices) {
  const std::string group = "Heston model: dv = kappa (theta - v) dt + xi sqrt(v) dW";
  add_choice(command, "--kappa", choices.kappa, "Speed of mean reversion per year (default 1)")
      ->group(group);
  add_choice(command, "--theta", choices.theta, "Mean variance (default 0.04)")->group(group);
  add_choice(command, "--vol-of-vol", choices.vol_of_vol, "xi (default 0.5)")->group(group);
  add_choice(command, "--correlation", choices.correlation,
             "Correlation of the variance and the spot (default -0.7)")
      ->group(group);
  add_choice(command, "--initial-variance", choices.initial_variance,
             "Variance today (default 0.04)")
      ->group(group);
}

void add_simulation_flags(CLI::App& command, McChoices& choices) {
  const std::string group = "Simulation";
  add_paths(command, choices.paths)->group(group);
  add_choice(command, "--steps", choices.steps,
             "Time steps, which are the dates (default 1; 252 where the path matters:\n"
             "Asian, barrier, lookback, heston)")
      ->group(group);
  add_choice(command, "--seed", choices.seed, "Seed, 0 to 2^64 - 1 (default 42)")->group(group);
  add_choice(command, "--sampler", choices.sampler,
             "pseudo, Philox4x32-10; or sobol, 32 scramblings of quasi-random points\n"
             "(default pseudo)")
      ->group(group);
  add_choice(command, "--scramble", choices.scramble,
             "How sobol is scrambled: owen or shift (default owen)")
      ->group(group);
  add_choice(command, "--antithetic", choices.antithetic, "Pairs of mirrored paths")->group(group);
  add_choice(command, "--control-variate", choices.control_variate,
             "Geometric mean for arithmetic Asian options, else the underlying")
      ->group(group);
  add_choice(command, "--precision", choices.precision,
             "f64, or f32 for the paths; sums are in f64 (default f64)")
      ->group(group);
  add_choice(command, "--heavy", choices.heavy,
             "Rounds of x = sin x cos x + sqrt |x| per path: arithmetic as a load\n(default 0)")
      ->group(group);
  add_choice(command, "--target-error", choices.target_error,
             "Stop once the standard error is at most this, or after --paths")
      ->group(group);
  add_choice(command, "--greeks", choices.greeks, "Delta, gamma and vega too")->group(group);
  add_choice(command, "--replay", choices.replay,
             "Repeat the run of a JSON summary: its parameters, any backend; exit 5 unless\n"
             "the checksum is the same")
      ->type_name("FILE")
      ->group(group);
}

}  // namespace

void add_mc_flags(CLI::App& command, McChoices& choices) {
  add_option_flags(command, choices);
  add_market_flags(command, choices);
  add_heston_flags(command, choices);
  add_simulation_flags(command, choices);
  add_run_flags(command, choices);
}

}  // namespace tessera

// quantlib_paths european|asian PATHS SEED
//
// Prices a call by Monte Carlo with QuantLib, in this one process, and prints price, standard error
// and the seconds that the pricing took. The contract is that of tools/compare_prices.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <ql/exercise.hpp>
#include <ql/handle.hpp>
#include <ql/instruments/asianoption.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/asian/mc_discr_arith_av_price.hpp>
#include <ql/pricingengines/vanilla/mceuropeanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <string>
#include <vector>

namespace ql = QuantLib;

namespace {

constexpr int kDates = 252;  // one a day
constexpr double kSpot = 100.0, kStrike = 100.0, kRate = 0.03, kVolatility = 0.2;

ql::ext::shared_ptr<ql::BlackScholesMertonProcess> market(const ql::Date& today) {
  const ql::Actual365Fixed days;
  const auto curve = [&](double rate) {
    return ql::Handle<ql::YieldTermStructure>(
        ql::ext::make_shared<ql::FlatForward>(today, rate, days));
  };
  const ql::Handle<ql::Quote> spot(ql::ext::make_shared<ql::SimpleQuote>(kSpot));
  const ql::Handle<ql::BlackVolTermStructure> volatility(
      ql::ext::make_shared<ql::BlackConstantVol>(today, ql::NullCalendar(), kVolatility, days));
  return ql::ext::make_shared<ql::BlackScholesMertonProcess>(spot, curve(0.0), curve(kRate),
                                                             volatility);
}

void price(ql::Instrument& option, const ql::ext::shared_ptr<ql::PricingEngine>& engine) {
  option.setPricingEngine(engine);
  const auto start = std::chrono::steady_clock::now();
  const double value = option.NPV();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%.17g %.17g %.9g\n", value, option.errorEstimate(), seconds.count());
}

void run(const std::string& kind, std::size_t paths, ql::BigNatural seed) {
  const ql::Date today(2, ql::January, 2025);
  ql::Settings::instance().evaluationDate() = today;
  const auto process = market(today);
  const auto payoff = ql::ext::make_shared<ql::PlainVanillaPayoff>(ql::Option::Call, kStrike);
  const auto exercise = ql::ext::make_shared<ql::EuropeanExercise>(today + kDates);
  if (kind == "european") {
    ql::VanillaOption option(payoff, exercise);
    price(option, ql::MakeMCEuropeanEngine<ql::PseudoRandom>(process)
                      .withSteps(1)
                      .withSamples(paths)
                      .withSeed(seed));
    return;
  }
  std::vector<ql::Date> dates;
  for (int day = 1; day <= kDates; ++day) dates.push_back(today + day);
  ql::DiscreteAveragingAsianOption option(ql::Average::Arithmetic, 0.0, 0, dates, payoff, exercise);
  price(option,
        ql::MakeMCDiscreteArithmeticAPEngine<ql::PseudoRandom>(process).withSamples(paths).withSeed(
            seed));
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 4) {
    std::fprintf(stderr, "usage: quantlib_paths european|asian PATHS SEED\n");
    return 2;
  }
  run(arguments[1], std::strtoull(arguments[2], nullptr, 10),
      std::strtoull(arguments[3], nullptr, 10));
}

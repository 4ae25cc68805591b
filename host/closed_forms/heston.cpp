#include "host/closed_forms/heston.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "host/closed_forms/black_scholes.hpp"
#include "host/closed_forms/quadrature.hpp"

namespace tessera {
namespace {

using Complex = std::complex<double>;

constexpr double kTolerance = 1e-13;  // of an integral whose factor is about the forward
constexpr int kMostPanels = 64;

// log(1 + scale * z) / scale, also for a small or no scale.
Complex log1p_over(double scale, Complex z) {
  const Complex small = scale * z;
  if (std::abs(small) > 1e-3) return std::log(1.0 + small) / scale;
  // The series of the logarithm, until its terms are below the last bit.
  Complex power = z;
  Complex sum = z;
  for (double order = 2.0; order <= 6.0; order += 1.0) {
    power *= -small;
    sum += power / order;
  }
  return sum;
}

// Mean of the variance integrated over the option's life.
double mean_total_variance(const HestonOption& terms) {
  const double decay = -std::expm1(-terms.mean_reversion * terms.maturity_y) / terms.mean_reversion;
  return terms.mean_variance * terms.maturity_y +
         (terms.initial_variance - terms.mean_variance) * decay;
}

// E[exp(i (u - i/2) log(S_T / forward))]. On this line z^2 + i z of the literature is u^2 + 1/4,
// real, and (beta - d) / xi^2 is -(u^2 + 1/4) / (beta + d), without cancellation for a small xi.
Complex characteristic_function(const HestonOption& terms, double u) {
  const double xi = terms.vol_of_vol;
  const double alpha = u * u + 0.25;
  const Complex beta = terms.mean_reversion - terms.correlation * xi * Complex(0.5, u);
  const Complex d = std::sqrt(beta * beta + xi * xi * alpha);
  const Complex sum = beta.real() >= 0.0 ? beta + d : xi * xi * alpha / (d - beta);
  const Complex decay = std::exp(-d * terms.maturity_y);
  const Complex ratio = -xi * xi * alpha / (sum * sum);  // g of the little trap
  const Complex slope = -alpha / sum;
  const Complex of_initial = slope * (1.0 - decay) / (1.0 - ratio * decay);
  const Complex logarithm = log1p_over(xi * xi, slope * (1.0 - decay) / (2.0 * d));
  const Complex of_mean = terms.mean_reversion * (slope * terms.maturity_y - 2.0 * logarithm);
  return std::exp(terms.initial_variance * of_initial + terms.mean_variance * of_mean);
}

// The integral over u from 0 to infinity, of the lognormal characteristic function minus Heston's.
double difference_integral(const HestonOption& terms, double log_moneyness, double variance) {
  const auto lognormal = [&](double u) { return std::exp(-0.5 * variance * (u * u + 0.25)); };
  const auto integrand = [&](double u) {
    const Complex difference = lognormal(u) - characteristic_function(terms, u);
    return (std::polar(1.0, u * log_moneyness) * difference).real() / (u * u + 0.25);
  };
  double from = 0.0;
  double to = 1.0;
  double sum = 0.0;
  for (int panel = 0; panel < kMostPanels; ++panel) {
    sum += integrate(integrand, from, to, kTolerance).value;
    // Beyond `to` the integral is at most the envelope here over `to`.
    const double envelope = lognormal(to) + std::abs(characteristic_function(terms, to));
    if (envelope < kTolerance * to) break;
    from = to;
    to *= 2.0;
  }
  return sum;
}

}  // namespace

double heston_price(OptionSide side, const HestonOption& terms) {
  const double forward = terms.spot * std::exp((terms.rate - terms.dividend) * terms.maturity_y);
  const double discount = std::exp(-terms.rate * terms.maturity_y);
  const double variance = mean_total_variance(terms);
  const double factor = discount * std::sqrt(forward * terms.strike) * std::numbers::inv_pi;
  const double price =
      lognormal_price(side, forward, terms.strike, std::sqrt(variance), discount) +
      factor * difference_integral(terms, std::log(forward / terms.strike), variance);
  // No arbitrage: rounding must not take a price beyond what is certain.
  const double sign = side == OptionSide::call ? 1.0 : -1.0;
  return std::max(price, discount * std::max(sign * (forward - terms.strike), 0.0));
}

}  // namespace tessera

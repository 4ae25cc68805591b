#include "host/closed_forms/gauss.hpp"

#include <cmath>
#include <numbers>

namespace tessera {
namespace {

// Below this N(x) is taken from its asymptotic series, whose first omitted term is then under
// 2e-16.
constexpr double kFarTail = -25.0;

// log N(x) for x below kFarTail (Abramowitz & Stegun 1964, 26.2.12).
double log_far_tail(double x) {
  const double inverse_square = 1.0 / (x * x);
  double term = 1.0;
  double sum = 1.0;
  for (int order = 1; order <= 6; ++order) {
    term *= -(2.0 * order - 1.0) * inverse_square;
    sum += term;
  }
  return -0.5 * x * x - std::log(-x) - 0.5 * std::log(2.0 * std::numbers::pi) + std::log(sum);
}

}  // namespace

double gauss_density(double x) {
  return std::exp(-0.5 * x * x) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

double gauss_distribution(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double exp_times_gauss(double exponent, double x) {
  const double log_tail = x < kFarTail ? log_far_tail(x) : std::log(gauss_distribution(x));
  return std::exp(exponent + log_tail);
}

}  // namespace tessera

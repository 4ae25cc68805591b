#include "host/closed_forms/quadrature.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tessera {
namespace {

constexpr int kMostHalvings = 30;
// Rounding alone makes the two rules differ by about this times the integral of |f|.
constexpr double kRounding = 50 * std::numeric_limits<double>::epsilon();

// Nodes of the 15-point Kronrod rule on [-1, 1], the non-negative half; every second one belongs to
// the 7-point Gauss rule too.
constexpr std::array<double, 8> kNodes{
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691838259, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0};
constexpr std::array<double, 8> kKronrodWeights{
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr std::array<double, 4> kGaussWeights{
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

struct BothRules {
  Quadrature result;
  double absolute = 0.0;  // the integral of |f|
};

BothRules both_rules(const std::function<double(double)>& function, double from, double to) {
  const double centre = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  double kronrod = 0.0;
  double gauss = 0.0;
  double absolute = 0.0;
  for (std::size_t node = 0; node < kNodes.size(); ++node) {
    const double offset = half * kNodes[node];
    const double left = function(centre - offset);
    const double right = offset == 0.0 ? 0.0 : function(centre + offset);
    kronrod += kKronrodWeights[node] * (left + right);
    absolute += kKronrodWeights[node] * (std::abs(left) + std::abs(right));
    if (node % 2 == 1) gauss += kGaussWeights[node / 2] * (left + right);
  }
  return {{half * kronrod, std::abs(half * (kronrod - gauss))}, half * absolute};
}

Quadrature refined(const std::function<double(double)>& function, double from, double to,
                   double tolerance, int halvings) {
  const BothRules whole = both_rules(function, from, to);
  const double gain = std::max(tolerance, kRounding * whole.absolute);
  if (!(whole.result.error > gain) || halvings == 0) return whole.result;
  const double centre = 0.5 * (from + to);
  const Quadrature left = refined(function, from, centre, 0.5 * tolerance, halvings - 1);
  const Quadrature right = refined(function, centre, to, 0.5 * tolerance, halvings - 1);
  return {left.value + right.value, left.error + right.error};
}

}  // namespace

Quadrature integrate(const std::function<double(double)>& function, double from, double to,
                     double tolerance) {
  return refined(function, from, to, tolerance, kMostHalvings);
}

}  // namespace tessera

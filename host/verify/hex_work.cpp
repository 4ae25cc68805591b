#include "host/verify/hex_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "host/report/hex_summary.hpp"

namespace tessera {
namespace {

constexpr double kAlpha = 0.7;
constexpr int kWavesAcross = 3;
constexpr int kWavesDown = 2;

/// Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators (SplitMix64).
std::uint64_t split_mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31);
}

// What rounding can do to the sum of values below 1: an update of a cell rounds some 1 + 8 alpha
// times, and a term of a sum passes through 37 additions per level, here of two sums of two levels.
double sum_bound(const HexPlan& plan, double epsilon) {
  const double cells = static_cast<double>(plan.rows) * static_cast<double>(plan.cols);
  const double steps = static_cast<double>(plan.steps) * (1.0 + 8.0 * plan.rule.alpha);
  return cells * (0.5 * epsilon * steps + 0.5 * std::numeric_limits<double>::epsilon() * 148.0);
}

}  // namespace

template <class Real>
std::vector<Real> HexWork<Real>::random_values() const {
  std::vector<Real> values(static_cast<std::size_t>(plan_.rows * plan_.cols));
  std::uint64_t state = 0;
  for (Real& value : values) {
    state += 0x9E3779B97F4A7C15U;
    constexpr int kBits = std::numeric_limits<Real>::digits;
    value = static_cast<Real>(split_mix(state) >> (64 - kBits)) * std::ldexp(Real{1}, -kBits);
  }
  return values;
}

// Nothing passes a reflecting or periodic border: the sum stays.
template <class Real>
Expectation HexWork<Real>::expect(const Outcome& outcome) const {
  if (plan_.rule.border == GridBorder::fixed || plan_.rule.heavy > 0) return {};
  double before = 0.0;
  for (const Real value : random_values()) before += double{value};
  const double after = outcome.fields.at(1).values.front();
  const double error = std::abs(after - before) / before;
  return {"sum stays", std::isnan(error) ? HUGE_VAL : error,
          sum_bound(plan_, double{std::numeric_limits<Real>::epsilon()}) / before};
}

HexWave::HexWave(const VerifyGrid& grid, Topology topology)
    : plan_{grid.rows, grid.cols, {topology, GridBorder::periodic, kAlpha, 0}, grid.steps} {
  const bool hex = topology == Topology::hex;
  const double across = 2.0 * std::numbers::pi * kWavesAcross / static_cast<double>(grid.cols);
  const double down = 2.0 * std::numbers::pi * kWavesDown / static_cast<double>(grid.rows);
  const double mean = hex ? (std::cos(across) + 2.0 * std::cos(across / 2) * std::cos(down)) / 3.0
                          : (std::cos(across) + std::cos(down)) / 2.0;
  factor_ = std::pow(1.0 + kAlpha * (mean - 1.0), static_cast<double>(grid.steps));
  for (std::int64_t row = 0; row < grid.rows; ++row) {
    const double shift = hex && row % 2 == 1 ? 0.5 : 0.0;
    for (std::int64_t col = 0; col < grid.cols; ++col) {
      wave_.push_back(
          std::cos(across * (static_cast<double>(col) + shift) + down * static_cast<double>(row)));
    }
  }
}

// Every step rounds; so did the phase of the wave, which is at most 100, and its cosine.
Expectation HexWave::expect(const Outcome& outcome) const {
  const std::vector<double>& field = outcome.fields.front().values;
  double error = 0.0;
  for (std::size_t cell = 0; cell < field.size(); ++cell) {
    const double here = std::abs(field[cell] - factor_ * wave_[cell]);
    error = std::max(error, std::isnan(here) ? HUGE_VAL : here);
  }
  const double roundings = static_cast<double>(plan_.steps) * (1.0 + 8.0 * kAlpha) + 200.0;
  return {"decay of a mode", error, roundings * 0.5 * std::numeric_limits<double>::epsilon()};
}

HexEven::HexEven(const VerifyGrid& grid, Topology topology)
    : plan_{grid.rows, grid.cols, {topology, GridBorder::periodic, 0.2, 20}, grid.steps} {}

// With the sine and cosine of the C++ library. Near the fixed point of a round (1.37) errors halve
// from round to round, so what 20 of them come to is off by a few roundings, of which a thousandth
// enters the value; that itself is rounded some 4 + 8 alpha times per step.
Expectation HexEven::expect(const Outcome& outcome) const {
  double value = kEvenValue;
  for (std::int64_t step = 0; step < plan_.steps; ++step) {
    double x = value;
    for (int round = 0; round < plan_.rule.heavy; ++round) {
      x = std::sin(x) * std::cos(x) + std::sqrt(std::abs(x));
    }
    value = 0.999 * value + 0.001 * x;
  }
  double error = 0.0;
  for (const double cell : outcome.fields.front().values) {
    const double here = std::abs(cell - value) / value;
    error = std::max(error, std::isnan(here) ? HUGE_VAL : here);
  }
  const double roundings = static_cast<double>(plan_.steps) * (4.0 + 8.0 * plan_.rule.alpha);
  return {"even field", error, roundings * 0.5 * std::numeric_limits<double>::epsilon()};
}

std::vector<VerifyCase> hex_cases(const VerifyGrid& grid) {
  std::vector<VerifyCase> cases;
  const auto add = [&]<class Real>(Real, const DiffusionRule& rule) {
    std::string name = std::string(name_of(rule.topology)) + " " +
                       (sizeof(Real) == 8 ? "f64" : "f32") + ", " + name_of(rule.border);
    if (rule.heavy > 0) name += ", heavy " + std::to_string(rule.heavy);
    cases.push_back(verify_case(name, HexWork<Real>(grid, rule)));
  };
  for (const Topology topology : {Topology::hex, Topology::square}) {
    cases.push_back(
        verify_case(std::string(name_of(topology)) + " f64, wave", HexWave(grid, topology)));
    cases.push_back(verify_case(std::string(name_of(topology)) + " f64, even, heavy 20",
                                HexEven(grid, topology)));
    add(double{}, {topology, GridBorder::fixed, 0.2, 0});
    add(double{}, {topology, GridBorder::reflecting, 0.2, 0});
    add(float{}, {topology, GridBorder::periodic, 0.2, 0});
    add(double{}, {topology, GridBorder::fixed, 0.2, 20});
  }
  add(float{}, {Topology::hex, GridBorder::reflecting, 0.2, 20});
  return cases;
}

template class HexWork<double>;
template class HexWork<float>;

}  // namespace tessera

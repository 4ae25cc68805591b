#include "host/verify/distance.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace tessera {
namespace {

// The place of a number among all numbers of its type, smallest first; -0 just before +0.
template <class Real, class Bits>
Bits place_of(Real value) {
  constexpr Bits kSign = Bits{1} << (8 * sizeof(Bits) - 1);
  const auto bits = std::bit_cast<Bits>(value);
  return (bits & kSign) != 0 ? static_cast<Bits>(~bits) : static_cast<Bits>(bits | kSign);
}

template <class Real, class Bits>
std::uint64_t places_between(Real a, Real b) {
  const Bits place_a = place_of<Real, Bits>(a);
  const Bits place_b = place_of<Real, Bits>(b);
  return place_a > place_b ? place_a - place_b : place_b - place_a;
}

void set_not_comparable(const OutcomeField& field, std::size_t at, Distance& distance) {
  distance.same_bits = false;
  distance.largest = std::numeric_limits<double>::infinity();
  if (distance.ulp == Distance::kNotComparable) return;
  distance.ulp = Distance::kNotComparable;
  distance.field = field.name;
  distance.at = at;
}

void take_field(const OutcomeField& field, const OutcomeField& reference, Distance& distance) {
  for (std::size_t item = 0; item < field.values.size(); ++item) {
    const double a = field.values[item];
    const double b = reference.values[item];
    const std::uint64_t ulp = ulp_between(a, b, field.value_bytes);
    if (ulp == 0) continue;
    ++distance.differing;
    distance.same_bits = false;
    if (ulp == Distance::kNotComparable) {
      set_not_comparable(field, item, distance);
      continue;
    }
    distance.largest = std::max(distance.largest, std::abs(a - b));
    if (distance.ulp >= ulp) continue;
    distance.ulp = ulp;
    distance.field = field.name;
    distance.at = item;
  }
}

}  // namespace

std::uint64_t ulp_between(double a, double b, int value_bytes) {
  if (std::isnan(a) || std::isnan(b)) {
    return std::isnan(a) && std::isnan(b) ? 0 : Distance::kNotComparable;
  }
  if (value_bytes == 8) return places_between<double, std::uint64_t>(a, b);
  return places_between<float, std::uint32_t>(static_cast<float>(a), static_cast<float>(b));
}

Distance distance_between(const Outcome& outcome, const Outcome& reference) {
  Distance distance;
  if (outcome.fields.size() != reference.fields.size()) {
    set_not_comparable({"fields", 8, {}}, 0, distance);
    return distance;
  }
  for (std::size_t index = 0; index < outcome.fields.size(); ++index) {
    const OutcomeField& field = outcome.fields[index];
    const OutcomeField& other = reference.fields[index];
    if (field.name != other.name || field.value_bytes != other.value_bytes ||
        field.values.size() != other.values.size()) {
      set_not_comparable(field, 0, distance);
    } else {
      take_field(field, other, distance);
    }
  }
  return distance;
}

}  // namespace tessera

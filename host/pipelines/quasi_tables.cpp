#include "host/pipelines/quasi_tables.hpp"

#include <cmath>
#include <string>

#include "host/errors.hpp"
#include "host/pipelines/joe_kuo_numbers.hpp"

namespace tessera {
namespace {

// One dimension in the file: a primitive polynomial and the first direction numbers.
struct Primitive {
  int degree;
  std::uint32_t inner;
  const std::uint16_t* first;
};

// V_k = a_1 V_(k-1) + ... + a_(s-1) V_(k-s+1) + V_(k-s) + V_(k-s) / 2^s over two elements. With the
// first place in bit 0 a division by 2^s moves bits up.
void fill_directions(const Primitive& primitive, std::uint32_t* directions) {
  const int degree = primitive.degree;
  for (int k = 0; k < kSobolDigits; ++k) {
    if (k < degree) {
      directions[k] = reversed(std::uint32_t{primitive.first[k]} << (kSobolDigits - 1 - k));
      continue;
    }
    const std::uint32_t oldest = directions[k - degree];
    directions[k] = oldest ^ (oldest << degree);
    for (int back = 1; back < degree; ++back) {
      if ((primitive.inner >> (degree - 1 - back) & 1U) != 0) directions[k] ^= directions[k - back];
    }
  }
}

// The number of the normal that makes each date, breadth first: [date]
std::vector<std::int32_t> numbers_of_dates(std::int32_t steps) {
  struct Interval {
    std::int32_t left, right;
  };
  std::vector<std::int32_t> number(static_cast<std::size_t>(steps) + 1, 0);
  std::vector<Interval> intervals{{0, steps}};
  std::int32_t next = 1;
  for (std::size_t front = 0; front < intervals.size(); ++front) {
    const auto [left, right] = intervals[front];
    if (right - left < 2) continue;
    const std::int32_t middle = left + (right - left) / 2;
    number[static_cast<std::size_t>(middle)] = next++;
    intervals.push_back({left, middle});
    intervals.push_back({middle, right});
  }
  return number;
}

}  // namespace

std::int64_t most_sobol_dimensions() { return kJoeKuoDimensions; }

void check_sobol_run(std::int64_t points, std::int64_t dimensions) {
  if (points > kMostSobolPoints) {
    throw UsageError("sobol: " + std::to_string(points) +
                     " points per scrambling; at most 2^32 = " + std::to_string(kMostSobolPoints) +
                     " are different");
  }
  if (dimensions > kJoeKuoDimensions) {
    throw UsageError("sobol: a path takes " + std::to_string(dimensions) +
                     " random numbers; there are direction numbers for at most " +
                     std::to_string(kJoeKuoDimensions) + " dimensions");
  }
}

std::vector<std::uint32_t> sobol_directions(std::int64_t dimensions) {
  check_sobol_run(0, dimensions);
  std::vector<std::uint32_t> directions(static_cast<std::size_t>(dimensions * kSobolDigits));
  std::uint32_t* row = directions.data();
  const std::uint16_t* numbers = kJoeKuoNumbers;
  for (std::int64_t dimension = 0; dimension < dimensions; ++dimension, row += kSobolDigits) {
    if (dimension == 0) {
      for (int digit = 0; digit < kSobolDigits; ++digit) row[digit] = 1U << digit;
      continue;
    }
    const Primitive primitive{numbers[0], numbers[1], numbers + 2};
    fill_directions(primitive, row);
    numbers += 2 + primitive.degree;
  }
  return directions;
}

std::vector<BridgePoint> bridge_points(std::int32_t steps) {
  const std::vector<std::int32_t> number = numbers_of_dates(steps);
  std::vector<BridgePoint> points{{0.0, 0.0, std::sqrt(static_cast<double>(steps)), 0, 0}};
  points.reserve(static_cast<std::size_t>(steps));
  std::vector<std::int32_t> right{steps};
  for (std::int32_t step = 0; step < steps; ++step) {
    while (right.back() - step > 1) {
      const double width = right.back() - step;
      const std::int32_t middle = step + (right.back() - step) / 2;
      const double before = middle - step;
      const double after = right.back() - middle;
      points.push_back({after / width, before / width, std::sqrt(before * after / width),
                        number[static_cast<std::size_t>(middle)], step});
      right.push_back(middle);
    }
    right.pop_back();
  }
  return points;
}

}  // namespace tessera

#pragma once

#include <cstdint>

#include "kernels/numerics/fixed_sum.hpp"

// Count, sum and second central moment of samples, and the one order in which they are put
// together: that of fixed_sum.hpp, with `merged` in the place of the addition.

namespace tessera {

/// Samples in a chunk: one record of moments each.
inline constexpr std::int64_t kSampleChunk = kSumChunk;
/// Chunks in a group: what one merge by the fixed rule takes in.
inline constexpr std::int64_t kChunkGroup = kSumChunk;

/// What is estimated from a sample: the price, and where asked for its sensitivities.
enum class Output : std::int32_t { price, delta, gamma, vega };
inline constexpr int kOutputs = 4;

/// Samples of one output; all of them finite.
struct Moments {
  std::int64_t count = 0;
  double sum = 0.0;
  double m2 = 0.0;  // sum of (x - sum/count)^2
};

/// Samples of all outputs. One with a value that is not finite is not in `count`, `sum` and `m2`
/// but in `invalid_count`.
struct SampleMoments {
  std::int64_t count = 0;
  std::int64_t invalid_count = 0;
  std::int64_t first_invalid_path = -1;  // the smallest number of such a path; -1: none
  double sum[kOutputs] = {};
  double m2[kOutputs] = {};

  [[nodiscard]] TESSERA_HD Moments of(Output output) const {
    return {count, sum[static_cast<int>(output)], m2[static_cast<int>(output)]};
  }
};

inline namespace TESSERA_ISA {

/// Samples beyond this are not counted as finite: the square of a smaller one, and sums of such
/// squares, are numbers.
inline constexpr double kLargestSample = 0x1p400;

[[nodiscard]] TESSERA_HD constexpr bool is_valid_sample(double value) {
  return value <= kLargestSample && value >= -kLargestSample;
}

/// Whether moments leave no doubt that every sample was valid: sum x^2 = m2 + sum^2 / n is below
/// the square of kLargestSample by far more than roundings.
[[nodiscard]] TESSERA_HD constexpr bool are_all_valid(const Moments& moments) {
  const auto count = static_cast<double>(moments.count);
  return moments.m2 + moments.sum / count * moments.sum < 0x1p790;
}

/// Moments of `count` samples of a chunk, all of them valid: S, then M2 about S / n.
template <class Value>
[[nodiscard]] TESSERA_HD Moments chunk_moments(std::int64_t count, const Value& value) {
  const double sum = sum_chunk(count, value);
  const double mean = sum / static_cast<double>(count);
  const double m2 = sum_chunk(count, [&](std::int64_t sample) {
    const double d = value(sample) - mean;
    return d * d;
  });
  return {count, sum, m2};
}

/// The same of the samples for which `is_valid(sample)`; the others add +0. 0 if there is none.
template <class Value, class IsValid>
[[nodiscard]] TESSERA_HD Moments chunk_moments(std::int64_t count, const Value& value,
                                               const IsValid& is_valid) {
  std::int64_t present = 0;
  for (std::int64_t sample = 0; sample < count; ++sample) present += is_valid(sample) ? 1 : 0;
  if (present == 0) return {};
  const double sum =
      sum_chunk(count, [&](std::int64_t sample) { return is_valid(sample) ? value(sample) : 0.0; });
  const double mean = sum / static_cast<double>(present);
  const double m2 = sum_chunk(count, [&](std::int64_t sample) {
    const double d = value(sample) - mean;
    return is_valid(sample) ? d * d : 0.0;
  });
  return {present, sum, m2};
}

/// Moments of the samples of a and b: d = Sb/nb - Sa/na, M2 = (M2a + M2b) + d d (na nb / n). One
/// without samples changes nothing (Chan, Golub, LeVeque 1983).
[[nodiscard]] TESSERA_HD Moments merged(const Moments& a, const Moments& b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  const auto count_a = static_cast<double>(a.count);
  const auto count_b = static_cast<double>(b.count);
  const double d = b.sum / count_b - a.sum / count_a;
  const double weight = count_a * count_b / (count_a + count_b);
  return {a.count + b.count, a.sum + b.sum, (a.m2 + b.m2) + d * d * weight};
}

/// The smaller of two path numbers; -1 is none.
[[nodiscard]] TESSERA_HD constexpr std::int64_t earlier_path(std::int64_t a, std::int64_t b) {
  return b >= 0 && (a < 0 || b < a) ? b : a;
}

[[nodiscard]] TESSERA_HD SampleMoments merged(const SampleMoments& a, const SampleMoments& b) {
  SampleMoments both;
  both.count = a.count + b.count;
  both.invalid_count = a.invalid_count + b.invalid_count;
  both.first_invalid_path = earlier_path(a.first_invalid_path, b.first_invalid_path);
  for (int output = 0; output < kOutputs; ++output) {
    const auto which = static_cast<Output>(output);
    const Moments of_output = merged(a.of(which), b.of(which));
    both.sum[output] = of_output.sum;
    both.m2[output] = of_output.m2;
  }
  return both;
}

/// The tree over the 32 lanes of a chunk of records, as `sum_lanes`.
[[nodiscard]] TESSERA_HD SampleMoments merge_lanes(SampleMoments (&lane)[kSumLanes]) {
  for (int offset = kSumLanes / 2; offset > 0; offset /= 2) {
    for (int l = 0; l < offset; ++l) lane[l] = merged(lane[l], lane[l + offset]);
  }
  return lane[0];
}

/// `count` <= 1024 consecutive records merged into one, in the fixed shape.
[[nodiscard]] TESSERA_HD SampleMoments merge_group(const SampleMoments* records,
                                                   std::int64_t count) {
  SampleMoments lane[kSumLanes] = {};
  for (std::int64_t record = 0; record < count; ++record) {
    const auto l = record % kSumLanes;
    lane[l] = merged(lane[l], records[record]);
  }
  return merge_lanes(lane);
}

}  // namespace TESSERA_ISA
}  // namespace tessera

#pragma once

#include <cstdint>

#include "cpu_fallback/hex_vectors.hpp"

// In front of a spreading impulse values fade away below the normal numbers. A processor takes some
// 180 cycles for a vector product with such a factor. Here are the same products, to the bit, from
// operations that take no notice; they are used where such numbers may be. AVX-512 only, in which
// lanes can be left out of an operation.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Looks for cells so small, but not 0, that some time steps can make them subnormal.
template <class Real>
struct FadingCells {
  TESSERA_HD void look_at(const CellVector<Real>&) {}
  [[nodiscard]] TESSERA_HD bool found() const { return false; }
};

/// Of the three columns of a group of rows that an update sees: whether a cell is subnormal.
template <class Real, bool kFading>
struct SubnormalColumns {
  template <int kRows>
  TESSERA_HD bool among(const CellVector<Real> (&)[kRows][3]) {
    return false;
  }
  template <Topology kTopology, bool kOddFirst, int kRows, int kGroup>
  TESSERA_HD void update(const CellVector<Real> (&)[kRows][3], Real, CellVector<Real> (&)[kGroup]) {
  }
};

#if defined(__AVX512DQ__)

/// Vectors of cells among which there may be subnormal ones, for `update_hex_cell` and others.
struct SubnormalCells {
  CellVector<double> cells;
};

TESSERA_HD SubnormalCells operator+(const SubnormalCells& a, const SubnormalCells& b) {
  return {a.cells + b.cells};
}
TESSERA_HD SubnormalCells operator-(const SubnormalCells& a, const SubnormalCells& b) {
  return {a.cells - b.cells};
}

TESSERA_HD __mmask8 subnormal_lanes(const CellVector<double>& cells) {
  constexpr int kDenormal = 0x20;
  return _mm512_fpclass_pd_mask(reinterpret_cast<__m512d>(cells), kDenormal);
}

/// IEEE product with a factor in [0, 1]. A subnormal number is m units of 2^-1074, and m its bits:
/// the bits of 1 and m are those of 1 + m 2^-52, and between 1 and 2 a sum is rounded as products
/// of subnormal numbers are, to whole units.
TESSERA_HD SubnormalCells operator*(const SubnormalCells& a, double factor) {
  using Bits [[gnu::vector_size(64)]] = std::int64_t;
  constexpr std::int64_t kSign = INT64_MIN;
  constexpr std::int64_t kOne = std::int64_t{1023} << 52;
  const __m512d factors = _mm512_set1_pd(factor);
  const __m512d cells = reinterpret_cast<__m512d>(a.cells);
  const __mmask8 below = subnormal_lanes(a.cells);
  const __m512d product = _mm512_maskz_mul_pd(static_cast<__mmask8>(~below), cells, factors);

  const Bits bits = reinterpret_cast<Bits>(a.cells);
  const Bits above_one = (bits & ~kSign) + kOne;
  const __m512d one = _mm512_set1_pd(1.0);
  const __m512d part = _mm512_maskz_sub_pd(below, reinterpret_cast<__m512d>(above_one), one);
  const __m512d sum = _mm512_fmadd_pd(part, factors, one);
  const Bits units = (reinterpret_cast<Bits>(sum) - kOne) | (bits & kSign);
  const __m512d both = _mm512_mask_mov_pd(product, below, reinterpret_cast<__m512d>(units));
  return {reinterpret_cast<CellVector<double>>(both)};
}
TESSERA_HD SubnormalCells operator*(double factor, const SubnormalCells& a) { return a * factor; }

template <>
class FadingCells<double> {
 public:
  TESSERA_HD void look_at(const CellVector<double>& cells) {
    // Without the sign; one less makes 0 the largest.
    const Bits bits = (reinterpret_cast<Bits>(cells) << 1) - 1;
    smallest_ = bits < smallest_ ? bits : smallest_;
  }
  [[nodiscard]] TESSERA_HD bool found() const {
    constexpr std::uint64_t kFading = std::uint64_t{1023 - 800} << 53;
    bool any = false;
    for (int lane = 0; lane < kCellLanes<double>; ++lane) any |= smallest_[lane] < kFading;
    return any;
  }

 private:
  using Bits [[gnu::vector_size(64)]] = std::uint64_t;
  Bits smallest_ = Bits{} - 1;
};

template <>
class SubnormalColumns<double, true> {
 public:
  /// Called for column after column; looks at the last one.
  template <int kRows>
  TESSERA_HD bool among(const CellVector<double> (&cells)[kRows][3]) {
    __mmask8 lanes = 0;
    for (const auto& row : cells) lanes |= subnormal_lanes(row[2]);
    const __mmask8 all = lanes | last_ | before_;
    before_ = last_;
    last_ = lanes;
    return all != 0;
  }

  /// The update of a group of rows that `update_cells` makes.
  template <Topology kTopology, bool kOddFirst, int kRows, int kGroup>
  TESSERA_HD void update(const CellVector<double> (&cells)[kRows][3], double alpha,
                         CellVector<double> (&after)[kGroup]) {
    SubnormalCells made[kGroup];
    update_cells<kTopology, kOddFirst, kGroup>(
        [&](int row, std::int64_t column) { return SubnormalCells{cells[row][column]}; }, 1, alpha,
        made);
    for (int row = 0; row < kGroup; ++row) after[row] = made[row].cells;
  }

 private:
  __mmask8 last_ = 0xFF;
  __mmask8 before_ = 0xFF;  // of the two columns before the first nothing is known
};
#endif

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu

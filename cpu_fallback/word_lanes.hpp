#pragma once

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "kernels/numerics/philox.hpp"

// Eight words of 32 bits that the functions of Philox take in place of one. Each lies in the lower
// half of 64 bits, of which the upper half is anything: the multiplication of 32 by 32 bits reads
// the lower halves alone, so that nothing has to be put back in order between the rounds.

namespace tessera::cpu {
namespace TESSERA_ISA {

struct WordLanes {
  static constexpr int kCount = 8;
  using Vector [[gnu::vector_size(64)]] = std::uint64_t;

  Vector v{};

  WordLanes() = default;
  [[gnu::always_inline]] explicit WordLanes(const Vector& lanes) : v(lanes) {}
  [[gnu::always_inline]] explicit WordLanes(std::uint32_t word) : v(Vector{} + word) {}
};

TESSERA_HD WordLanes operator^(const WordLanes& a, const WordLanes& b) {
  return WordLanes(a.v ^ b.v);
}
TESSERA_HD WordLanes operator^(const WordLanes& a, std::uint32_t b) {
  return WordLanes(a.v ^ std::uint64_t{b});
}

TESSERA_HD WideProduct<WordLanes> wide_product(std::uint32_t factor, const WordLanes& words) {
  WordLanes product;
#if defined(__AVX512F__)
  // The masked form, because GCC warns about the plain one's undefined source (bug 105593).
  product.v = reinterpret_cast<WordLanes::Vector>(_mm512_maskz_mul_epu32(
      0xFF, reinterpret_cast<__m512i>(words.v), _mm512_set1_epi64(std::int64_t{factor})));
#elif defined(__AVX2__)
  __m256i half[2];
  __builtin_memcpy(half, &words.v, sizeof(half));
  const __m256i factors = _mm256_set1_epi64x(std::int64_t{factor});
  half[0] = _mm256_mul_epu32(half[0], factors);
  half[1] = _mm256_mul_epu32(half[1], factors);
  __builtin_memcpy(&product.v, half, sizeof(half));
#else
  product.v = (words.v & std::uint64_t{0xFFFFFFFF}) * std::uint64_t{factor};
#endif
  return {WordLanes(product.v >> 32), product};
}

TESSERA_HD WordLanes load_words(const std::uint64_t* words) {
  return WordLanes(*reinterpret_cast<const WordLanes::Vector*>(words));
}

/// `words` is aligned to 64 bytes.
TESSERA_HD void store_words(std::uint64_t* words, const WordLanes& lanes) {
  *reinterpret_cast<WordLanes::Vector*>(words) = lanes.v;
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu

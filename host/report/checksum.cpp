#include "host/report/checksum.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>
#include <xxhash.h>

namespace tessera {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

static_assert(std::endian::native == std::endian::little);

template <class Bits, class Real>
std::uint64_t block_digest(std::span<const Real> block, std::vector<Bits>& bits) {
  bits.clear();
  for (const Real value : block) {
    const Real canonical = std::numeric_limits<Real>::quiet_NaN();
    bits.push_back(std::bit_cast<Bits>(value == value ? value : canonical));
  }
  return XXH64(bits.data(), bits.size() * sizeof(Bits), 0);
}

template <class Bits, class Real>
std::string checksum_of(std::span<const Real> field) {
  constexpr std::size_t kBlock = kBlockBytes / sizeof(Real);
  std::vector<std::uint64_t> digests;
  std::vector<Bits> bits;
  for (std::size_t begin = 0; begin < field.size(); begin += kBlock) {
    digests.push_back(
        block_digest(field.subspan(begin, std::min(kBlock, field.size() - begin)), bits));
  }
  std::uint64_t digest = XXH64(digests.data(), digests.size() * sizeof(std::uint64_t), 0);
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, digest >>= 4) {
    *digit = "0123456789abcdef"[digest & 15];
  }
  return text;
}

}  // namespace

std::string checksum(std::span<const double> field) { return checksum_of<std::uint64_t>(field); }

std::string checksum(std::span<const float> field) { return checksum_of<std::uint32_t>(field); }

}  // namespace tessera

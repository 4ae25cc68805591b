#include "host/report/checksum.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <vector>
#include <xxhash.h>

namespace tessera {
namespace {

constexpr std::size_t kBlockDoubles = (std::size_t{1} << 20) / sizeof(double);
constexpr std::uint64_t kNan = 0x7ff8000000000000;

static_assert(std::endian::native == std::endian::little);

std::uint64_t block_digest(std::span<const double> block, std::vector<std::uint64_t>& bits) {
  bits.clear();
  for (const double value : block) {
    bits.push_back(value == value ? std::bit_cast<std::uint64_t>(value) : kNan);
  }
  return XXH64(bits.data(), bits.size() * sizeof(std::uint64_t), 0);
}

}  // namespace

std::string checksum(std::span<const double> field) {
  std::vector<std::uint64_t> digests;
  std::vector<std::uint64_t> bits;
  for (std::size_t begin = 0; begin < field.size(); begin += kBlockDoubles) {
    const std::size_t size = std::min(kBlockDoubles, field.size() - begin);
    digests.push_back(block_digest(field.subspan(begin, size), bits));
  }
  std::uint64_t digest = XXH64(digests.data(), digests.size() * sizeof(std::uint64_t), 0);
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, digest >>= 4) {
    *digit = "0123456789abcdef"[digest & 15];
  }
  return text;
}

}  // namespace tessera

#include "host/report/sha256.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// Names of FIPS 180-4: H the hash so far, W the message schedule, K the constants, a to h the
// working variables of a block.
namespace tessera {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kLengthBytes = 8;

using Hash = std::array<std::uint32_t, 8>;

// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
constexpr Hash kStart{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// The same of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> K{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The message, a bit 1, zeros, and its length in bits: whole blocks.
std::string padded(std::string_view bytes) {
  std::string message(bytes);
  message.push_back('\x80');
  while (message.size() % kBlockBytes != kBlockBytes - kLengthBytes) message.push_back('\0');
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) message.push_back(static_cast<char>(bits >> shift));
  return message;
}

std::array<std::uint32_t, 64> schedule(std::string_view block) {
  std::array<std::uint32_t, 64> W{};
  for (std::size_t byte = 0; byte < kBlockBytes; ++byte) {
    W[byte / 4] = W[byte / 4] << 8 | static_cast<unsigned char>(block[byte]);
  }
  for (std::size_t t = 16; t < W.size(); ++t) {
    const std::uint32_t sigma0 =
        std::rotr(W[t - 15], 7) ^ std::rotr(W[t - 15], 18) ^ W[t - 15] >> 3;
    const std::uint32_t sigma1 = std::rotr(W[t - 2], 17) ^ std::rotr(W[t - 2], 19) ^ W[t - 2] >> 10;
    W[t] = sigma1 + W[t - 7] + sigma0 + W[t - 16];
  }
  return W;
}

void add_block(Hash& H, std::string_view block) {
  const auto W = schedule(block);
  auto [a, b, c, d, e, f, g, h] = H;
  for (std::size_t t = 0; t < W.size(); ++t) {
    const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t choice = (e & f) ^ (~e & g);
    const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
    const std::uint32_t first = h + sum1 + choice + K[t] + W[t];
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + sum0 + majority;
  }
  const Hash worked{a, b, c, d, e, f, g, h};
  for (std::size_t word = 0; word < H.size(); ++word) H[word] += worked[word];
}

}  // namespace

std::string sha256(std::string_view bytes) {
  const std::string message = padded(bytes);
  Hash H = kStart;
  for (std::size_t at = 0; at < message.size(); at += kBlockBytes) {
    add_block(H, std::string_view(message).substr(at, kBlockBytes));
  }
  std::string digits;
  for (const std::uint32_t word : H) {
    for (int shift = 28; shift >= 0; shift -= 4) {
      digits.push_back("0123456789abcdef"[word >> shift & 15]);
    }
  }
  return digits;
}

}  // namespace tessera

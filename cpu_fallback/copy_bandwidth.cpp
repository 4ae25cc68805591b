#include "cpu_fallback/copy_bandwidth.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <unistd.h>
#include <utility>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace tessera::cpu {
namespace {

/// What the blocks of all workers shall be many of, and long enough to time.
constexpr std::int64_t kArrayBytes = std::int64_t{64} << 20;
constexpr std::int64_t kBytesPerWorker = std::int64_t{4} << 20;
constexpr std::int64_t kBlockBytes = std::int64_t{1} << 18;
constexpr int kFewestCopies = 4;
constexpr double kTimeLimit = 0.05;

// Sixteen bytes: every x86-64 processor streams so many, and the memory is the limit.
void copy_block(const std::byte* from, std::byte* to) {
#if defined(__x86_64__)
  for (std::int64_t byte = 0; byte < kBlockBytes; byte += 16) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(to + byte),
                     _mm_load_si128(reinterpret_cast<const __m128i*>(from + byte)));
  }
  _mm_sfence();
#else
  std::memcpy(to, from, static_cast<std::size_t>(kBlockBytes));
#endif
}

// Leaves most of the memory that is free to others.
std::int64_t block_count(int workers) {
  const std::int64_t free_bytes =
      std::int64_t{::sysconf(_SC_AVPHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  const std::int64_t bytes = kArrayBytes + workers * kBytesPerWorker;
  return std::max<std::int64_t>(1, std::min(bytes, free_bytes / 8) / kBlockBytes);
}

void copy_blocks(Executor& executor, std::int64_t blocks, View<std::byte> from,
                 View<std::byte> to) {
  executor.for_chunks(blocks, [=](std::int64_t block) {
    copy_block(from.data + block * kBlockBytes, to.data + block * kBlockBytes);
  });
}

}  // namespace

double measure_copy_bandwidth(Executor& executor) {
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const std::int64_t blocks = block_count(executor.workers());
  auto one = allocate<std::byte>(executor, blocks * kBlockBytes);
  auto other = allocate<std::byte>(executor, blocks * kBlockBytes);
  View<std::byte> from = one.view();
  View<std::byte> to = other.view();
  executor.for_chunks(blocks, [=](std::int64_t block) {
    std::memset(from.data + block * kBlockBytes, 1, static_cast<std::size_t>(kBlockBytes));
    std::memset(to.data + block * kBlockBytes, 0, static_cast<std::size_t>(kBlockBytes));
  });
  copy_blocks(executor, blocks, from, to);  // takes both out of the caches
  double fastest = 0.0;
  const Clock::time_point begin = Clock::now();
  for (int copy = 0; copy < kFewestCopies || seconds_since(begin) < kTimeLimit; ++copy) {
    std::swap(from, to);
    const Clock::time_point start = Clock::now();
    copy_blocks(executor, blocks, from, to);
    const double bytes = 2.0 * static_cast<double>(blocks * kBlockBytes);
    fastest = std::max(fastest, bytes / seconds_since(start));
  }
  return fastest;
}

}  // namespace tessera::cpu

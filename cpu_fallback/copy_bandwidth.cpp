#include "cpu_fallback/copy_bandwidth.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <unistd.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace tessera::cpu {
namespace {

constexpr std::int64_t kArrayBytes = 256'000'000;
constexpr std::int64_t kBlockBytes = std::int64_t{1} << 20;
constexpr int kMostCopies = 5;
constexpr double kTimeLimit = 0.5;

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
std::int64_t block_count() {
  const std::int64_t free_bytes =
      std::int64_t{::sysconf(_SC_AVPHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  return std::max<std::int64_t>(1, std::min(kArrayBytes, free_bytes / 8) / kBlockBytes);
}

}  // namespace

double measure_copy_bandwidth(Executor& executor) {
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const std::int64_t blocks = block_count();
  auto from = allocate<std::byte>(executor, blocks * kBlockBytes);
  auto to = allocate<std::byte>(executor, blocks * kBlockBytes);
  const View<std::byte> source = from.view();
  const View<std::byte> target = to.view();
  executor.for_chunks(blocks, [=](std::int64_t block) {
    std::memset(source.data + block * kBlockBytes, 1, static_cast<std::size_t>(kBlockBytes));
    std::memset(target.data + block * kBlockBytes, 0, static_cast<std::size_t>(kBlockBytes));
  });
  double fastest = 0.0;
  const Clock::time_point begin = Clock::now();
  for (int copy = 0; copy < kMostCopies && (copy == 0 || seconds_since(begin) < kTimeLimit);
       ++copy) {
    const Clock::time_point start = Clock::now();
    executor.for_chunks(blocks, [=](std::int64_t block) {
      copy_block(source.data + block * kBlockBytes, target.data + block * kBlockBytes);
    });
    const double bytes = 2.0 * static_cast<double>(blocks * kBlockBytes);
    fastest = std::max(fastest, bytes / seconds_since(start));
  }
  return fastest;
}

}  // namespace tessera::cpu

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

// to = from + 3 other, doubles.
void triad_block(const std::byte* from, const std::byte* other, std::byte* to) {
#if defined(__x86_64__)
  const __m128d three = _mm_set1_pd(3.0);
  const auto load = [](const std::byte* place) {
    return _mm_load_pd(reinterpret_cast<const double*>(place));
  };
  for (std::int64_t byte = 0; byte < kBlockBytes; byte += 16) {
    _mm_stream_pd(reinterpret_cast<double*>(to + byte),
                  _mm_add_pd(load(from + byte), _mm_mul_pd(three, load(other + byte))));
  }
  _mm_sfence();
#else
  const auto* a = reinterpret_cast<const double*>(from);
  const auto* b = reinterpret_cast<const double*>(other);
  auto* c = reinterpret_cast<double*>(to);
  for (std::int64_t item = 0; item < kBlockBytes / 8; ++item) c[item] = a[item] + 3.0 * b[item];
#endif
}

// Leaves most of the memory that is free to others.
std::int64_t block_count(int workers) {
  const std::int64_t free_bytes =
      std::int64_t{::sysconf(_SC_AVPHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  const std::int64_t bytes = kArrayBytes + workers * kBytesPerWorker;
  return std::max<std::int64_t>(1, std::min(bytes, free_bytes / 8) / kBlockBytes);
}

/// An array of blocks whose pages are there: their first use shall not be measured.
class BlockArray {
 public:
  BlockArray(Executor& executor, std::int64_t blocks)
      : bytes_(allocate<std::byte>(executor, blocks * kBlockBytes)) {
    const View<std::byte> all = bytes_.view();
    executor.for_chunks(blocks, [=](std::int64_t block) {
      std::memset(all.data + block * kBlockBytes, 0, static_cast<std::size_t>(kBlockBytes));
    });
  }
  [[nodiscard]] std::byte* data() { return bytes_.view().data; }

 private:
  Array<std::byte> bytes_;
};

// The rate of the fastest of some runs of `body_of(run)` over all blocks; one before them takes the
// arrays out of the caches.
template <class BodyOf>
double fastest_rate(Executor& executor, std::int64_t blocks, double bytes_per_block,
                    const BodyOf& body_of) {
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  executor.for_chunks(blocks, body_of(0));
  double fastest = 0.0;
  const Clock::time_point begin = Clock::now();
  for (int run = 1; run <= kFewestCopies || seconds_since(begin) < kTimeLimit; ++run) {
    const Clock::time_point start = Clock::now();
    executor.for_chunks(blocks, body_of(run));
    fastest =
        std::max(fastest, bytes_per_block * static_cast<double>(blocks) / seconds_since(start));
  }
  return fastest;
}

}  // namespace

double measure_copy_bandwidth(Executor& executor) {
  const std::int64_t blocks = block_count(executor.workers());
  BlockArray one(executor, blocks);
  BlockArray other(executor, blocks);
  // There and back in turn.
  return fastest_rate(executor, blocks, 2.0 * kBlockBytes, [&](int run) {
    const std::byte* const from = run % 2 == 0 ? one.data() : other.data();
    std::byte* const to = run % 2 == 0 ? other.data() : one.data();
    return [from, to](std::int64_t block) {
      copy_block(from + block * kBlockBytes, to + block * kBlockBytes);
    };
  });
}

double measure_triad_bandwidth(Executor& executor) {
  const std::int64_t blocks = block_count(executor.workers());
  BlockArray one(executor, blocks);
  BlockArray other(executor, blocks);
  BlockArray target(executor, blocks);
  return fastest_rate(executor, blocks, 3.0 * kBlockBytes, [&](int) {
    return [a = one.data(), b = other.data(), c = target.data()](std::int64_t block) {
      triad_block(a + block * kBlockBytes, b + block * kBlockBytes, c + block * kBlockBytes);
    };
  });
}

}  // namespace tessera::cpu

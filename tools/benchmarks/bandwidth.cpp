#include "tools/benchmarks/bandwidth.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace tessera::bench {
namespace {

constexpr std::int64_t kChunkWords = 8192;
constexpr int kPasses = 20;

// The shortest of several passes of `work`, s.
template <class Work>
double best_time(const Work& work) {
  using Clock = std::chrono::steady_clock;
  double best = 1e30;
  for (int pass = 0; pass < kPasses; ++pass) {
    const Clock::time_point start = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace

Bandwidth measure_bandwidth(cpu::Executor& executor, std::int64_t bytes) {
  const std::int64_t chunks = bytes / (8 * kChunkWords) + 1;
  const std::int64_t words = chunks * kChunkWords;
  auto source = cpu::allocate<std::uint64_t>(executor, words);
  auto target = cpu::allocate<std::uint64_t>(executor, words);
  cpu::set_zero(executor, source.view());
  cpu::set_zero(executor, target.view());
  const View<const std::uint64_t> from = source.view();
  const View<std::uint64_t> to = target.view();

  const double read_s = best_time([&] {
    executor.for_chunks(chunks, [from, to](std::int64_t chunk) {
      const std::uint64_t* const first = from.data + chunk * kChunkWords;
      std::uint64_t bits = 0;
      for (std::int64_t word = 0; word < kChunkWords; ++word) bits ^= first[word];
      to.data[chunk * kChunkWords] = bits;
    });
  });
  const double copy_s = best_time([&] {
    executor.for_chunks(chunks, [from, to](std::int64_t chunk) {
      std::memcpy(to.data + chunk * kChunkWords, from.data + chunk * kChunkWords, 8 * kChunkWords);
    });
  });
  const auto all_bytes = static_cast<double>(words * 8);
  return {all_bytes / read_s, 2.0 * all_bytes / copy_s};
}

}  // namespace tessera::bench

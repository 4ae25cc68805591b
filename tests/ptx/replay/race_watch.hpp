#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tessera::ptx {

/// How an access to memory is ordered among those of other threads. `read_only`: through a cache
/// that knows nothing of what the launch writes.
enum class Ordering : std::uint8_t {
  weak,
  read_only,
  relaxed,
  acquire,
  release,
  acquire_release,
};

/// Finds accesses of two warps to the same word of global memory, one of them a write, that nothing
/// orders: no barrier of the block, no release that the other has acquired, also by fences around
/// relaxed accesses. Whether their order made a difference in this run does not matter. Each warp
/// has a vector clock, each word the times of its last write and of its last reads (Flanagan and
/// Freund, FastTrack, 2009). Words have 4 bytes; of many readers the last four are remembered.
class RaceWatch {
 public:
  enum class Touch : std::uint8_t { read, write, update };

  RaceWatch(std::size_t warps, std::size_t memory_bytes);

  /// An access to bytes of global memory by a warp. Returns what is wrong; empty: nothing.
  [[nodiscard]] std::string touch(std::size_t warp, Touch kind, Ordering ordering,
                                  std::size_t offset, std::size_t bytes);
  void fence(std::size_t warp);
  /// These warps have met at a barrier.
  void meet(const std::vector<std::size_t>& warps);

 private:
  using Clock = std::vector<std::uint32_t>;  // [warp] the last of its times that is known
  struct Time {
    std::uint32_t warp = 0;
    std::uint32_t at = 0;  // 0: never
  };
  struct Word {
    Time write;
    std::array<Time, 4> reads;
    std::uint8_t next_read = 0;
  };
  static constexpr std::size_t kPageWords = 64;
  using Page = std::array<Word, kPageWords>;
  struct Agent {
    Clock now;
    Clock at_fence;  // what a relaxed write may publish
    Clock seen;      // what relaxed reads have found, until a fence
  };

  void synchronise(Agent& agent, std::size_t warp, Touch kind, Ordering ordering,
                   std::size_t offset);
  [[nodiscard]] std::string check(const Agent& agent, std::size_t warp, const Word& word,
                                  Touch kind, Ordering ordering) const;
  static void note(Word& word, Time time, Touch kind);
  [[nodiscard]] Word& word_at(std::size_t number);
  [[nodiscard]] static bool knows(const Clock& clock, Time time) {
    return time.at <= clock[time.warp];
  }
  static void join(Clock& clock, const Clock& other);

  std::vector<Agent> agents_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::unordered_map<std::size_t, Clock> released_;  // by offset
};

}  // namespace tessera::ptx

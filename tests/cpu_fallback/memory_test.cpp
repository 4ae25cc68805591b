#include "cpu_fallback/memory.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <new>
#include <optional>
#include <random>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define TESSERA_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TESSERA_ADDRESS_SANITIZER 1
#endif
#endif

namespace tessera::cpu {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

bool is_aligned(const void* memory) { return reinterpret_cast<std::uintptr_t>(memory) % 64 == 0; }

// Pages of [memory, memory + bytes) that hold anything; nothing where that is not mapped.
std::optional<std::size_t> pages_in_use(void* memory, std::size_t bytes) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  std::vector<unsigned char> resident((end - begin) / page);
  if (::mincore(reinterpret_cast<void*>(begin), end - begin, resident.data()) != 0) return {};
  std::size_t count = 0;
  for (const unsigned char state : resident) count += state & 1U;
  return count;
}

class EitherMemory : public ::testing::TestWithParam<Memory::Kind> {};

TEST_P(EitherMemory, IsAlignedAndDoesNotOverlap) {
  Memory memory(GetParam());
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (const std::size_t bytes : {0, 1, 63, 64, 65, 4096, 100'000, 5'000'000}) {
    auto* block = static_cast<unsigned char*>(memory.allocate(bytes));
    ASSERT_TRUE(is_aligned(block)) << bytes;
    std::memset(block, static_cast<int>(blocks.size()), bytes);
    blocks.emplace_back(block, bytes);
  }
  for (std::size_t number = 0; number < blocks.size(); ++number) {
    const auto [block, bytes] = blocks[number];
    for (std::size_t at = 0; at < bytes; at += 61) ASSERT_EQ(block[at], number);
    memory.release(block);
  }
  memory.release(nullptr);
}

TEST_P(EitherMemory, MovesArraysWithoutMovingTheirItems) {
  Memory memory(GetParam());
  Array<double> first(memory, 3);
  first.view()[2] = 7.0;
  const double* const items = first.view().data;
  Array<double> second(std::move(first));
  Array<double> third;
  EXPECT_EQ(third.count(), 0);
  third = std::move(second);
  EXPECT_EQ(third.view().data, items);
  EXPECT_EQ(third.count(), 3);
  EXPECT_EQ(third.view()[2], 7.0);
  third = {};
  EXPECT_EQ(third.view().data, nullptr);
}

TEST_P(EitherMemory, ReusesWhatWasReleased) {
  Memory memory(GetParam());
  void* const first = memory.allocate(kMegabyte);
  void* const second = memory.allocate(kMegabyte);
  memory.release(first);
  EXPECT_EQ(memory.allocate(kMegabyte), first);
  EXPECT_NE(memory.allocate(kMegabyte), second);
}

// Three neighbours, released in every order, are one block again.
TEST_P(EitherMemory, MergesFreeNeighboursInWhateverOrderTheyCome) {
  Memory memory(GetParam());
  std::vector<std::size_t> order{0, 1, 2};
  do {
    std::vector<void*> blocks;
    for (int block = 0; block < 3; ++block) blocks.push_back(memory.allocate(kMegabyte));
    void* const behind = memory.allocate(64);
    for (const std::size_t block : order) memory.release(blocks[block]);
    void* const whole = memory.allocate(3 * kMegabyte);
    EXPECT_EQ(whole, blocks[0]) << order[0] << order[1] << order[2];
    memory.release(whole);
    memory.release(behind);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(EitherMemory, IsOneBlockAgainAfterAnyHistory) {
  Memory memory(GetParam());
  void* const start = memory.allocate(64);
  memory.release(start);
  std::mt19937 random(20240607);
  std::vector<void*> used;
  for (int step = 0; step < 20'000; ++step) {
    if (used.empty() || random() % 5 < 3) {
      used.push_back(memory.allocate(random() % 10'000));
    } else {
      std::swap(used[random() % used.size()], used.back());
      memory.release(used.back());
      used.pop_back();
    }
  }
  for (void* block : used) memory.release(block);
  // Larger than everything that came before, and yet in the same place.
  EXPECT_EQ(memory.allocate(512 * kMegabyte), start);
}

TEST_P(EitherMemory, KeepsSomeReleasedPagesAndGivesMoreBackToTheSystem) {
  Memory memory(GetParam(), 10 * kMegabyte);
  void* const first = memory.allocate(8 * kMegabyte);
  void* const second = memory.allocate(8 * kMegabyte);
  std::memset(first, 1, 8 * kMegabyte);
  std::memset(second, 2, 8 * kMegabyte);
  const std::size_t before = pages_in_use(first, 8 * kMegabyte).value_or(0);
  ASSERT_GT(before, 0U);
  memory.release(first);
  EXPECT_EQ(pages_in_use(first, 8 * kMegabyte), before);
  memory.release(second);
  EXPECT_EQ(pages_in_use(first, 8 * kMegabyte), 0U);
  EXPECT_EQ(pages_in_use(second, 8 * kMegabyte), 0U);
}

TEST_P(EitherMemory, KeepsTheNeighboursOfReleasedPages) {
  Memory memory(GetParam(), 0);
  // Neither starts nor ends on a page.
  auto* const before = static_cast<unsigned char*>(memory.allocate(1000));
  auto* const middle = static_cast<unsigned char*>(memory.allocate(10'000));
  auto* const after = static_cast<unsigned char*>(memory.allocate(1000));
  std::memset(before, 1, 1000);
  std::memset(middle, 2, 10'000);
  std::memset(after, 3, 1000);
  memory.release(middle);
  for (int at = 0; at < 1000; ++at) {
    ASSERT_EQ(before[at], 1);
    ASSERT_EQ(after[at], 3);
  }
}

TEST_P(EitherMemory, SaysSoWhenItIsUsedUp) {
  Memory memory(GetParam());
  EXPECT_THROW((void)memory.allocate(std::size_t{1} << 60), std::bad_alloc);
  EXPECT_THROW((void)memory.allocate(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  EXPECT_NE(memory.allocate(64), nullptr) << "and goes on working";
}

TEST_P(EitherMemory, EndsWithItsOwner) {
  void* block = nullptr;
  {
    Memory memory(GetParam());
    block = memory.allocate(kMegabyte);
    ASSERT_TRUE(pages_in_use(block, kMegabyte).has_value());
  }
  EXPECT_FALSE(pages_in_use(block, kMegabyte).has_value());
}

#if defined(TESSERA_ADDRESS_SANITIZER)
TEST_P(EitherMemory, ShowsTheSanitizerWhoReadsBehindAnArrayOrAfterIt) {
  Memory memory(GetParam());
  auto* const array = static_cast<volatile char*>(memory.allocate(640));
  (void)memory.allocate(640);
  EXPECT_DEATH(array[640] = 1, "use-after-poison");
  memory.release(const_cast<char*>(array));
  EXPECT_DEATH(array[0] = 1, "use-after-poison");
}
#endif

INSTANTIATE_TEST_SUITE_P(Memory, EitherMemory,
                         ::testing::Values(Memory::Kind::private_pages,
                                           Memory::Kind::shared_mapping),
                         [](const auto& instance) {
                           return instance.param == Memory::Kind::private_pages ? "Private"
                                                                                : "Shared";
                         });

}  // namespace
}  // namespace tessera::cpu

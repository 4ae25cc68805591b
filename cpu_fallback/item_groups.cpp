#include "kernels/stages/item_groups.hpp"

#include <utility>

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/key_order.hpp"

namespace tessera {
namespace {

using cpu::items_of_chunk;

// Groups go to buckets that one worker sorts by itself: few, because every chunk counts for all of
// them, yet so small that the places of a bucket's groups stay in the first cache.
constexpr int kLeastBucketBits = 12;
constexpr std::int64_t kMostBuckets = 1024;

struct Buckets {
  int shift;
  std::int64_t count;

  explicit Buckets(std::int64_t groups) : shift(kLeastBucketBits), count(0) {
    while (chunk_count_of(groups, std::int64_t{1} << shift) > kMostBuckets) ++shift;
    count = chunk_count_of(groups, std::int64_t{1} << shift);
  }
};

struct GroupedItem {
  std::int32_t group;
  std::int32_t item;
};

// places: [chunk][bucket] how many items of the chunk belong to the bucket
[[gnu::always_inline]] inline void count_buckets(cpu::Executor& executor,
                                                 View<const std::int32_t> group_of, Buckets buckets,
                                                 View<std::int32_t> places) {
  executor.for_chunks(chunk_count_of(group_of.count, kSortChunk), [=](std::int64_t chunk) {
    std::int32_t* const place = &places[chunk * buckets.count];
    for (std::int64_t bucket = 0; bucket < buckets.count; ++bucket) place[bucket] = 0;
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, group_of.count)) {
      ++place[group_of[item] >> buckets.shift];
    }
  });
}

// Counts to the places of the first item: by bucket, and within a bucket by chunk.
// begin: [bucket + 1]
[[gnu::always_inline]] inline void find_places(View<std::int32_t> places,
                                               View<std::int32_t> begin) {
  const std::int64_t buckets = begin.count - 1;
  for (std::int64_t bucket = 0; bucket <= buckets; ++bucket) begin[bucket] = 0;
  for (std::int64_t first = 0; first < places.count; first += buckets) {
    for (std::int64_t bucket = 0; bucket < buckets; ++bucket) {
      const std::int32_t count = places[first + bucket];
      places[first + bucket] = begin[bucket];
      begin[bucket] += count;
    }
  }
  std::int32_t next = 0;
  for (std::int64_t bucket = 0; bucket <= buckets; ++bucket) {
    next += std::exchange(begin[bucket], next);
  }
}

[[gnu::always_inline]] inline void fill_buckets(cpu::Executor& executor,
                                                View<const std::int32_t> group_of, Buckets buckets,
                                                View<std::int32_t> places,
                                                View<const std::int32_t> begin,
                                                View<GroupedItem> sorted) {
  executor.for_chunks(chunk_count_of(group_of.count, kSortChunk), [=](std::int64_t chunk) {
    std::int32_t* const place = &places[chunk * buckets.count];
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, group_of.count)) {
      const std::int32_t bucket = group_of[item] >> buckets.shift;
      sorted[begin[bucket] + place[bucket]++] = {group_of[item], static_cast<std::int32_t>(item)};
    }
  });
}

// Sorts the items first..last of the groups of one bucket by counting. The offsets serve as places
// meanwhile, so that each ends where the next group begins.
[[gnu::always_inline]] inline void sort_bucket(View<const GroupedItem> bucket, std::int32_t first,
                                               std::int64_t first_group, std::int64_t end_group,
                                               ItemGroups groups) {
  std::int32_t* const offset = groups.offsets.data;
  for (std::int64_t group = first_group; group < end_group; ++group) offset[group] = 0;
  for (std::int64_t at = 0; at < bucket.count; ++at) ++offset[bucket[at].group];
  std::int32_t next = first;
  for (std::int64_t group = first_group; group < end_group; ++group) {
    next += std::exchange(offset[group], next);
  }
  for (std::int64_t at = 0; at < bucket.count; ++at) {
    groups.items[offset[bucket[at].group]++] = bucket[at].item;
  }
  for (std::int64_t group = end_group - 1; group > first_group; --group) {
    offset[group] = offset[group - 1];
  }
  offset[first_group] = first;
}

}  // namespace

void cpu::TESSERA_ISA::group_items(Executor& executor, View<const std::int32_t> group_of,
                                   ItemGroups groups) {
  const std::int64_t group_count = groups.offsets.count - 1;
  const Buckets buckets(group_count);
  auto places_array =
      allocate<std::int32_t>(executor, chunk_count_of(group_of.count, kSortChunk) * buckets.count);
  auto begin_array = allocate<std::int32_t>(executor, buckets.count + 1);
  auto sorted_array = allocate<GroupedItem>(executor, group_of.count);
  const View<const std::int32_t> begin = begin_array.view();
  const View<const GroupedItem> sorted = sorted_array.view();
  count_buckets(executor, group_of, buckets, places_array.view());
  find_places(places_array.view(), begin_array.view());
  fill_buckets(executor, group_of, buckets, places_array.view(), begin, sorted_array.view());
  executor.for_chunks(buckets.count, [=](std::int64_t bucket) {
    const std::int64_t first_group = bucket << buckets.shift;
    const std::int64_t end_group = (bucket + 1) << buckets.shift;
    const std::int32_t first = begin[bucket];
    sort_bucket(part(sorted, first, begin[bucket + 1] - first), first, first_group,
                end_group < group_count ? end_group : group_count, groups);
  });
  groups.offsets[group_count] = static_cast<std::int32_t>(group_of.count);
}

}  // namespace tessera

#include <cstddef>
#include <thrust/binary_search.h>
#include <thrust/execution_policy.h>
#include <thrust/iterator/constant_iterator.h>
#include <thrust/iterator/discard_iterator.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "kernels/cuda/context.hpp"
#include "kernels/cuda/triplet_sort.hpp"

namespace tessera::gpu {
namespace {

/// Gives Thrust its workspaces from the memory of the run.
class Workspace {
 public:
  using value_type = char;

  explicit Workspace(Memory& memory) : memory_(memory) {}
  char* allocate(std::ptrdiff_t bytes) {
    return static_cast<char*>(memory_.allocate(static_cast<std::size_t>(bytes)));
  }
  void deallocate(char* memory, std::size_t) { memory_.release(memory); }

 private:
  Memory& memory_;
};

}  // namespace

void sort_by_key(Executor& executor, View<std::uint64_t> keys, View<double> values) {
  Workspace workspace(executor.memory());
  const auto policy = thrust::cuda::par_nosync(workspace).on(executor.context().stream.get());
  thrust::stable_sort_by_key(policy, keys.data, keys.data + keys.count, values.data);
}

std::int64_t find_runs(Executor& executor, View<const std::uint64_t> keys, std::uint64_t ignored,
                       View<std::int32_t> first) {
  Workspace workspace(executor.memory());
  const auto policy = thrust::cuda::par_nosync(workspace).on(executor.context().stream.get());
  const std::uint64_t* const end =
      thrust::lower_bound(policy, keys.data, keys.data + keys.count, ignored);
  std::int32_t* const lengths = first.data + 1;
  const auto runs =
      thrust::reduce_by_key(policy, keys.data, end, thrust::make_constant_iterator(std::int32_t{1}),
                            thrust::make_discard_iterator(), lengths);
  set_zero(executor, part(first, 0, 1));
  thrust::inclusive_scan(policy, lengths, runs.second, lengths);
  return runs.second - lengths;
}

}  // namespace tessera::gpu

#include <bit>
#include <cstddef>
#include <cub/device/device_radix_sort.cuh>

#include "kernels/cuda/cub_workspace.cuh"
#include "kernels/cuda/item_loops.cuh"
#include "kernels/stages/key_order.hpp"

namespace tessera {
namespace {

/// Numbers the items and finds the bits in which keys differ.
struct BeginOrder {
  struct Value {
    std::uint64_t all;   // set in every key
    std::uint64_t some;  // set in at least one
  };

  View<const std::uint64_t> keys;
  View<std::int32_t> order;

  [[nodiscard]] TESSERA_HD static Value none() { return {~std::uint64_t{0}, 0}; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t item) const {
    order[item] = static_cast<std::int32_t>(item);
    return {keys[item], keys[item]};
  }
  [[nodiscard]] TESSERA_HD static Value combine(const Value& one, const Value& other) {
    return {one.all & other.all, one.some | other.some};
  }
};

template <class T>
void copy_within_device(gpu::Executor& executor, View<T> target, const T* source) {
  TESSERA_CUDA_CHECK(cudaMemcpyAsync(target.data, source,
                                     static_cast<std::size_t>(target.count) * sizeof(T),
                                     cudaMemcpyDeviceToDevice, executor.context().stream.get()));
}

}  // namespace

void gpu::sort_keys(Executor& executor, View<std::uint64_t> keys, View<std::int32_t> order) {
  const auto bits = fold_items(executor, keys.count, BeginOrder{keys, order});
  const std::uint64_t varying = bits.some & ~bits.all;
  if (varying == 0) return;

  Array<std::uint64_t> other_keys = allocate<std::uint64_t>(executor, keys.count);
  Array<std::int32_t> other_order = allocate<std::int32_t>(executor, keys.count);
  cub::DoubleBuffer<std::uint64_t> key_buffer(keys.data, other_keys.view().data);
  cub::DoubleBuffer<std::int32_t> order_buffer(order.data, other_order.view().data);
  run_with_workspace(executor, [&](void* workspace, std::size_t& bytes, cudaStream_t stream) {
    return cub::DeviceRadixSort::SortPairs(workspace, bytes, key_buffer, order_buffer, keys.count,
                                           std::countr_zero(varying), std::bit_width(varying),
                                           stream);
  });
  if (key_buffer.Current() == keys.data) return;
  copy_within_device<std::uint64_t>(executor, keys, key_buffer.Current());
  copy_within_device<std::int32_t>(executor, order, order_buffer.Current());
}

}  // namespace tessera

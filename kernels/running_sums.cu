#include "kernels/cuda/scan.cuh"
#include "kernels/cuda/scan.hpp"
#include "kernels/gpu_layout_stages.hpp"

namespace tessera {

void gpu::inclusive_scan(Executor& executor, View<std::int32_t> values) {
  sum_in_place(executor, values);
}

std::int64_t gpu::accumulate_counts(Executor& executor, View<std::int32_t> values) {
  if (values.count == 0) return 0;
  inclusive_scan(executor, values);
  return read_later(executor, View<const std::int32_t>(part(values, values.count - 1, 1))).get();
}

}  // namespace tessera

#include "kernels/cuda/scan.cuh"
#include "kernels/cuda/scan.hpp"

namespace tessera::gpu {

std::int64_t inclusive_scan(Executor& executor, View<std::int64_t> values) {
  if (values.count == 0) return 0;
  sum_in_place(executor, values);
  return read_later(executor, View<const std::int64_t>(part(values, values.count - 1, 1))).get();
}

}  // namespace tessera::gpu

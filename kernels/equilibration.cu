#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/equilibration.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 256;
/// Threads that share a row of some 13 to 21 entries.
constexpr int kRowTeam = 8;

__device__ double diagonal_of(const CsrMatrix& A, std::int64_t row) {
  for (std::int32_t entry = A.row_offsets[row]; entry < A.row_offsets[row + 1]; ++entry) {
    if (A.columns[entry] == row) return A.values[entry];
  }
  return 0.0;
}

__global__ void __launch_bounds__(kThreads) compute_scale_kernel(CsrMatrix A, View<double> scale) {
  const std::int64_t row = thread_in_grid();
  if (row < A.row_count()) scale[row] = 1.0 / square_root(diagonal_of(A, row));
}

__global__ void __launch_bounds__(kThreads)
    equilibrate_kernel(CsrMatrix A, View<const double> scale, View<double> b) {
  const std::int64_t row = thread_in_grid() / kRowTeam;
  if (row >= A.row_count()) return;
  const int member = static_cast<int>(threadIdx.x) % kRowTeam;
  const double row_scale = scale[row];
  const std::int32_t end = A.row_offsets[row + 1];
  for (std::int32_t entry = A.row_offsets[row] + member; entry < end; entry += kRowTeam) {
    A.values[entry] = (A.values[entry] * row_scale) * scale[A.columns[entry]];
  }
  if (member == 0) b[row] = b[row] * row_scale;
}

}  // namespace

void gpu::compute_scale(Executor& executor, CsrMatrix A, View<double> scale) {
  launch(executor, blocks_for(A.row_count(), kThreads), kThreads, compute_scale_kernel, A, scale);
}

void gpu::equilibrate(Executor& executor, CsrMatrix A, View<const double> scale, View<double> b) {
  launch(executor, blocks_for(A.row_count() * kRowTeam, kThreads), kThreads, equilibrate_kernel, A,
         scale, b);
}

}  // namespace tessera

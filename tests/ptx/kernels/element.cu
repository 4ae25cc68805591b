#include <cstdint>

#include "kernels/numerics/quad8.hpp"
#include "tests/ptx/kernels/arguments.hpp"

namespace tessera::ptx_kernels {

__global__ void conductance_kernel(QuadBatch batch) {
  const std::int64_t element = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (element >= batch.element_count) return;
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  for (int node = 0; node < kQuad8Nodes; ++node) {
    x[node] = batch.x[element * kQuad8Nodes + node];
    y[node] = batch.y[element * kQuad8Nodes + node];
  }
  double conductance[kQuad8Pairs];
  element_conductance(x, y, batch.conductivity[element], conductance);
  for (int pair = 0; pair < kQuad8Pairs; ++pair) {
    batch.conductance[element * kQuad8Pairs + pair] = conductance[pair];
  }
}

}  // namespace tessera::ptx_kernels

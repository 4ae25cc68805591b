// Every function of kernels/numerics as device code: this file is compiled, never run. What nvcc
// refuses or warns about in a numerics header shows here, on machines without a GPU too.

#include <cstdint>

#include "kernels/numerics/brownian_bridge.hpp"
#include "kernels/numerics/edge3.hpp"
#include "kernels/numerics/exact_math.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/numerics/sobol.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/equilibration.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/recovery.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/source_load.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera::device_compile {

struct ElementCopy {
  double x[kQuad8Nodes], y[kQuad8Nodes], u[kQuad8Nodes];
};

__device__ ElementCopy copy_element(const ElementTable& mesh, View<const double> u,
                                    std::int64_t element) {
  ElementCopy copy;
  for (int node = 0; node < kQuad8Nodes; ++node) {
    const std::int32_t global = mesh.nodes[element * kQuad8Nodes + node];
    copy.x[node] = mesh.x[global];
    copy.y[node] = mesh.y[global];
    copy.u[node] = u[global];
  }
  return copy;
}

__device__ std::int64_t thread_number() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

__global__ void conductance_kernel(ElementTable mesh, View<const double> u, View<double> result,
                                   View<double> action) {
  const std::int64_t element = thread_number();
  if (element >= mesh.element_count()) return;
  const ElementCopy copy = copy_element(mesh, u, element);
  double conductance[kQuad8Pairs];
  element_conductance(copy.x, copy.y, mesh.conductivity[element], conductance);
  for (int pair = 0; pair < kQuad8Pairs; ++pair) {
    result[conductance_index(element, pair)] = conductance[pair];
  }
  for (int node = 0; node < kQuad8Nodes; ++node) {
    action[element * kQuad8Nodes + node] = conductance_action(node, conductance, copy.u);
  }
}

__global__ void velocity_kernel(ElementTable mesh, View<const double> u, ElementFlow flow,
                                View<double> load) {
  const std::int64_t element = thread_number();
  if (element >= mesh.element_count()) return;
  const ElementCopy copy = copy_element(mesh, u, element);
  const auto velocity = element_velocity(copy.x, copy.y, copy.u, mesh.conductivity[element]);
  flow.vx[element] = velocity.vx;
  flow.vy[element] = velocity.vy;
  flow.speed[element] = velocity.speed;
  load[element] = element_source_load(0, copy.x, copy.y, copy.u);
}

__global__ void edge_kernel(View<const double> x, View<const double> y, View<double> stretch) {
  const std::int64_t edge = thread_number();
  if (edge >= stretch.count) return;
  const double edge_x[3] = {x[3 * edge], x[3 * edge + 1], x[3 * edge + 2]};
  const double edge_y[3] = {y[3 * edge], y[3 * edge + 1], y[3 * edge + 2]};
  stretch[edge] = edge3_stretch(edge3_shape(gauss3_point(0)), edge_x, edge_y);
}

// A lambda in a kernel would be device code only, which `sum_chunk` may not call.
struct Terms {
  View<const double> values;
  TESSERA_HD double operator()(std::int64_t index) const { return values[index]; }
};

__global__ void sum_kernel(View<const double> terms, View<double> partial, View<double> sum) {
  partial[0] = sum_chunk(terms.count, Terms{terms});
  sum[0] = sum_partials(partial.data, partial.count);
}

template <class Real>
__device__ Real all_functions(Real x) {
  const exact::SinCos<Real> any = exact::sincos(exact::log(x));
  const exact::SinCos<Real> near = exact::sincos_in_range(exact::log_in_range(x));
  const exact::SinCos<Real> turn = exact::sincos_2pi(exact::exp(x));
  return any.sine * near.cosine + turn.sine * exact::exp_in_range(any.cosine);
}

__global__ void exact_math_kernel(View<double> wide, View<float> narrow) {
  const std::int64_t item = thread_number();
  if (item >= wide.count) return;
  wide[item] = all_functions(wide[item]) + exact::inverse_normal(wide[item]) +
               exact::inverse_normal_in_range(wide[item]);
  narrow[item] = all_functions(narrow[item]);
}

struct SobolNormal {
  const std::uint32_t* directions;
  std::uint32_t index;
  TESSERA_HD double operator()(std::int32_t number) const {
    const std::uint32_t digits = sobol_digits(directions + number * kSobolDigits, index);
    return scrambled_normal<Scrambling::owen>(digits, scrambling_key(42, 0, number));
  }
};

__global__ void bridge_kernel(View<const std::uint32_t> directions, View<const BridgePoint> points,
                              View<double> path) {
  BridgeWalk<double> walk;
  const auto steps = static_cast<std::int32_t>(points.count);
  const SobolNormal normal{directions.data, static_cast<std::uint32_t>(thread_number())};
  for (std::int32_t step = 0; step < steps; ++step) {
    path[step] = bridge_increment(walk, points.data, steps, step, normal);
  }
}

}  // namespace tessera::device_compile

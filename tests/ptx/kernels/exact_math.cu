#include <cstdint>

#include "kernels/numerics/exact_math.hpp"
#include "tests/ptx/kernels/arguments.hpp"

namespace tessera::ptx_kernels {
namespace {

__device__ std::int64_t thread_number() {
  return std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
}

template <class Real>
__device__ void store(const FunctionTable<Real>& table, std::int64_t item,
                      const exact::SinCos<Real>& value) {
  table.results[2 * item] = value.sine;
  table.results[2 * item + 1] = value.cosine;
}

}  // namespace

template <class Real>
__global__ void log_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) table.results[item] = exact::log(table.arguments[item]);
}

template <class Real>
__global__ void log_in_range_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) table.results[item] = exact::log_in_range(table.arguments[item]);
}

template <class Real>
__global__ void exp_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) table.results[item] = exact::exp(table.arguments[item]);
}

template <class Real>
__global__ void exp_in_range_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) table.results[item] = exact::exp_in_range(table.arguments[item]);
}

template <class Real>
__global__ void sincos_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) store(table, item, exact::sincos(table.arguments[item]));
}

template <class Real>
__global__ void sincos_2pi_kernel(FunctionTable<Real> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) store(table, item, exact::sincos_2pi(table.arguments[item]));
}

__global__ void inverse_normal_kernel(FunctionTable<double> table) {
  const std::int64_t item = thread_number();
  if (item < table.count) table.results[item] = exact::inverse_normal(table.arguments[item]);
}

template __global__ void log_kernel(FunctionTable<double>);
template __global__ void log_kernel(FunctionTable<float>);
template __global__ void log_in_range_kernel(FunctionTable<double>);
template __global__ void log_in_range_kernel(FunctionTable<float>);
template __global__ void exp_kernel(FunctionTable<double>);
template __global__ void exp_kernel(FunctionTable<float>);
template __global__ void exp_in_range_kernel(FunctionTable<double>);
template __global__ void exp_in_range_kernel(FunctionTable<float>);
template __global__ void sincos_kernel(FunctionTable<double>);
template __global__ void sincos_kernel(FunctionTable<float>);
template __global__ void sincos_2pi_kernel(FunctionTable<double>);
template __global__ void sincos_2pi_kernel(FunctionTable<float>);

}  // namespace tessera::ptx_kernels

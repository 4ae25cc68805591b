#include <cmath>
#include <cstdint>

#include "tests/ptx/kernels/arguments.hpp"

namespace tessera::ptx_kernels {

template <class Real>
__device__ void float_results(Real a, Real b, Real* to) {
  to[0] = a + b;
  to[1] = a - b;
  to[2] = a * b;
  to[3] = a / b;
  to[4] = sqrt(a < 0 ? -a : a);
  to[5] = -a;
  to[6] = a < b ? a : b;
  to[7] = a > b ? a : b;
  to[8] = a <= b ? Real(1) : Real(2);
  to[9] = !(a >= b) ? Real(3) : Real(4);
  to[10] = a == b ? Real(5) : Real(6);
  to[11] = a != b ? Real(7) : Real(8);
  to[12] = fma(a, b, a);
  to[13] = 1 / a;
}

__global__ void double_kernel(const double* a, const double* b, double* to, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread < count) float_results(a[thread], b[thread], to + kFloatResults * thread);
}

__global__ void float_kernel(const float* a, const float* b, float* to, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread < count) float_results(a[thread], b[thread], to + kFloatResults * thread);
}

__global__ void conversion_kernel(const double* a, const std::int64_t* b, double* to, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >= count) return;
  const double value = a[thread];
  const std::int64_t whole = b[thread];
  to += kConversionResults * thread;
  to[0] = static_cast<float>(value);
  to[1] = static_cast<double>(whole);
  to[2] = static_cast<double>(static_cast<std::uint64_t>(whole));
  to[3] = static_cast<float>(whole);
  to[4] = static_cast<std::int8_t>(whole);
  to[5] = static_cast<std::uint16_t>(whole);
  to[6] = static_cast<std::int32_t>(whole);
  to[7] = floor(value);
  to[8] = ceil(value);
  to[9] = trunc(value);
  const bool in_range = value > -2e9 && value < 2e9;
  to[10] = in_range ? static_cast<std::int32_t>(value) : 0;
  to[11] = in_range ? static_cast<double>(static_cast<std::int64_t>(value)) : 0.0;
}

template <class Integer>
__device__ void integer_results(Integer a, Integer b, unsigned by, Integer* to) {
  to[0] = a + b;
  to[1] = a - b;
  to[2] = a * b;
  to[3] = b != 0 ? a / b : 0;
  to[4] = b != 0 ? a % b : 0;
  to[5] = a << by;
  to[6] = a >> by;
  to[7] = (a & b) | (~a ^ b);
  to[8] = a < b ? a : b;
  to[9] = a > b ? b - a : a - b;
  to[10] = a / 7;
  to[11] = a % 1000;
}

__global__ void integer_kernel(const std::int64_t* a, const std::int64_t* b, std::int32_t* narrow,
                               std::uint32_t* narrow_unsigned, std::uint64_t* wide, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >= count) return;
  const std::uint64_t left = a[thread];
  const std::uint64_t right = b[thread];
  const auto left32 = static_cast<std::uint32_t>(left);
  const auto right32 = static_cast<std::uint32_t>(right);
  // Signed without the overflows that C++ leaves open.
  integer_results<std::int32_t>(left32 & 0xffff, (right32 & 0x7fff) - 0x4000, thread % 15,
                                narrow + 12 * thread);
  integer_results<std::uint32_t>(left32, right32, thread % 32, narrow_unsigned + 12 * thread);
  integer_results<std::uint64_t>(left, right, thread % 64, wide + 12 * thread);
}

/// The product of 128 bits and the bit counts, as Philox and searches need them.
__global__ void intrinsic_kernel(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to,
                                 int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >= count) return;
  const std::uint64_t left = a[thread];
  const std::uint64_t right = b[thread];
  const auto low = static_cast<std::uint32_t>(left);
  to += 8 * thread;
  to[0] = __umul64hi(left, right);
  to[1] = __umulhi(low, static_cast<std::uint32_t>(right));
  to[2] = __popcll(left) + __clzll(right) * 100;
  to[3] = __ffsll(left) + __ffs(low) * 100;
  to[4] = __brevll(left);
  to[5] = __funnelshift_l(low, static_cast<std::uint32_t>(right), thread);
  to[6] = __byte_perm(low, static_cast<std::uint32_t>(right), 0x3715);
  const unsigned __int128 sum = static_cast<unsigned __int128>(left) * right + left;
  to[7] = static_cast<std::uint64_t>(sum >> 64) ^ static_cast<std::uint64_t>(sum);
}

}  // namespace tessera::ptx_kernels

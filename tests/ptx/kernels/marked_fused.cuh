#pragma once

// Included before everything else (-include) when PTX is made for its text alone. What the source
// fuses itself, by __builtin_fma, rounds down in that text: a fused operation that rounds to
// nearest is then one that nobody asked for, by the compiler or from the mathematics library.

__host__ __device__ inline double marked_fused(double a, double b, double c) {
#if defined(__CUDA_ARCH__)
  return __fma_rd(a, b, c);
#else
  return a * b + c;
#endif
}

__host__ __device__ inline float marked_fused(float a, float b, float c) {
#if defined(__CUDA_ARCH__)
  return __fmaf_rd(a, b, c);
#else
  return a * b + c;
#endif
}

#define __builtin_fma(a, b, c) marked_fused(a, b, c)
#define __builtin_fmaf(a, b, c) marked_fused(a, b, c)

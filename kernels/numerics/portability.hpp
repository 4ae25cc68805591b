#pragma once

// Marks the functions that both paths compile, and keeps their copies apart.
//
// TESSERA_HD functions are inlined; TESSERA_HD_COLD ones are rarely needed and stay out of the way.
//
// A function that is compiled for several instruction sets must not be merged by the linker: each
// build names its own inline namespace through TESSERA_ISA (set by CMake for the vector builds).

#if defined(__CUDACC__)
#define TESSERA_HD __host__ __device__ __forceinline__
#define TESSERA_HD_COLD __host__ __device__ __noinline__ inline
#else
#define TESSERA_HD [[gnu::always_inline]] inline
#define TESSERA_HD_COLD [[gnu::noinline, gnu::cold]] inline
#endif

#if !defined(TESSERA_ISA)
#if defined(__CUDACC__)
#define TESSERA_ISA nvcc
#else
#define TESSERA_ISA baseline
#endif
#endif

#pragma once

// Marks the functions that both paths compile, and keeps their copies apart.
//
// A function that is compiled for several instruction sets must not be merged by the linker: each
// build names its own inline namespace through TESSERA_ISA (set by CMake for the vector builds).

#if defined(__CUDACC__)
#define TESSERA_HD __host__ __device__ __forceinline__
#else
#define TESSERA_HD [[gnu::always_inline]] inline
#endif

#if !defined(TESSERA_ISA)
#if defined(__CUDACC__)
#define TESSERA_ISA nvcc
#else
#define TESSERA_ISA baseline
#endif
#endif

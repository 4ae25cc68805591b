#pragma once

// Before a loop of at most 8 turns over arrays that are to stay in registers: without it they may
// be indexed at run time. What nvcc compiles for the host knows neither form.

#if defined(__CUDA_ARCH__)
#define TESSERA_UNROLL _Pragma("unroll")
#elif defined(__CUDACC__)
#define TESSERA_UNROLL
#else
#define TESSERA_UNROLL _Pragma("GCC unroll 8")
#endif

#pragma once

#include <cstdint>

// What the kernels of this folder take by value: read by nvcc and by the tests.

namespace tessera::ptx_kernels {

/// The fields in an order that leaves gaps between them.
struct MixedArguments {
  const double* values;
  std::int16_t shift;
  float scale;
  bool negate;
  std::int64_t count;
  double* result;
};

/// 32 bytes each, which nvcc moves at once where the device can.
struct alignas(32) Octet {
  float values[8];
};
struct alignas(32) Quartet {
  double values[4];
};

struct QuadBatch {
  const double* x;  // [element][8]
  const double* y;  // [element][8]
  const double* conductivity;
  double* conductance;  // [element][28]
  std::int64_t element_count;
};

struct Chunks {
  const double* terms;
  double* sums;
  std::int64_t term_count;
};

/// `results` has one or two numbers per argument.
template <class Real>
struct FunctionTable {
  const Real* arguments;
  Real* results;
  std::int64_t count;
};

inline constexpr int kFloatResults = 14;
inline constexpr int kConversionResults = 12;

}  // namespace tessera::ptx_kernels

#pragma once

#include "kernels/numerics/exact_exp.hpp"
#include "kernels/numerics/exact_log.hpp"
#include "kernels/numerics/exact_normal.hpp"
#include "kernels/numerics/exact_sincos.hpp"

// Elementary functions with the same bits on every processor, compiler and instruction set: only
// + - * / sqrt and fused multiply-add, in an order that the source fixes. `Real` is double or
// float; the f32 functions compute in f32.
//
//   log, exp, inverse_normal          any argument
//   sincos                            any argument, but by a branch; sincos_lanes: one per group
//   ..._in_range                      the same bits for the arguments that matter, faster
//   sincos_2pi                        of 2 pi u
//
// All but `sincos` and `inverse_normal` are free of branches, so that loops over arrays become
// vector code. A zero has the sign that IEEE 754 recommends; a NaN has any sign and payload.

#pragma once

#include "kernels/numerics/exact_exp.hpp"
#include "kernels/numerics/exact_log.hpp"
#include "kernels/numerics/exact_sincos.hpp"

// Elementary functions with the same bits on every processor, compiler and instruction set: only
// + - * and fused multiply-add, in an order that the source fixes. `Real` is double or float; f32
// versions compute in f32. They are free of branches (but `sincos`), so that plain loops over
// arrays become vector code.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tests/ptx/replay/module.hpp"

namespace tessera::ptx {

/// Number of `fma` instructions that the source of a kernel asks for, by a part of its demangled
/// name. Kernels that are not listed ask for none.
using ExpectedFused = std::map<std::string, std::size_t>;

/// How the fused operations that the source asks for are known in the text.
enum class FusedMark {
  none,        // not at all: their number is expected
  round_down,  // they alone round down (kernels/marked_fused.hpp)
};

/// One line for everything in the text of `module` that makes results depend on the device: an
/// `fma` that the source did not ask for (or one that is missing), approximations, flushing to
/// zero, floating-point atomics, functions of CUDA's mathematics library. Empty when there is none.
/// A name in `expected` that fits no function of the module is reported too.
std::vector<std::string> bit_hazards(const Module& module, const ExpectedFused& expected = {},
                                     FusedMark mark = FusedMark::none);

}  // namespace tessera::ptx

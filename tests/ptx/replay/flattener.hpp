#pragma once

#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/syntax.hpp"

namespace tessera::ptx {

/// The program of kernel `entry` of `syntax`. Throws ReplayError, with line and text, for the first
/// instruction that is not known or that the project's rules about bits forbid.
Program flatten(const Syntax& syntax, const Function& entry);

}  // namespace tessera::ptx

#pragma once

namespace tessera::cpu {

/// Cores that this process may use (its affinity mask, not the machine).
[[nodiscard]] int usable_cores();

/// The vector builds of the chunk loops, narrowest first.
enum class InstructionSet { x86_64_v3, x86_64_v4, generic };

/// The widest instruction set of which this build has loops and this processor has the
/// instructions. `TESSERA_INSTRUCTION_SET` (x86-64-v3, x86-64-v4) in the environment may ask for a
/// narrower one. Results do not depend on it. Throws UnsupportedProcessor when none fits.
[[nodiscard]] InstructionSet best_instruction_set();

[[nodiscard]] const char* name_of(InstructionSet instruction_set);

}  // namespace tessera::cpu

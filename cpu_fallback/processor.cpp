#include "cpu_fallback/processor.hpp"

#include <cstdlib>
#include <sched.h>
#include <string_view>

#include "cpu_fallback/failures.hpp"

namespace tessera::cpu {
namespace {

#if defined(__x86_64__)
bool has_v3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}
#endif

}  // namespace

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const int cores = CPU_COUNT(&set);
  return cores > 0 ? cores : 1;
}

InstructionSet best_instruction_set() {
#if defined(__x86_64__)
  if (!has_v3()) {
    throw UnsupportedProcessor(
        "this processor has no AVX2 and FMA instructions; Tessera needs x86-64-v3 (Intel Haswell, "
        "AMD Excavator or later)");
  }
  const char* wish = std::getenv("TESSERA_INSTRUCTION_SET");
  const bool narrow = wish != nullptr && std::string_view(wish) == "x86-64-v3";
  return has_v4() && !narrow ? InstructionSet::x86_64_v4 : InstructionSet::x86_64_v3;
#else
  return InstructionSet::generic;
#endif
}

const char* name_of(InstructionSet instruction_set) {
  switch (instruction_set) {
    case InstructionSet::x86_64_v3:
      return "x86-64-v3";
    case InstructionSet::x86_64_v4:
      return "x86-64-v4";
    case InstructionSet::generic:
      return "generic";
  }
  return "generic";
}

}  // namespace tessera::cpu

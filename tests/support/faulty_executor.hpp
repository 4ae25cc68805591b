#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "cpu_fallback/stages.hpp"

// An executor with a fault that is seeded on purpose: after a stage has run, one bit of what it
// wrote is flipped. The pipelines find the overloads below in place of the stages themselves.

namespace tessera::faulty {

/// Which bit of which item of the output of which call of a stage.
struct Fault {
  std::string stage;
  std::int64_t call = 0;
  std::int64_t item = 0;
  int bit = 0;  // 0: the last place
};

class Executor : public cpu::Executor {
 public:
  explicit Executor(Fault fault, cpu::ExecutorOptions options = {cpu::Team::serial, 1})
      : cpu::Executor(options), fault_(std::move(fault)) {}

  /// Flips the bit in `output` if this is the call that is meant.
  template <class Real>
  void strike(std::string_view stage, View<Real> output) {
    if (fault_.stage != stage || calls_++ != fault_.call) return;
    using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
    Real& value = output[fault_.item];
    value = std::bit_cast<Real>(std::bit_cast<Bits>(value) ^ (Bits{1} << fault_.bit));
    has_struck_ = true;
  }
  [[nodiscard]] bool has_struck() const { return has_struck_; }

 private:
  Fault fault_;
  std::int64_t calls_ = 0;
  bool has_struck_ = false;
};

/// A stage whose last argument is what it writes; `part` is what of it is struck.
#define TESSERA_FAULTY_STAGE(stage, part)                                             \
  template <class... Arguments>                                                       \
  void stage(Executor& executor, Arguments&&... arguments) {                          \
    cpu::stage(static_cast<cpu::Executor&>(executor), arguments...);                  \
    const auto& written = std::get<sizeof...(arguments) - 1>(std::tie(arguments...)); \
    executor.strike(#stage, part);                                                    \
  }

TESSERA_FAULTY_STAGE(compute_conductance, written)
TESSERA_FAULTY_STAGE(gather_stiffness, written.values)
TESSERA_FAULTY_STAGE(multiply_direction, written.q)
TESSERA_FAULTY_STAGE(advance_solution, written.x)
TESSERA_FAULTY_STAGE(recover_velocity, written.vx)
TESSERA_FAULTY_STAGE(diffuse_steps, written)
#undef TESSERA_FAULTY_STAGE

/// Strikes the sum of one chunk of paths.
template <class... Arguments>
void simulate_paths(Executor& executor, Arguments&&... arguments) {
  cpu::simulate_paths(static_cast<cpu::Executor&>(executor), arguments...);
  const auto& moments = std::get<sizeof...(arguments) - 1>(std::tie(arguments...));
  executor.strike("simulate_paths", View<double>{&moments[0].sum[0], 1});
}

}  // namespace tessera::faulty

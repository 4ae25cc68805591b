#include "kernels/stages/grid_cycle.hpp"

#include "cpu_fallback/stages.hpp"

namespace tessera {

void cpu::TESSERA_ISA::run_grid_cycle(Executor& executor, const GridCycle& cycle) {
  take_grid_steps(executor, cycle);
}

}  // namespace tessera

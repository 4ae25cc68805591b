#include <stdexcept>

#include "kernels/gpu_stages.hpp"
#include "kernels/stages/path_simulation.hpp"

namespace tessera {

void gpu::simulate_paths(Executor&, const PathProblem&, SampleChunks, View<SampleMoments>) {
  throw std::logic_error("simulate_paths has no kernel yet");
}

void gpu::merge_moments(Executor&, View<const SampleMoments>, View<SampleMoments>) {
  throw std::logic_error("merge_moments has no kernel yet");
}

}  // namespace tessera

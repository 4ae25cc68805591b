#include <cuda_runtime_api.h>

#include "tests/replayed_device/device.hpp"

// Graphs, made by capture only.

namespace {

using namespace tessera::support;

}  // namespace

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph,
                                 unsigned long long) {
  return answer("cudaGraphInstantiate", [&] {
    *executable = session().executables.add(std::make_shared<Graph>(*session().graphs.at(graph)));
  });
}

cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* executable, cudaGraph_t graph,
                                          unsigned long long flags) {
  return cudaGraphInstantiate(executable, graph, flags);
}

cudaError_t cudaGraphUpload(cudaGraphExec_t executable, cudaStream_t) {
  return answer("cudaGraphUpload",
                [&] { static_cast<void>(session().executables.at(executable)); });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  return answer("cudaGraphLaunch", [&] {
    Work all = session().executables.at(executable)->as_work();
    all.run = [nodes = std::move(all.run)] {
      nodes();
      ++session().statistics.graph_launches;
    };
    device().submit(stream, std::move(all));
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return answer_quietly("cudaGraphDestroy", [&] { session().graphs.take(graph); });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  return answer_quietly("cudaGraphExecDestroy", [&] { session().executables.take(executable); });
}

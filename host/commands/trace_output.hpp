#pragma once

#include <string>

#include "cpu_fallback/executor.hpp"
#include "host/choice.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera {

/// Has `executor` record a trace if --trace was said. On CUDA that is refused: Nsight shows it.
void start_trace(cpu::Executor& executor, const Choice<std::string>& file);
void start_trace(gpu::Executor& executor, const Choice<std::string>& file);

/// Writes what was recorded to that file. False if nothing was asked for.
bool write_trace(cpu::Executor& executor, const Choice<std::string>& file);
bool write_trace(gpu::Executor& executor, const Choice<std::string>& file);

}  // namespace tessera

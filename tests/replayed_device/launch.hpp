#pragma once

#include <cstddef>
#include <driver_types.h>
#include <string>
#include <vector_types.h>

#include "tests/ptx/replay/module.hpp"
#include "tests/replayed_device/kernel_registry.hpp"

namespace tessera::support {

/// A kernel with its PTX, decoded.
struct LoadedKernel {
  const ptx::Module& module;
  const ptx::Program& program;
  const Kernel& registered;

  /// Bytes of shared memory that its variables need.
  [[nodiscard]] std::size_t static_shared_bytes() const;
};

/// Throws ptx::ReplayError, with the kernel's name, for what the replay does not know.
LoadedKernel load(const void* function_or_handle);

/// `side_by_side`: of a cooperative launch, where blocks may wait for each other.
enum class Blocks { in_any_order, side_by_side };

/// Puts one launch on a stream. `arguments` point to the values. Refuses with
/// cudaErrorInvalidConfiguration and cudaErrorInvalidValue, as a launch does, and blocks side by
/// side with cudaErrorNotSupported and cudaErrorCooperativeLaunchTooLarge.
void submit_launch(const LoadedKernel& kernel, dim3 grid, dim3 block, void** arguments,
                   std::size_t shared_bytes, cudaStream_t stream,
                   Blocks blocks = Blocks::in_any_order);

/// How many blocks of this shape share a multiprocessor.
int blocks_per_multiprocessor(const LoadedKernel& kernel, int block_threads,
                              std::size_t shared_bytes);

}  // namespace tessera::support

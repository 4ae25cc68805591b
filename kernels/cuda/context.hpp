#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "kernels/cuda/cusparse_handle.hpp"
#include "kernels/cuda/owners.hpp"
#include "kernels/cuda/staging.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {

struct Executor::Context {
  explicit Context(const Device& found);

  Device device;
  Stream stream;
  Memory memory;
  /// Counts the blocks of a kernel that have finished; every kernel leaves it at 0. [1]
  Array<unsigned> ticket;
  /// Where stages put the numbers that they return. [1]
  Array<double> number;
  /// TESSERA_SYNC=1: wait after every launch, so that an error shows where it was made.
  bool wait_after_launch;

  struct LateSlot {
    PinnedBuffer buffer{LateBytes::kLimit};
    Event arrived;
  };
  std::array<LateSlot, kLateSlots> late_slots;
  std::size_t late_count = 0;

  /// Made when they are first needed.
  std::optional<Staging> staging;
  std::optional<CusparseHandle> cusparse;
};

}  // namespace tessera::gpu

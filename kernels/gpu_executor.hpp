#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

#include "kernels/gpu_devices.hpp"
#include "kernels/gpu_memory.hpp"
#include "kernels/stages/csr_matrix.hpp"

struct CUgraphExec_st;

namespace tessera::gpu {

class Executor;

/// The equilibrated matrix as cuSPARSE multiplies with it (CSR, algorithm 2, preprocessed).
/// The arrays of the matrix outlive it. `product` is workspace of [row].
class CusparseMatrix {
 public:
  /// Throws DeviceUnavailable when cuSPARSE cannot be loaded, OutOfDeviceMemory, CudaError.
  CusparseMatrix(Executor& executor, CsrMatrix matrix);
  ~CusparseMatrix();
  CusparseMatrix(const CusparseMatrix&) = delete;
  CusparseMatrix& operator=(const CusparseMatrix&) = delete;

  struct Handles;
  [[nodiscard]] const Handles& handles() const { return *handles_; }
  [[nodiscard]] View<double> product() const { return product_; }

 private:
  std::unique_ptr<Handles> handles_;
  View<double> product_;
};

/// Where a run happens on a GPU: one device, one stream, and the workspaces of the stages. Every
/// stage takes it as its first argument and returns before the device is done, unless it returns a
/// number. One run at a time; not thread-safe.
class Executor {
 public:
  using VendorMatrix = CusparseMatrix;
  /// Says that the stages of multigrid, and of products without a matrix, are here.
  using ElementStages = void;

  /// Throws DeviceUnavailable.
  explicit Executor(int device = 0);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  [[nodiscard]] const Device& device() const;
  [[nodiscard]] Memory& memory();

  /// What only the kernels see: stream, counters, page-locked buffers.
  struct Context;
  [[nodiscard]] Context& context() { return *context_; }

 private:
  std::unique_ptr<Context> context_;
};

/// Waits until everything asked of `executor` is done. Throws CudaError for what failed in between.
void synchronize(Executor& executor);

/// How many solver iterations the host lets pass before it looks at the state: enough that the
/// device never waits for the host.
inline std::int64_t iterations_per_look(const Executor&) { return 32; }

/// Rows per slice of a SlicedMatrix: the lanes of a warp.
inline constexpr int kSliceRows = 32;
inline int slice_rows(const Executor&) { return kSliceRows; }

void copy_to_device(Executor& executor, void* target, const void* source, std::size_t bytes);
void copy_to_host(Executor& executor, void* target, const void* source, std::size_t bytes);
void zero_bytes(Executor& executor, void* target, std::size_t bytes);

/// A new array of `count` elements on the device, contents unspecified.
template <class T>
[[nodiscard]] Array<T> allocate(Executor& executor, std::int64_t count) {
  static_assert(std::is_trivially_copyable_v<T>);
  return Array<T>(executor.memory(), count);
}

/// Sets every byte of `view` to zero.
template <class T>
void set_zero(Executor& executor, View<T> view) {
  zero_bytes(executor, view.data, static_cast<std::size_t>(view.count) * sizeof(T));
}

/// A new array on the device that holds a copy of `values`, which may change once this returns.
template <class T>
[[nodiscard]] Array<T> upload(Executor& executor, std::span<const T> values) {
  Array<T> array = allocate<T>(executor, static_cast<std::int64_t>(values.size()));
  copy_to_device(executor, array.view().data, values.data(), values.size_bytes());
  return array;
}

/// Copies `source` to `values`, which has the same length, after everything asked for so far;
/// waits for it.
template <class T>
void download(Executor& executor, View<const T> source, std::span<T> values) {
  copy_to_host(executor, values.data(), source.data, values.size_bytes());
}

/// A few bytes on their way to the host.
class LateBytes {
 public:
  static constexpr std::size_t kLimit = 64;

  LateBytes(Executor& executor, const void* source, std::size_t bytes);
  /// Waits for them. Throws CudaError.
  void copy_to(void* target, std::size_t bytes) const;

 private:
  Executor* executor_;
  std::size_t slot_;
};

/// A number on the device, asked for and perhaps not yet there. Of one executor at most
/// `kLateSlots` may be waited for at a time; an older one is overwritten.
template <class T>
class Later {
 public:
  Later(Executor& executor, View<const T> source) : bytes_(executor, source.data, sizeof(T)) {
    static_assert(sizeof(T) <= LateBytes::kLimit && std::is_trivially_copyable_v<T>);
  }
  [[nodiscard]] T get() const {
    T value;
    bytes_.copy_to(&value, sizeof(T));
    return value;
  }

 private:
  LateBytes bytes_;
};
inline constexpr std::size_t kLateSlots = 4;

/// The one element of `source` as it is after everything asked for so far; does not wait.
template <class T>
[[nodiscard]] Later<T> read_later(Executor& executor, View<const T> source) {
  return Later<T>(executor, source);
}

/// Stages in the order in which they were asked for, to be repeated as a whole (a CUDA graph).
class Recording {
 public:
  explicit Recording(Executor& executor);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Ends the recording that began with the object; what was asked for since has not run.
  void finish();
  /// Runs it once. Does not wait.
  void operator()() const;

 private:
  Executor& executor_;
  CUgraphExec_st* graph_ = nullptr;
};

/// `work()`, which asks for stages only and waits for nothing, as a recording that is cheap to run:
/// the launches of all its kernels cost the host one call.
template <class Work>
[[nodiscard]] std::unique_ptr<Recording> record_graph(Executor& executor, const Work& work) {
  auto recording = std::make_unique<Recording>(executor);
  work();
  recording->finish();
  return recording;
}
template <class Work>
[[nodiscard]] auto record(Executor& executor, const Work& work) {
  return [recording = record_graph(executor, work)] { (*recording)(); };
}

/// A named part of a run in the domain `tessera` of NVTX, as Nsight shows it, until the object
/// dies. `name` is a string literal.
class Range {
 public:
  explicit Range(const char* name);
  ~Range();
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;
};
[[nodiscard]] inline Range range(Executor&, const char* name) { return Range(name); }

}  // namespace tessera::gpu

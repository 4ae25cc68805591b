#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <span>
#include <sys/mman.h>

#include "cpu_fallback/stages.hpp"
#include "kernels/gpu_devices.hpp"
#include "kernels/stages/array.hpp"
#include "tests/support/fenced_memory.hpp"
#include "tests/support/fenced_views.hpp"
#include "tests/support/teams.hpp"

// An executor that behaves like a device although it computes on the CPU. Its arrays lie in pages
// that can be touched only while a stage or a copy is at work: host code that follows a device view
// dies on the spot, and so does a stage that is handed host memory, an array that was given back,
// or reads beyond the end of one. A pipeline that runs here forgets no upload and no download.

namespace tessera::fenced {

/// Copies between host and fenced memory so far.
struct Transfers {
  std::int64_t uploads = 0;
  std::int64_t uploaded_bytes = 0;
  std::int64_t downloads = 0;
  std::int64_t downloaded_bytes = 0;
  std::int64_t scalars = 0;  // numbers that stages return

  friend bool operator==(const Transfers&, const Transfers&) = default;
  friend Transfers operator-(const Transfers& a, const Transfers& b) {
    return {a.uploads - b.uploads, a.uploaded_bytes - b.uploaded_bytes, a.downloads - b.downloads,
            a.downloaded_bytes - b.downloaded_bytes, a.scalars - b.scalars};
  }
  friend std::ostream& operator<<(std::ostream& stream, const Transfers& t) {
    return stream << t.uploads << " uploads (" << t.uploaded_bytes << " bytes), " << t.downloads
                  << " downloads (" << t.downloaded_bytes << " bytes), " << t.scalars << " scalars";
  }
};

class VendorMatrix;

class Executor {
 public:
  using VendorMatrix = fenced::VendorMatrix;
  using ElementStages = void;

  explicit Executor(std::int64_t look_every = 1,
                    cpu::ExecutorOptions inner = {cpu::Team::serial, 1})
      : cpu_(inner), look_every_(look_every) {}

  [[nodiscard]] Memory& memory() { return memory_; }
  [[nodiscard]] std::int64_t look_every() const { return look_every_; }
  /// What the executor says about itself; its memory may be said to be smaller than it is.
  [[nodiscard]] const gpu::Device& device() const { return device_; }
  void claim_memory(std::int64_t bytes) { device_.memory_bytes = bytes; }

  /// Runs `work(cpu_executor)` with the fences open.
  template <class Work>
  auto inside(const Work& work) {
    struct Opening {
      explicit Opening(Memory& fenced) : memory(fenced) { memory.protect(PROT_READ | PROT_WRITE); }
      ~Opening() { memory.protect(PROT_NONE); }
      Memory& memory;
    } opening(memory_);
    return work(cpu_);
  }

  Transfers transfers;

 private:
  cpu::Executor cpu_;
  Memory memory_;
  std::int64_t look_every_;
  gpu::Device device_{0, "fenced", 0, 0, 1, std::numeric_limits<std::int64_t>::max(), 0};
};

/// Owner of a fenced array; it can be looked at only through `download`.
template <class T>
using Array = tessera::Array<T, Memory>;

/// Stands in for what a vendor's library makes of a matrix: one vector beside the arrays of the
/// matrix, which it keeps, and no slices that the run would have to pay for.
class VendorMatrix {
 public:
  VendorMatrix(Executor& executor, CsrMatrix A);
  VendorMatrix(const VendorMatrix&) = delete;
  VendorMatrix& operator=(const VendorMatrix&) = delete;

  /// What multiplies in its place; its arrays are no arrays of the run.
  operator SlicedMatrix() const { return sliced_; }
  [[nodiscard]] const CsrMatrix& kept() const { return kept_; }

 private:
  CsrMatrix kept_;
  Array<double> product_;
  cpu::Array<std::int32_t> rows_, columns_;
  cpu::Array<std::int64_t> offsets_;
  cpu::Array<double> values_;
  SlicedMatrix sliced_;
};

inline VendorMatrix::VendorMatrix(Executor& executor, CsrMatrix A)
    : kept_(A), product_(executor.memory(), A.row_count()) {
  executor.inside([&](cpu::Executor& cpu) {
    const int lanes = slice_rows(cpu);
    const std::int64_t slices = slice_count_of(A.row_count(), lanes);
    rows_ = allocate<std::int32_t>(cpu, slices * lanes);
    offsets_ = allocate<std::int64_t>(cpu, slices + 1);
    const SlicePlan plan{rows_.view(), offsets_.view(), lanes};
    const std::int64_t entries = plan_slices(cpu, A, plan);
    columns_ = allocate<std::int32_t>(cpu, entries);
    values_ = allocate<double>(cpu, entries);
    fill_slices(cpu, A, plan, SliceEntries{columns_.view(), values_.view()});
    sliced_ = {rows_.view(),   offsets_.view(), columns_.view(),
               values_.view(), A.row_count(),   lanes};
  });
}

inline void require_fenced(const Memory& memory, const VendorMatrix& A) {
  require_fenced(memory, A.kept());
}

template <class T>
[[nodiscard]] Array<T> allocate(Executor& executor, std::int64_t count) {
  return Array<T>(executor.memory(), count);
}

template <class T>
void set_zero(Executor& executor, View<T> view) {
  executor.inside([&](cpu::Executor& cpu) { cpu::set_zero(cpu, view); });
}

inline void synchronize(Executor&) {}
inline std::int64_t iterations_per_look(const Executor& executor) { return executor.look_every(); }
inline int slice_rows(const Executor&) { return 8; }
inline std::int64_t groups_per_batch(const Executor&) { return 2; }
inline std::int64_t path_steps_per_call(const Executor&) { return std::int64_t{1} << 18; }

template <class T>
[[nodiscard]] Array<T> upload(Executor& executor, std::span<const T> values) {
  Array<T> array = allocate<T>(executor, static_cast<std::int64_t>(values.size()));
  executor.inside(
      [&](cpu::Executor&) { std::copy(values.begin(), values.end(), array.view().data); });
  ++executor.transfers.uploads;
  executor.transfers.uploaded_bytes += static_cast<std::int64_t>(values.size_bytes());
  return array;
}

template <class T>
void download(Executor& executor, View<const T> source, std::span<T> values) {
  require_fenced(executor.memory(), source);
  executor.inside([&](cpu::Executor& cpu) { cpu::download(cpu, source, values); });
  ++executor.transfers.downloads;
  executor.transfers.downloaded_bytes += static_cast<std::int64_t>(values.size_bytes());
}

template <class T>
[[nodiscard]] cpu::Later<T> read_later(Executor& executor, View<const T> source) {
  cpu::Later<T> later;
  download(executor, source, std::span(&later.value, 1));
  return later;
}

template <class Work>
[[nodiscard]] Work record(Executor&, Work work) {
  return work;
}
[[nodiscard]] inline cpu::Range range(Executor&, const char*) { return {}; }

#define TESSERA_FENCED_STAGE(stage)                                                     \
  template <class... Arguments>                                                         \
  auto stage(Executor& executor, const Arguments&... arguments) {                       \
    require_all(executor.memory(), arguments...);                                       \
    const auto run = [&](cpu::Executor& cpu) { return cpu::stage(cpu, arguments...); }; \
    if constexpr (!std::is_void_v<decltype(executor.inside(run))>) {                    \
      ++executor.transfers.scalars;                                                     \
    }                                                                                   \
    return executor.inside(run);                                                        \
  }

TESSERA_FENCED_STAGE(compute_row_offsets)
TESSERA_FENCED_STAGE(fill_rows)
TESSERA_FENCED_STAGE(compute_conductance)
TESSERA_FENCED_STAGE(gather_stiffness)
TESSERA_FENCED_STAGE(apply_stiffness)
TESSERA_FENCED_STAGE(fill_triplets)
TESSERA_FENCED_STAGE(find_entries)
TESSERA_FENCED_STAGE(sum_triplets)
TESSERA_FENCED_STAGE(add_source_load)
TESSERA_FENCED_STAGE(add_entries)
TESSERA_FENCED_STAGE(form_right_side)
TESSERA_FENCED_STAGE(compose_potential)
TESSERA_FENCED_STAGE(compute_scale)
TESSERA_FENCED_STAGE(equilibrate)
TESSERA_FENCED_STAGE(plan_slices)
TESSERA_FENCED_STAGE(fill_slices)
TESSERA_FENCED_STAGE(start_search)
TESSERA_FENCED_STAGE(multiply_direction)
TESSERA_FENCED_STAGE(advance_residual)
TESSERA_FENCED_STAGE(advance_solution)
TESSERA_FENCED_STAGE(true_residual)
TESSERA_FENCED_STAGE(dot_product)
TESSERA_FENCED_STAGE(recover_velocity)
TESSERA_FENCED_STAGE(recover_pressure)
TESSERA_FENCED_STAGE(equilibrate_elements)
TESSERA_FENCED_STAGE(advance_iterate)
TESSERA_FENCED_STAGE(narrow_residual)
TESSERA_FENCED_STAGE(turn_direction)
TESSERA_FENCED_STAGE(derive_levels)
TESSERA_FENCED_STAGE(invert_diagonal)
TESSERA_FENCED_STAGE(begin_smoothing)
TESSERA_FENCED_STAGE(smooth_step)
TESSERA_FENCED_STAGE(subtract_action)
TESSERA_FENCED_STAGE(fill_cells)
TESSERA_FENCED_STAGE(halve_cells)
TESSERA_FENCED_STAGE(bound_cells)
TESSERA_FENCED_STAGE(form_stencil)
TESSERA_FENCED_STAGE(restrict_residual)
TESSERA_FENCED_STAGE(prolong_correction)
TESSERA_FENCED_STAGE(solve_coarsest)
TESSERA_FENCED_STAGE(run_grid_cycle)
TESSERA_FENCED_STAGE(simulate_paths)
TESSERA_FENCED_STAGE(merge_moments)
#undef TESSERA_FENCED_STAGE

/// As on a device, a second copy of the triplets lies beside the first one while they are sorted.
inline void sort_triplets(Executor& executor, Triplets triplets) {
  require_fenced(executor.memory(), triplets);
  const auto keys = allocate<std::uint64_t>(executor, triplets.keys.count);
  const auto values = allocate<double>(executor, triplets.values.count);
  executor.inside([&](cpu::Executor& cpu) { cpu::sort_triplets(cpu, triplets); });
}

}  // namespace tessera::fenced

#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "cpu_fallback/memory.hpp"
#include "cpu_fallback/processor.hpp"
#include "cpu_fallback/teams/process_team.hpp"
#include "cpu_fallback/teams/thread_team.hpp"
#include "cpu_fallback/trace.hpp"

namespace tessera::cpu {

/// The execution models behind one primitive; results do not depend on the choice.
enum class Team { serial, threads, openmp, processes };

[[nodiscard]] const char* name_of(Team team);

struct ExecutorOptions {
  Team team = Team::openmp;
  int workers = usable_cores();
  InstructionSet instruction_set = best_instruction_set();
};

/// Where a run happens on the CPU: a team of workers and the memory that they share. Every stage
/// takes it as its first argument.
class Executor {
 public:
  /// Says that the stages of multigrid, and of products without a matrix, are here.
  using ElementStages = void;

  /// Starts the workers. With Team::processes it forks, so it must come before any thread and any
  /// OpenMP region of this process.
  explicit Executor(const ExecutorOptions& options);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// The one primitive: calls `body(chunk)` for chunk 0..chunk_count-1, then all meet. `body` is
  /// trivially copyable (views and numbers only, captured by value) and does not throw. Which
  /// worker runs which chunk is unspecified; a stage must not depend on it. Throws WorkerLost.
  template <class Body>
  void for_chunks(std::int64_t chunk_count, const Body& body) {
    static_assert(std::is_trivially_copyable_v<Body>, "a worker process runs a copy of the bytes");
    static_assert(sizeof(Body) <= Phase::kBodyLimit);
    const ChunkFunction function = [](const void* bytes, std::int64_t chunk) noexcept {
      (*static_cast<const Body*>(bytes))(chunk);
    };
    run({function, body_name<Body>(), chunk_count}, &body, sizeof(Body));
  }

  [[nodiscard]] Team team() const { return team_; }
  [[nodiscard]] int workers() const { return workers_; }
  [[nodiscard]] InstructionSet instruction_set() const { return instruction_set_; }
  [[nodiscard]] Memory& memory() { return memory_; }
  /// From here on records who runs which chunks when, and the ranges of the caller.
  void record_trace();
  /// What was recorded; null unless asked for.
  [[nodiscard]] Trace* trace() { return trace_.get(); }
  /// Process ids of the workers of Team::processes; empty for the other teams.
  [[nodiscard]] std::span<const pid_t> worker_processes() const;

 private:
  void run(const PhaseWork& work, const void* body, std::size_t body_bytes);

  Team team_;
  int workers_;
  InstructionSet instruction_set_;
  Memory memory_;
  std::unique_ptr<Trace> trace_;
  std::variant<std::monostate, ThreadTeam, ProcessTeam> pool_;
};

/// A new array of `count` elements in the memory of `executor`, contents unspecified.
template <class T>
[[nodiscard]] Array<T> allocate(Executor& executor, std::int64_t count) {
  static_assert(std::is_trivially_copyable_v<T>);
  return Array<T>(executor.memory(), count);
}

/// Sets every byte of `view` to zero.
template <class T>
void set_zero(Executor&, View<T> view) {
  if (view.count > 0) std::memset(view.data, 0, static_cast<std::size_t>(view.count) * sizeof(T));
}

/// Waits until everything asked of `executor` is done: on the CPU it always is.
inline void synchronize(Executor&) {}

/// A number in the memory of an executor, asked for and perhaps not yet there.
template <class T>
struct Later {
  T value;

  [[nodiscard]] T get() const { return value; }
};

/// The one element of `source` as it is now, that is, after everything asked for so far.
template <class T>
[[nodiscard]] Later<T> read_later(Executor&, View<const T> source) {
  return {source[0]};
}

/// `work()`, which asks for stages only, in a form that is cheap to call again: here it is that
/// already.
template <class Work>
[[nodiscard]] Work record(Executor&, Work work) {
  return work;
}

/// A named part of a run in the trace, if there is one, until the object dies. `name` is a literal.
[[nodiscard]] inline Range range(Executor& executor, const char* name) {
  return {executor.trace(), name};
}

/// How many solver iterations the host lets pass before it looks at the state: looking is free
/// here.
inline std::int64_t iterations_per_look(const Executor&) { return 1; }

/// Rows per slice of a SlicedMatrix: as many as the lanes of the widest vectors.
inline int slice_rows(const Executor&) { return 8; }

/// A new array that holds a copy of `values`.
template <class T>
[[nodiscard]] Array<T> upload(Executor& executor, std::span<const T> values) {
  Array<T> array = allocate<T>(executor, static_cast<std::int64_t>(values.size()));
  if (!values.empty()) std::memcpy(array.view().data, values.data(), values.size_bytes());
  return array;
}

/// Copies `source` to `values`, which has the same length.
template <class T>
void download(Executor&, View<const T> source, std::span<T> values) {
  if (!values.empty()) std::memcpy(values.data(), source.data, values.size_bytes());
}

}  // namespace tessera::cpu

#include "cpu_fallback/executor.hpp"

#include <algorithm>
#include <omp.h>

namespace tessera::cpu {
namespace {

Memory::Kind memory_kind(Team team) {
  return team == Team::processes ? Memory::Kind::shared_mapping : Memory::Kind::private_pages;
}

void run_openmp(int workers, const PhaseWork& work, const void* body) {
#pragma omp parallel for schedule(static) num_threads(workers)
  for (std::int64_t chunk = 0; chunk < work.chunk_count; ++chunk) work.function(body, chunk);
}

// The same with the chunks that a static schedule gives each thread, so that a thread knows its
// own.
void run_openmp_traced(int workers, const PhaseWork& work, const void* body) {
#pragma omp parallel num_threads(workers)
  {
    const int worker = omp_get_thread_num();
    const ChunkRange range = chunks_of_worker(work.chunk_count, worker, omp_get_num_threads());
    run_chunk_range(work, body, range, work.tracks + worker);
  }
}

void run_serial(const PhaseWork& work, const void* body) {
  run_chunk_range(work, body, {0, work.chunk_count}, work.tracks);
}

template <class Pool>
void run_pool(Pool& pool, const PhaseWork& work, const void* body, std::size_t body_bytes) {
  Phase& phase = pool.phase();
  phase.work = work;
  std::memcpy(phase.body, body, body_bytes);
  pool.run();
}

}  // namespace

const char* name_of(Team team) {
  switch (team) {
    case Team::serial:
      return "serial";
    case Team::threads:
      return "threads";
    case Team::openmp:
      return "openmp";
    case Team::processes:
      return "processes";
  }
  return "serial";
}

Executor::Executor(const ExecutorOptions& options)
    : team_(options.team),
      workers_(options.team == Team::serial ? 1 : std::max(1, options.workers)),
      instruction_set_(options.instruction_set),
      memory_(memory_kind(options.team)) {
  if (team_ == Team::threads) pool_.emplace<ThreadTeam>(workers_);
  if (team_ == Team::processes) pool_.emplace<ProcessTeam>(workers_, memory_);
}

std::span<const pid_t> Executor::worker_processes() const {
  const auto* processes = std::get_if<ProcessTeam>(&pool_);
  return processes == nullptr ? std::span<const pid_t>{} : processes->workers();
}

void Executor::record_trace() { trace_ = std::make_unique<Trace>(memory_, workers_); }

void Executor::run(const PhaseWork& untraced, const void* body, std::size_t body_bytes) {
  PhaseWork work = untraced;
  if (trace_) work.tracks = trace_->worker_tracks();
  // Waking others would take longer than the one chunk, on a busy machine very much longer.
  if (work.chunk_count <= 1) return run_serial(work, body);
  if (auto* threads = std::get_if<ThreadTeam>(&pool_)) {
    run_pool(*threads, work, body, body_bytes);
  } else if (auto* processes = std::get_if<ProcessTeam>(&pool_)) {
    run_pool(*processes, work, body, body_bytes);
  } else if (team_ == Team::serial) {
    run_serial(work, body);
  } else if (work.tracks != nullptr) {
    run_openmp_traced(workers_, work, body);
  } else {
    run_openmp(workers_, work, body);
  }
}

}  // namespace tessera::cpu

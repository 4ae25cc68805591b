#include "cpu_fallback/executor.hpp"

#include <algorithm>

namespace tessera::cpu {
namespace {

Memory::Kind memory_kind(Team team) {
  return team == Team::processes ? Memory::Kind::shared_mapping : Memory::Kind::private_pages;
}

void run_openmp(int workers, std::int64_t chunk_count, const void* body, ChunkFunction function) {
#pragma omp parallel for schedule(static) num_threads(workers)
  for (std::int64_t chunk = 0; chunk < chunk_count; ++chunk) function(body, chunk);
}

void run_serial(std::int64_t chunk_count, const void* body, ChunkFunction function) {
  for (std::int64_t chunk = 0; chunk < chunk_count; ++chunk) function(body, chunk);
}

template <class Pool>
void run_pool(Pool& pool, std::int64_t chunk_count, const void* body, std::size_t body_bytes,
              ChunkFunction function) {
  Phase& phase = pool.phase();
  phase.function = function;
  phase.chunk_count = chunk_count;
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

void Executor::run(std::int64_t chunk_count, const void* body, std::size_t body_bytes,
                   ChunkFunction function) {
  // Waking others would take longer than the one chunk, on a busy machine very much longer.
  if (chunk_count <= 1) return run_serial(chunk_count, body, function);
  if (auto* threads = std::get_if<ThreadTeam>(&pool_)) {
    run_pool(*threads, chunk_count, body, body_bytes, function);
  } else if (auto* processes = std::get_if<ProcessTeam>(&pool_)) {
    run_pool(*processes, chunk_count, body, body_bytes, function);
  } else if (team_ == Team::openmp) {
    run_openmp(workers_, chunk_count, body, function);
  } else {
    run_serial(chunk_count, body, function);
  }
}

}  // namespace tessera::cpu

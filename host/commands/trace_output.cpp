#include "host/commands/trace_output.hpp"

#include "host/io/pending_file.hpp"
#include "host/report/trace_file.hpp"

namespace tessera {
namespace {

bool is_wanted(const Choice<std::string>& file) { return file.value && !file.value->empty(); }

}  // namespace

void start_trace(cpu::Executor& executor, const Choice<std::string>& file) {
  if (is_wanted(file)) executor.record_trace();
}

void start_trace(gpu::Executor&, const Choice<std::string>& file) {
  if (!is_wanted(file)) return;
  file.refuse("shows the workers of the CPU; a run on CUDA is seen with Nsight Systems (nsys)");
}

bool write_trace(cpu::Executor& executor, const Choice<std::string>& file) {
  if (executor.trace() == nullptr) return false;
  write_whole_file(*file.value, chrome_trace(*executor.trace(), cpu::name_of(executor.team())));
  return true;
}

bool write_trace(gpu::Executor&, const Choice<std::string>&) { return false; }

}  // namespace tessera

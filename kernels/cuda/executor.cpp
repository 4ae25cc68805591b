#include <cstdlib>
#include <cstring>
#include <string>

#include "kernels/cuda/context.hpp"
#include "kernels/gpu_executor.hpp"
#include "kernels/gpu_failures.hpp"

namespace tessera::gpu {
namespace {

// From here on a copy goes through page-locked buffers; below, CUDA's own staging is as good.
constexpr std::size_t kStagedBytes = std::size_t{1} << 20;

Device usable_device(int ordinal) {
  const DeviceSurvey survey = survey_devices();
  const std::string obstacle = obstacle_to(survey, ordinal);
  if (!obstacle.empty()) throw DeviceUnavailable(obstacle);
  TESSERA_CUDA_CHECK(cudaSetDevice(ordinal));
  return survey.devices[static_cast<std::size_t>(ordinal)];
}

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && std::string(value) == "1";
}

Staging& staging_of(Executor& executor) {
  auto& staging = executor.context().staging;
  return staging ? *staging : staging.emplace();
}

}  // namespace

Executor::Context::Context(const Device& found)
    : device(found),
      memory(stream.get()),
      ticket(memory, 1),
      number(memory, 1),
      wait_after_launch(is_set("TESSERA_SYNC")) {
  TESSERA_CUDA_CHECK(cudaMemsetAsync(ticket.view().data, 0, sizeof(unsigned), stream.get()));
}

Executor::Executor(int device) : context_(std::make_unique<Context>(usable_device(device))) {}

Executor::~Executor() { check_quietly(cudaStreamSynchronize(context_->stream.get())); }

const Device& Executor::device() const { return context_->device; }

Memory& Executor::memory() { return context_->memory; }

void synchronize(Executor& executor) {
  TESSERA_CUDA_CHECK(cudaStreamSynchronize(executor.context().stream.get()));
}

void copy_to_device(Executor& executor, void* target, const void* source, std::size_t bytes) {
  if (bytes == 0) return;
  const cudaStream_t stream = executor.context().stream.get();
  if (bytes < kStagedBytes) {
    TESSERA_CUDA_CHECK(cudaMemcpyAsync(target, source, bytes, cudaMemcpyHostToDevice, stream));
    return;
  }
  staging_of(executor).to_device(stream, static_cast<std::byte*>(target),
                                 static_cast<const std::byte*>(source), bytes);
}

void copy_to_host(Executor& executor, void* target, const void* source, std::size_t bytes) {
  if (bytes == 0) return;
  const cudaStream_t stream = executor.context().stream.get();
  if (bytes < kStagedBytes) {
    TESSERA_CUDA_CHECK(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDeviceToHost, stream));
    TESSERA_CUDA_CHECK(cudaStreamSynchronize(stream));
    return;
  }
  staging_of(executor).to_host(stream, static_cast<std::byte*>(target),
                               static_cast<const std::byte*>(source), bytes);
}

void zero_bytes(Executor& executor, void* target, std::size_t bytes) {
  if (bytes == 0) return;
  TESSERA_CUDA_CHECK(cudaMemsetAsync(target, 0, bytes, executor.context().stream.get()));
}

LateBytes::LateBytes(Executor& executor, const void* source, std::size_t bytes)
    : executor_(&executor), slot_(executor.context().late_count++ % kLateSlots) {
  Executor::Context& context = executor.context();
  Executor::Context::LateSlot& slot = context.late_slots[slot_];
  TESSERA_CUDA_CHECK(cudaMemcpyAsync(slot.buffer.data(), source, bytes, cudaMemcpyDeviceToHost,
                                     context.stream.get()));
  slot.arrived.record(context.stream.get());
}

void LateBytes::copy_to(void* target, std::size_t bytes) const {
  const Executor::Context::LateSlot& slot = executor_->context().late_slots[slot_];
  slot.arrived.wait();
  std::memcpy(target, slot.buffer.data(), bytes);
}

Recording::Recording(Executor& executor) : executor_(executor) {
  TESSERA_CUDA_CHECK(
      cudaStreamBeginCapture(executor.context().stream.get(), cudaStreamCaptureModeThreadLocal));
}

Recording::~Recording() {
  if (graph_ != nullptr) {
    check_quietly(cudaGraphExecDestroy(graph_));
    return;
  }
  // The work threw: the capture is still open.
  cudaGraph_t unfinished = nullptr;
  check_quietly(cudaStreamEndCapture(executor_.context().stream.get(), &unfinished));
  if (unfinished != nullptr) check_quietly(cudaGraphDestroy(unfinished));
}

void Recording::finish() {
  cudaGraph_t graph = nullptr;
  TESSERA_CUDA_CHECK(cudaStreamEndCapture(executor_.context().stream.get(), &graph));
  const cudaError_t status = cudaGraphInstantiate(&graph_, graph, 0);
  check_quietly(cudaGraphDestroy(graph));
  TESSERA_CUDA_CHECK(status);
}

void Recording::operator()() const {
  TESSERA_CUDA_CHECK(cudaGraphLaunch(graph_, executor_.context().stream.get()));
}

}  // namespace tessera::gpu

#include <cuda_runtime_api.h>

#include "tests/replayed_device/device.hpp"

// Streams and events.

namespace {

using namespace tessera::support;

bool delays() { return replayed_device().behaviour.delay; }

/// Whether all is done; if not, a little more of it is, so that asking again and again ends.
bool is_done(Stream& stream, std::uint64_t number) {
  if (stream.has_done(number)) return true;
  stream.run_next();
  return false;
}

}  // namespace

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return answer("cudaStreamCreateWithFlags",
                [&] { *stream = session().streams.create((flags & cudaStreamNonBlocking) == 0); });
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int) {
  return cudaStreamCreateWithFlags(stream, flags);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return answer_quietly("cudaStreamDestroy", [&] { session().streams.destroy(stream); });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return answer("cudaStreamSynchronize", [&] { device().synchronize(stream); });
}

cudaError_t cudaStreamQuery(cudaStream_t handle) {
  return answer("cudaStreamQuery", [&] {
    Stream& stream = *session().streams.at(handle);
    if (!is_done(stream, stream.last())) throw Refusal(cudaErrorNotReady);
  });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  return answer("cudaStreamWaitEvent", [&] {
    wait_for_event(session().streams, stream, *session().events.at(event), !delays());
  });
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  return answer("cudaStreamBeginCapture", [&] { begin_capture(session().streams, stream, mode); });
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  return answer("cudaStreamEndCapture", [&] {
    *graph = nullptr;
    *graph = session().graphs.add(end_capture(session().streams, stream));
  });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  return answer("cudaStreamIsCapturing", [&] {
    const auto& capture = session().streams.at(stream)->capture;
    *status = !capture              ? cudaStreamCaptureStatusNone
              : capture->is_invalid ? cudaStreamCaptureStatusInvalidated
                                    : cudaStreamCaptureStatusActive;
  });
}

cudaError_t cudaDeviceSynchronize() {
  return answer("cudaDeviceSynchronize", [&] {
    for (const auto& capture : session().streams.captures()) {
      capture->is_invalid = true;
      throw Refusal(cudaErrorStreamCaptureUnsupported,
                    "the device cannot be waited for while a stream is captured");
    }
    session().streams.run_all();
  });
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  return answer("cudaEventCreateWithFlags", [&] {
    *event = session().events.add(std::make_shared<Event>((flags & cudaEventDisableTiming) == 0));
  });
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return answer_quietly("cudaEventDestroy", [&] { session().events.take(event); });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return answer("cudaEventRecord", [&] {
    record_event(session().streams, stream, *session().events.at(event), session().clock_ms,
                 !delays());
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
  return answer("cudaEventSynchronize", [&] {
    const Event& event = *session().events.at(handle);
    require_not_captured(event);
    if (event.mark) event.mark->stream->run_until(event.mark->number);
  });
}

cudaError_t cudaEventQuery(cudaEvent_t handle) {
  return answer("cudaEventQuery", [&] {
    const Event& event = *session().events.at(handle);
    require_not_captured(event);
    require_no_capture(session().streams, "cudaEventQuery");
    if (event.mark && !is_done(*event.mark->stream, event.mark->number)) {
      throw Refusal(cudaErrorNotReady);
    }
  });
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  return answer("cudaEventElapsedTime", [&] {
    const Event& first = *session().events.at(begin);
    const Event& second = *session().events.at(end);
    for (const Event* event : {&first, &second}) {
      require_not_captured(*event);
      if (!event->measures) {
        throw Refusal(cudaErrorInvalidResourceHandle, "the event was made without timing");
      }
      if (!event->mark) throw Refusal(cudaErrorInvalidResourceHandle, "it was never recorded");
      if (!event->mark->is_reached) throw Refusal(cudaErrorNotReady);
    }
    *milliseconds = static_cast<float>(second.mark->at_ms - first.mark->at_ms);
  });
}

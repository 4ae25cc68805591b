#include "tests/replayed_device/event.hpp"

namespace tessera::support {

void record_event(Streams& streams, cudaStream_t handle, Event& event, const double& clock_ms,
                  bool at_once) {
  const std::shared_ptr<Stream>& stream = streams.at(handle);
  event.mark.reset();
  event.capture = stream->capture;
  if (stream->capture) {
    stream->capture->require_valid();
    event.progress = stream->capture->progress.at(stream.get());
    return;
  }
  auto mark = std::make_shared<Mark>();
  event.mark = mark;
  streams.submit(handle,
                 {[mark, &clock_ms] {
                    mark->is_reached = true;
                    mark->at_ms = clock_ms;
                  },
                  {}},
                 at_once);
  mark->stream = stream;
  mark->number = stream->last();
}

void wait_for_event(Streams& streams, cudaStream_t handle, const Event& event, bool at_once) {
  const std::shared_ptr<Stream>& stream = streams.at(handle);
  if (const std::shared_ptr<Capture> capture = event.capture.lock()) {
    capture->require_valid();
    if (stream->capture && stream->capture != capture) {
      stream->capture->is_invalid = capture->is_invalid = true;
      throw Refusal(cudaErrorStreamCaptureMerge, "an event would join two captures");
    }
    stream->capture = capture;
    capture->join(*stream, event.progress);
    return;
  }
  if (stream->capture) {
    if (!event.mark) return;  // never recorded: nothing to wait for
    stream->capture->is_invalid = true;
    throw Refusal(cudaErrorStreamCaptureIsolation,
                  "a captured stream waits for an event that was recorded before the capture");
  }
  const std::shared_ptr<Mark> mark = event.mark;
  if (!mark || mark->is_reached) return;
  streams.submit(handle, {[mark] { mark->stream->run_until(mark->number); }, {}}, at_once);
}

void require_not_captured(const Event& event) {
  const std::shared_ptr<Capture> capture = event.capture.lock();
  if (!capture) return;
  capture->is_invalid = true;
  throw Refusal(cudaErrorCapturedEvent, "the event was recorded in a capture");
}

}  // namespace tessera::support

#include "tests/replayed_device/capture.hpp"

#include <algorithm>
#include <string>

namespace tessera::support {

Work Graph::as_work() const {
  Work all;
  for (const Work& node : nodes) {
    all.page_locked.insert(all.page_locked.end(), node.page_locked.begin(), node.page_locked.end());
  }
  all.run = [copy = nodes] {
    for (const Work& node : copy) node.run();
  };
  return all;
}

void Capture::require_valid() const {
  if (!is_invalid) return;
  throw Refusal(cudaErrorStreamCaptureInvalidated, "the capture has failed before");
}

void Capture::record(const Stream& stream, Work work) {
  require_valid();
  graph.nodes.push_back(std::move(work));
  ++progress[&stream][&stream];
}

void Capture::join(const Stream& stream, const Progress& known) {
  Progress& own = progress[&stream];
  own.try_emplace(&stream, 0);
  for (const auto& [other, count] : known) own[other] = std::max(own[other], count);
}

bool Capture::is_joined() const {
  const Progress& known = progress.at(origin);
  return std::all_of(progress.begin(), progress.end(), [&](const auto& entry) {
    const auto found = known.find(entry.first);
    return found != known.end() && found->second == entry.second.at(entry.first);
  });
}

bool Capture::forbids_unsafe_calls() const {
  if (mode == cudaStreamCaptureModeGlobal) return true;
  return mode == cudaStreamCaptureModeThreadLocal && thread == std::this_thread::get_id();
}

void begin_capture(Streams& streams, cudaStream_t handle, cudaStreamCaptureMode mode) {
  if (handle == nullptr || handle == cudaStreamLegacy) {
    throw Refusal(cudaErrorStreamCaptureUnsupported, "the legacy stream cannot be captured");
  }
  const std::shared_ptr<Stream>& stream = streams.at(handle);
  if (stream->capture) throw Refusal(cudaErrorIllegalState, "the stream is captured already");
  stream->capture = std::make_shared<Capture>(stream.get(), mode);
  stream->capture->join(*stream, {});
}

std::shared_ptr<Graph> end_capture(Streams& streams, cudaStream_t handle) {
  const std::shared_ptr<Capture> capture = streams.at(handle)->capture;
  if (!capture) throw Refusal(cudaErrorIllegalState, "the stream is not captured");
  if (capture->origin != streams.at(handle).get()) {
    throw Refusal(cudaErrorStreamCaptureUnmatched, "the capture began on another stream");
  }
  if (capture->mode != cudaStreamCaptureModeRelaxed &&
      capture->thread != std::this_thread::get_id()) {
    throw Refusal(cudaErrorStreamCaptureWrongThread, "the capture began in another thread");
  }
  streams.leave(*capture);
  capture->require_valid();
  if (!capture->is_joined()) {
    throw Refusal(cudaErrorStreamCaptureUnjoined, "a stream of the capture is not waited for");
  }
  return std::make_shared<Graph>(std::move(capture->graph));
}

void require_no_capture(const Streams& streams, const char* name) {
  for (const auto& capture : streams.captures()) {
    if (!capture->forbids_unsafe_calls()) continue;
    capture->is_invalid = true;
    throw Refusal(cudaErrorStreamCaptureUnsupported,
                  std::string(name) + " while a stream is captured");
  }
}

}  // namespace tessera::support

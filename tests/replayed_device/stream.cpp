#include "tests/replayed_device/stream.hpp"

#include <algorithm>
#include <set>

#include "tests/ptx/replay/replay_error.hpp"
#include "tests/replayed_device/capture.hpp"

namespace tessera::support {

void Stream::add(Work work) { waiting_.push_back(std::move(work)); }

void Stream::run_until(std::uint64_t number) {
  while (done_ < number) {
    // Taken out first: work that waits for another stream may come back here.
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    ++done_;
    work.run();
  }
}

bool Stream::awaits(const HostRange& range) const {
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const Work& work) {
    return std::any_of(work.page_locked.begin(), work.page_locked.end(),
                       [&](const HostRange& used) { return used.overlaps(range); });
  });
}

void Stream::drop_all() {
  done_ = last();
  waiting_.clear();
}

cudaStream_t Streams::create(bool blocking) {
  return created_.add(std::make_shared<Stream>(blocking));
}

void Streams::destroy(cudaStream_t handle) {
  const std::shared_ptr<Stream> stream = created_.take(handle);
  if (stream->capture) stream->capture->is_invalid = true;
  if (!stream->is_idle()) destroyed_.push_back(stream);
}

const std::shared_ptr<Stream>& Streams::at(cudaStream_t handle) const {
  if (handle == nullptr || handle == cudaStreamLegacy) return legacy_;
  if (handle == cudaStreamPerThread) {
    throw ptx::ReplayError("the default stream of each thread is not replayed");
  }
  return created_.at(handle);
}

void Streams::submit(cudaStream_t handle, Work work, bool at_once) {
  Stream& stream = *at(handle);
  if (stream.capture) return stream.capture->record(stream, std::move(work));
  take_turns(stream);
  stream.add(std::move(work));
  if (at_once) stream.run_until(stream.last());
}

/// The legacy stream and every blocking stream wait for what was put on the other before.
void Streams::take_turns(Stream& stream) {
  const bool is_legacy = &stream == legacy_.get();
  if (!stream.is_blocking()) return;
  if (!is_legacy) {
    if (legacy_->is_idle()) return;
    stream.add({[legacy = legacy_, number = legacy_->last()] { legacy->run_until(number); }, {}});
    return;
  }
  const auto wait_for = [&](const std::shared_ptr<Stream>& other) {
    if (!other->is_blocking()) return;
    if (other->capture) {
      other->capture->is_invalid = true;
      throw Refusal(cudaErrorStreamCaptureImplicit,
                    "the legacy stream is used while a stream that blocks with it is captured");
    }
    if (other->is_idle()) return;
    legacy_->add({[other, number = other->last()] { other->run_until(number); }, {}});
  };
  for (const auto& [handle, other] : created_.all()) wait_for(other);
  for (const auto& other : destroyed_) wait_for(other);
}

void Streams::run_all() {
  legacy_->run_until(legacy_->last());
  for (const auto& [handle, stream] : created_.all()) stream->run_until(stream->last());
  for (const auto& stream : destroyed_) stream->run_until(stream->last());
  destroyed_.clear();
}

void Streams::drop_all() {
  legacy_->drop_all();
  for (const auto& [handle, stream] : created_.all()) stream->drop_all();
  destroyed_.clear();
}

bool Streams::awaits(const HostRange& range) const {
  const auto& created = created_.all();
  return legacy_->awaits(range) ||
         std::any_of(created.begin(), created.end(),
                     [&](const auto& entry) { return entry.second->awaits(range); }) ||
         std::any_of(destroyed_.begin(), destroyed_.end(),
                     [&](const auto& stream) { return stream->awaits(range); });
}

void Streams::leave(const Capture& capture) {
  for (const auto& [handle, stream] : created_.all()) {
    if (stream->capture.get() == &capture) stream->capture.reset();
  }
}

std::vector<std::shared_ptr<Capture>> Streams::captures() const {
  std::set<std::shared_ptr<Capture>> found;
  for (const auto& [handle, stream] : created_.all()) {
    if (stream->capture) found.insert(stream->capture);
  }
  return {found.begin(), found.end()};
}

}  // namespace tessera::support

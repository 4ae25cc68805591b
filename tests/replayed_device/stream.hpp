#pragma once

#include <cstdint>
#include <deque>
#include <driver_types.h>
#include <functional>
#include <memory>
#include <vector>

#include "tests/replayed_device/handles.hpp"
#include "tests/replayed_device/memory_spaces.hpp"

namespace tessera::support {

struct Capture;

/// One thing that a stream does. It may run more than once, as part of a graph.
struct Work {
  std::function<void()> run;
  std::vector<HostRange> page_locked;  // memory of the host that it reads or writes when it runs
};

/// Work in the order in which it was put there.
class Stream {
 public:
  /// `blocking`: takes turns with the legacy stream.
  explicit Stream(bool blocking) : blocking_(blocking) {}

  void add(Work work);
  /// Runs the work that was put here first, up to the one of this number.
  void run_until(std::uint64_t number);
  void run_next() { run_until(done_ + 1); }
  /// Number of the last work; 0: there was none.
  [[nodiscard]] std::uint64_t last() const { return done_ + waiting_.size(); }
  [[nodiscard]] bool has_done(std::uint64_t number) const { return done_ >= number; }
  [[nodiscard]] bool is_idle() const { return waiting_.empty(); }
  [[nodiscard]] bool is_blocking() const { return blocking_; }
  /// Whether waiting work touches this memory.
  [[nodiscard]] bool awaits(const HostRange& range) const;
  void drop_all();

  /// Null: what is put here is no part of a graph.
  std::shared_ptr<Capture> capture;

 private:
  bool blocking_;
  std::deque<Work> waiting_;
  std::uint64_t done_ = 0;
};

/// All streams of the program, and the legacy one.
class Streams {
 public:
  cudaStream_t create(bool blocking);
  /// What waits on it runs before the program can see that it did not.
  void destroy(cudaStream_t handle);
  /// Refuses with cudaErrorInvalidResourceHandle.
  [[nodiscard]] const std::shared_ptr<Stream>& at(cudaStream_t handle) const;

  /// Puts `work` on the stream, or into the graph that is captured there. `at_once`: it also runs.
  void submit(cudaStream_t handle, Work work, bool at_once);
  void run_all();
  void drop_all();
  [[nodiscard]] bool awaits(const HostRange& range) const;

  [[nodiscard]] std::size_t size() const { return created_.size(); }
  /// Captures that have begun and not ended.
  [[nodiscard]] std::vector<std::shared_ptr<Capture>> captures() const;
  /// Takes all streams out of the capture.
  void leave(const Capture& capture);

 private:
  void take_turns(Stream& stream);

  std::shared_ptr<Stream> legacy_ = std::make_shared<Stream>(true);
  Handles<cudaStream_t, Stream> created_{"stream"};
  std::vector<std::shared_ptr<Stream>> destroyed_;  // with work that waits
};

}  // namespace tessera::support

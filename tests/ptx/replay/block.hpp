#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/ptx/replay/launch_state.hpp"
#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/tracked_bytes.hpp"
#include "tests/ptx/replay/warp.hpp"

namespace tessera::ptx {

/// The threads that share memory and meet at barriers. One object may run block after block.
class Block {
 public:
  explicit Block(LaunchState& launch);

  /// Puts the block at `index` of the grid at the start of the kernel.
  void start(const Dim& index);
  [[nodiscard]] bool is_alive() const { return alive_count() > 0; }
  /// A turn for every warp. Returns whether they have done anything but look whether they may go
  /// on. Throws ReplayError, also when no thread can go on.
  bool take_turn();
  /// Ends the replay: no block of the launch can go on.
  [[noreturn]] void fail_waiting() const;

  [[nodiscard]] const Dim& index() const { return index_; }
  [[nodiscard]] TrackedBytes& shared() { return shared_; }
  /// Offset of `extern .shared` memory.
  [[nodiscard]] std::size_t dynamic_shared_offset() const { return dynamic_shared_offset_; }

 private:
  struct Barrier;

  void claim_shared();
  bool advance_all();
  bool release_barriers();
  [[nodiscard]] bool is_ready() const;
  std::vector<Barrier> barriers() const;
  void complete(const Barrier& barrier);
  void reduce(const Barrier& barrier);
  void require_converged(const Barrier& barrier) const;
  [[noreturn]] void fail_stuck(const std::string& who, const std::string& why) const;
  [[nodiscard]] std::size_t alive_count() const;

  LaunchState& launch_;
  Dim index_;
  TrackedBytes shared_;
  std::size_t dynamic_shared_offset_ = 0;
  std::vector<std::unique_ptr<Warp>> warps_;
};

}  // namespace tessera::ptx

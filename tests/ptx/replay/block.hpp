#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/ptx/replay/launch_state.hpp"
#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/tracked_bytes.hpp"
#include "tests/ptx/replay/warp.hpp"

namespace tessera::ptx {

/// The threads that share memory and meet at barriers. One object runs all blocks, one by one.
class Block {
 public:
  explicit Block(LaunchState& launch);

  /// Runs the block at `index` of the grid to its end. Throws ReplayError.
  void run(const Dim& index);

  [[nodiscard]] const Dim& index() const { return index_; }
  [[nodiscard]] TrackedBytes& shared() { return shared_; }
  /// Offset of `extern .shared` memory.
  [[nodiscard]] std::size_t dynamic_shared_offset() const { return dynamic_shared_offset_; }

 private:
  struct Barrier;

  void claim_shared();
  void advance_all();
  bool release_barriers();
  std::vector<Barrier> barriers() const;
  void complete(const Barrier& barrier);
  void reduce(const Barrier& barrier);
  void require_converged(const Barrier& barrier) const;
  [[noreturn]] void fail_deadlocked() const;
  [[nodiscard]] std::size_t alive_count() const;

  LaunchState& launch_;
  Dim index_;
  TrackedBytes shared_;
  std::size_t dynamic_shared_offset_ = 0;
  std::vector<std::unique_ptr<Warp>> warps_;
};

}  // namespace tessera::ptx

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace tessera::ptx {

/// Memory that knows of each byte whether it belongs to something and whether it was written.
class TrackedBytes {
 public:
  /// Grows or shrinks to `size`; new bytes belong to nothing.
  void resize(std::size_t size);
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  /// Makes the bytes usable and not yet written.
  void claim(std::size_t offset, std::size_t count) { mark(offset, count, kClaimed); }
  /// Makes the bytes belong to nothing.
  void disown(std::size_t offset, std::size_t count) { mark(offset, count, kNobodys); }

  /// Whether all `count` bytes belong to something; false past the end.
  [[nodiscard]] bool claimed(std::size_t offset, std::size_t count) const {
    return all(offset, count, kClaimed);
  }
  /// Whether all `count` bytes have been written; false past the end.
  [[nodiscard]] bool written(std::size_t offset, std::size_t count) const {
    return all(offset, count, kWritten);
  }

  /// The bytes from `offset` on, without a check.
  [[nodiscard]] const std::byte* at(std::size_t offset) const { return bytes_.data() + offset; }
  void store(std::size_t offset, const void* from, std::size_t count) {
    if (count > 0) std::memcpy(bytes_.data() + offset, from, count);
    mark(offset, count, kWritten);
  }
  /// Copies values and what is known of them, without a check; the two may overlap.
  void copy(std::size_t to, std::size_t from, std::size_t count) {
    std::memmove(bytes_.data() + to, bytes_.data() + from, count);
    std::memmove(states_.data() + to, states_.data() + from, count);
  }

 private:
  static constexpr std::uint8_t kNobodys = 0;
  static constexpr std::uint8_t kClaimed = 1;
  static constexpr std::uint8_t kWritten = 3;  // claimed, and a value is there

  void mark(std::size_t offset, std::size_t count, std::uint8_t state) {
    if (count > 0) std::memset(states_.data() + offset, state, count);
  }
  [[nodiscard]] bool all(std::size_t offset, std::size_t count, std::uint8_t state) const {
    if (offset > states_.size() || count > states_.size() - offset) return false;
    const std::uint8_t* at = states_.data() + offset;
    // What kernels access has 4 bytes or a multiple of 8: whole words at a time.
    for (; count >= sizeof(std::uint64_t); count -= sizeof(std::uint64_t)) {
      if (!all_of_word<std::uint64_t>(at, state)) return false;
      at += sizeof(std::uint64_t);
    }
    if (count == sizeof(std::uint32_t)) return all_of_word<std::uint32_t>(at, state);
    for (; count > 0; --count, ++at) {
      if ((*at & state) != state) return false;
    }
    return true;
  }
  template <class Word>
  static bool all_of_word(const std::uint8_t* at, std::uint8_t state) {
    Word found = 0;
    std::memcpy(&found, at, sizeof(found));
    const auto wanted = static_cast<Word>(state * 0x0101010101010101u);
    return (found & wanted) == wanted;
  }

  std::vector<std::byte> bytes_;
  std::vector<std::uint8_t> states_;
};

/// A place in one of the memories of a launch.
struct Location {
  TrackedBytes* memory = nullptr;
  std::size_t offset = 0;
};

}  // namespace tessera::ptx

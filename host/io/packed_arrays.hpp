#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tessera {

/// An array of a file that is made when it is written, one block at a time and by any thread.
struct ArraySource {
  std::size_t bytes = 0;
  /// Writes the bytes from `first` on to `block`; both begin and end with a value.
  std::function<void(std::size_t first, std::span<char> block)> fill;
};

/// value_of(0), value_of(1), ..., value_of(count - 1) as T, as they lie in memory.
template <class T, class ValueOf>
[[nodiscard]] ArraySource array_source(std::size_t count, ValueOf value_of) {
  return {count * sizeof(T), [value_of](std::size_t first, std::span<char> block) {
            std::size_t index = first / sizeof(T);
            for (std::size_t at = 0; at < block.size(); at += sizeof(T), ++index) {
              const T value = value_of(index);
              std::memcpy(&block[at], &value, sizeof(T));
            }
          }};
}

/// An array as vtkZLibDataCompressor has it: a header and zlib blocks of 256 KiB.
struct PackedArray {
  std::uint64_t last_bytes = 0;  // before packing, of a last block that is not full
  std::vector<std::string> blocks;

  /// Bytes in the file.
  [[nodiscard]] std::size_t size() const;
  /// [block count][block bytes][bytes of the last block if it is not full][packed bytes of each
  /// block], all as UInt64, then the blocks.
  void write(std::ostream& stream) const;
};

/// Packs arrays with `workers` threads; the bytes do not depend on their number. An array of which
/// compression would not save half, by a sample of it, is stored as it is in zlib's format: the
/// digits of most fields take fifty times as long to compress as to write, and shrink by a fifth.
/// Throws Error when zlib fails.
[[nodiscard]] std::vector<PackedArray> pack_arrays(const std::vector<ArraySource>& sources,
                                                   int workers);

}  // namespace tessera

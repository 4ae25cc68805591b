#include "host/io/packed_arrays.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <ostream>
#include <zlib.h>

#include "host/errors.hpp"

namespace tessera {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr std::size_t kSampleBytes = std::size_t{32} << 10;
constexpr int kFastestCompression = 1;
constexpr int kNoCompression = 0;

std::string pack(std::span<const char> bytes, int level) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), level);
  if (status != Z_OK) throw Error(ExitCode::internal_error, "zlib cannot compress a block");
  packed.resize(size);
  return packed;
}

std::vector<char> bytes_of(const ArraySource& source, std::size_t first, std::size_t most) {
  std::vector<char> bytes(std::min(most, source.bytes - first));
  source.fill(first, bytes);
  return bytes;
}

// Calls work(0), ..., work(count - 1) on some threads; throws what one of them threw.
template <class Work>
void share_out(int workers, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto take_all = [&] {
    for (std::size_t job = next++; job < count; job = next++) work(job);
  };
  std::vector<std::future<void>> others;
  for (int worker = 1; worker < workers; ++worker) {
    others.push_back(std::async(std::launch::async, take_all));
  }
  take_all();
  for (std::future<void>& other : others) other.get();
}

int worthwhile_level(const ArraySource& source) {
  const std::vector<char> sample = bytes_of(source, 0, kSampleBytes);
  return 2 * pack(sample, kFastestCompression).size() <= sample.size() ? kFastestCompression
                                                                       : kNoCompression;
}

struct Block {
  std::size_t array;
  std::size_t first;
};

}  // namespace

std::size_t PackedArray::size() const {
  std::size_t bytes = (3 + blocks.size()) * sizeof(std::uint64_t);
  for (const std::string& block : blocks) bytes += block.size();
  return bytes;
}

void PackedArray::write(std::ostream& stream) const {
  std::vector<std::uint64_t> header{blocks.size(), kBlockBytes, last_bytes};
  for (const std::string& block : blocks) header.push_back(block.size());
  stream.write(reinterpret_cast<const char*>(header.data()),
               static_cast<std::streamsize>(header.size() * sizeof(std::uint64_t)));
  for (const std::string& block : blocks) {
    stream.write(block.data(), static_cast<std::streamsize>(block.size()));
  }
}

std::vector<PackedArray> pack_arrays(const std::vector<ArraySource>& sources, int workers) {
  std::vector<int> levels(sources.size());
  share_out(workers, sources.size(),
            [&](std::size_t array) { levels[array] = worthwhile_level(sources[array]); });

  std::vector<PackedArray> arrays(sources.size());
  std::vector<Block> blocks;
  for (std::size_t array = 0; array < sources.size(); ++array) {
    const std::size_t bytes = sources[array].bytes;
    arrays[array].last_bytes = bytes % kBlockBytes;
    arrays[array].blocks.resize((bytes + kBlockBytes - 1) / kBlockBytes);
    for (std::size_t first = 0; first < bytes; first += kBlockBytes) {
      blocks.push_back({array, first});
    }
  }
  share_out(workers, blocks.size(), [&](std::size_t job) {
    const auto [array, first] = blocks[job];
    arrays[array].blocks[first / kBlockBytes] =
        pack(bytes_of(sources[array], first, kBlockBytes), levels[array]);
  });
  return arrays;
}

}  // namespace tessera

#pragma once

#include <cstdint>

#include "kernels/numerics/moments.hpp"

namespace tessera {

enum class Sampler : std::int32_t { pseudo, sobol };
enum class Scrambling : std::int32_t { owen, shift };

/// Streams of pseudo-random numbers that never meet: the last word of the Philox counter is
/// stream * 65536 + draw. A pilot has streams of its own; `..._uniforms` are those beside the
/// normals.
enum class RandomStream : std::uint32_t { paths, pilot, path_uniforms, pilot_uniforms };

/// Where the random numbers of a run come from.
struct SamplerChoice {
  Sampler sampler = Sampler::pseudo;
  Scrambling scrambling = Scrambling::owen;  // of sobol
  std::uint64_t seed = 42;
  RandomStream stream = RandomStream::paths;  // of pseudo: paths or pilot
};

/// The last word of the counters of a stream, for draw 0.
[[nodiscard]] TESSERA_HD constexpr std::uint32_t first_draw(RandomStream stream) {
  return static_cast<std::uint32_t>(stream) * 65536U;
}

/// The stream of the uniforms beside the normals of `stream`.
[[nodiscard]] TESSERA_HD constexpr RandomStream uniforms_beside(RandomStream stream) {
  return stream == RandomStream::paths ? RandomStream::path_uniforms : RandomStream::pilot_uniforms;
}

/// How samples are numbered. A sample is a path, or with antithetic variables the mean of the paths
/// 2 sample and 2 sample + 1, of which the second has the negative normals of the first. Random
/// numbers belong to the number of the (first) path, with sobol to that of the sample. With sobol
/// there are `replicates` independent scramblings of the same points, each with
/// `samples_per_replicate` samples, a power of two; with pseudo there is one replicate of all
/// samples.
struct SampleLayout {
  std::int64_t samples_per_replicate = 0;
  std::int32_t replicates = 1;
  bool antithetic = false;

  /// Chunks of one replicate; the last one may be shorter than kSampleChunk samples.
  [[nodiscard]] TESSERA_HD std::int64_t chunks_per_replicate() const {
    return sum_chunk_count(samples_per_replicate);
  }
  [[nodiscard]] TESSERA_HD int paths_per_sample() const { return antithetic ? 2 : 1; }
  /// The number of the path of a sample whose random numbers are drawn, within its replicate.
  [[nodiscard]] TESSERA_HD std::int64_t drawn_path(std::int64_t sample) const {
    return sample * paths_per_sample();
  }
  /// The number of a path in a run: replicates one after the other; `mirror` is 0 or 1.
  [[nodiscard]] TESSERA_HD std::int64_t path_number(std::int32_t replicate, std::int64_t sample,
                                                    int mirror) const {
    return (replicate * samples_per_replicate + sample) * paths_per_sample() + mirror;
  }
};

}  // namespace tessera

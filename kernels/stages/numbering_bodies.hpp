#pragma once

#include <cstdint>

#include "kernels/stages/element_areas.hpp"
#include "kernels/stages/sparsity_pattern.hpp"

// What numbers a mesh, item by item: bodies of ForItems and FoldItems. File numbers are those of
// the mesh file; the others are internal.

namespace tessera {

/// target[item] = value
template <class T>
struct FillValues {
  View<T> target;
  T value;

  TESSERA_HD void operator()(std::int64_t item) const { target[item] = value; }
};

/// target[item] = values[item]
template <class T>
struct CopyValues {
  View<const T> values;
  View<T> target;

  TESSERA_HD void operator()(std::int64_t item) const { target[item] = values[item]; }
};

/// target[item] = values[index[item]]
template <class T>
struct GatherValues {
  View<const std::int32_t> index;
  View<const T> values;
  View<T> target;

  TESSERA_HD void operator()(std::int64_t item) const { target[item] = values[index[item]]; }
};

/// target[index[item]] = values[item] where the index is not negative; no index comes twice.
template <class T>
struct ScatterValues {
  View<const std::int32_t> index;
  View<const T> values;
  View<T> target;

  TESSERA_HD void operator()(std::int64_t item) const {
    if (index[item] >= 0) target[index[item]] = values[item];
  }
};

/// number[order[item]] = item
struct InvertOrder {
  View<const std::int32_t> order;
  View<std::int32_t> number;

  TESSERA_HD void operator()(std::int64_t item) const {
    number[order[item]] = static_cast<std::int32_t>(item);
  }
};

/// What a node is: [file node], all `unused` at first.
namespace node_kind {
inline constexpr std::uint8_t kUnused = 0;
inline constexpr std::uint8_t kUnknown = 1;
inline constexpr std::uint8_t kKnown = 2;
}  // namespace node_kind

/// Nodes of elements count as unknowns. Several elements write the same to their nodes. Item: entry
/// of the element table.
struct MarkUsed {
  View<const std::int32_t> nodes;
  View<std::uint8_t> kinds;

  TESSERA_HD void operator()(std::int64_t entry) const {
#if defined(__CUDA_ARCH__)
    *static_cast<volatile std::uint8_t*>(&kinds[nodes[entry]]) = node_kind::kUnknown;
#else
    __atomic_store_n(&kinds[nodes[entry]], node_kind::kUnknown, __ATOMIC_RELAXED);
#endif
  }
};

/// Those of known potential, each once, do not.
struct MarkKnown {
  View<const std::int32_t> known_nodes;
  View<std::uint8_t> kinds;

  TESSERA_HD void operator()(std::int64_t item) const {
    std::uint8_t& kind = kinds[known_nodes[item]];
    if (kind == node_kind::kUnknown) kind = node_kind::kKnown;
  }
};

/// Turns a position into a key: strip number, then the place along the strip.
struct StripKeys {
  double across_low;
  double along_low;
  double length;  // of the strips
  double width;   // of a strip

  [[nodiscard]] TESSERA_HD std::uint64_t key(double across, double along) const {
    constexpr int kPlaceBits = 24;
    constexpr double kPlaces = (1 << kPlaceBits) - 1;
    constexpr double kMostStrips = 1.0e9;
    const double strip = (across - across_low) / width;
    double place = (along - along_low) / length;
    // In this order a place that is not a number, along a strip of no length, becomes 0.
    place = place > 0.0 ? place : 0.0;
    place = place < 1.0 ? place : 1.0;
    return static_cast<std::uint64_t>(strip < kMostStrips ? strip : kMostStrips) << kPlaceBits |
           static_cast<std::uint64_t>(place * kPlaces);
  }
};

/// Positions across and along the strips, and their keys.
struct StripPlaces {
  View<const double> across;
  View<const double> along;
  StripKeys strips;
};

/// Counts the nodes of both kinds and makes their keys. What a node is stands above its strip, so
/// that one sort puts the unknowns first and the nodes of no element last.
struct KeyNodes {
  struct Value {
    std::int64_t unknown;
    std::int64_t known;
  };

  StripPlaces places;
  View<const std::uint8_t> kinds;
  int kind_shift;
  View<std::uint64_t> keys;

  [[nodiscard]] TESSERA_HD static Value none() { return {0, 0}; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t node) const {
    if (kinds[node] == node_kind::kUnused) {
      keys[node] = std::uint64_t{2} << kind_shift;
      return {0, 0};
    }
    const std::uint64_t known = kinds[node] == node_kind::kKnown ? 1 : 0;
    keys[node] = known << kind_shift | places.strips.key(places.across[node], places.along[node]);
    return {known == 0 ? 1 : 0, known == 0 ? 0 : 1};
  }
  [[nodiscard]] TESSERA_HD static Value combine(Value one, Value other) {
    return {one.unknown + other.unknown, one.known + other.known};
  }
};

/// The key of the mean of an element's corners.
struct KeyElements {
  StripPlaces places;
  View<const std::int32_t> nodes;
  View<std::uint64_t> keys;

  TESSERA_HD void operator()(std::int64_t element) const {
    double across = 0.0;
    double along = 0.0;
    for (int corner = 0; corner < 4; ++corner) {
      const std::int32_t node = nodes[element * kQuad8Nodes + corner];
      across += 0.25 * places.across[node];
      along += 0.25 * places.along[node];
    }
    keys[element] = places.strips.key(across, along);
  }
};

/// The internal numbers of the nodes of elements in internal order.
struct RenumberElements {
  View<const std::int32_t> file_element;
  View<const std::int32_t> file_nodes;
  View<const std::int32_t> number;
  View<std::int32_t> nodes;

  TESSERA_HD void operator()(std::int64_t element) const {
    const std::int64_t from = std::int64_t{file_element[element]} * kQuad8Nodes;
    for (int a = 0; a < kQuad8Nodes; ++a) {
      nodes[element * kQuad8Nodes + a] = number[file_nodes[from + a]];
    }
  }
};

/// The first node with more elements than a node may have, or the number of nodes.
struct FirstCrowded {
  using Value = std::int64_t;

  View<const std::int32_t> offsets;  // [node + 1]

  [[nodiscard]] TESSERA_HD Value none() const { return offsets.count - 1; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t node) const {
    return offsets[node + 1] - offsets[node] > kMaxNodeElements ? node : none();
  }
  [[nodiscard]] TESSERA_HD static Value combine(Value one, Value other) {
    return other < one ? other : one;
  }
};

}  // namespace tessera

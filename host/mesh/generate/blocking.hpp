#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "host/mesh/generate/curve.hpp"
#include "host/mesh/point.hpp"

namespace tessera {

// A domain cut into four-sided blocks, as plain data. Indices point into the vectors of Blocking.

/// A family of sides that all have the same number of subdivisions.
struct Span {
  /// Its share of subdivisions: about the length of its sides in metres.
  double length;
  /// The size of the last subdivision over that of the first, in the limit of many.
  double growth = 1;
  /// Fewer subdivisions would spoil the elements.
  int fewest = 1;
};

/// Corners counter-clockwise. The sides 0-1 and 3-2 are divided by the span `along`, the sides 1-2
/// and 0-3 by the span `across`.
struct Block {
  std::array<std::size_t, 4> corners;
  std::size_t along;
  std::size_t across;
};

/// A side with a shape or a name of its own.
struct NamedSide {
  std::size_t from;
  std::size_t to;
  Curve curve;
  std::string_view group;
};

/// A whole domain. A side of a block that stands in no NamedSide is straight, and a wall if it is
/// on the border.
struct Blocking {
  std::vector<Point> vertices;
  std::vector<Span> spans;
  std::vector<Block> blocks;
  std::vector<NamedSide> sides;
};

inline constexpr std::string_view kInlet = "inlet";
inline constexpr std::string_view kOutlet = "outlet";
inline constexpr std::string_view kBranch = "branch";
inline constexpr std::string_view kWall = "wall";

/// A side of one or two blocks with everything that is known about it.
struct BlockSide {
  std::size_t from;
  std::size_t to;
  std::size_t span;
  Curve curve;
  /// Empty inside the domain.
  std::string_view group;
};

/// Every side once, in the order in which the blocks mention them.
std::vector<BlockSide> block_sides(const Blocking& blocking);

/// The position in `sides` of the side between two vertices, in either direction.
std::size_t find_side(const std::vector<BlockSide>& sides, std::size_t one, std::size_t other);

/// How many subdivisions each span gets for a mesh of about `node_target` nodes. [span]
/// The exact counts, in the proportions of the spans, are moved to near whole numbers in the way
/// that costs least; to miss the target by 1 % costs as much as to stretch one span by 20 %. Throws
/// UsageError if the domain needs more nodes than that.
std::vector<int> choose_subdivisions(const Blocking& blocking, double node_target);

/// The number of Quad-8 nodes with `subdivisions[span]`, which need not be whole.
double count_nodes(const Blocking& blocking, const std::vector<BlockSide>& sides,
                   const std::vector<double>& subdivisions);

}  // namespace tessera

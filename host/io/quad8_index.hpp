#pragma once

#include <optional>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Finds elements that repeat the nodes of an earlier element, in the same order: an
/// open-addressing hash table over a growing list of elements that somebody else owns.
class Quad8Index {
 public:
  /// Call after the last element was appended to `quads`. Returns the earlier element with the same
  /// nodes, or the number of the new one.
  ElementId find_or_insert(const std::vector<Quad8>& quads);

 private:
  void grow(const std::vector<Quad8>& quads);
  [[nodiscard]] std::size_t slot_of(const std::vector<Quad8>& quads, ElementId element) const;

  std::vector<ElementId> slots_;  // a power of two many; kFree where empty
};

/// An edge that stands twice in `edges` with its nodes in the same order, if there is one.
std::optional<Edge3> repeated_edge(std::vector<Edge3> edges);

/// Leaves the first of equal edges; the others keep their order.
void drop_repeated_edges(std::vector<Edge3>& edges);

}  // namespace tessera

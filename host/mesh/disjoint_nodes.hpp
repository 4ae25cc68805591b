#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Union-find over the nodes 0..count-1; the root of a set is always its smallest id.
class DisjointNodes {
 public:
  explicit DisjointNodes(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  NodeId root(NodeId node) {
    while (parent(node) != node) {
      parent(node) = parent(parent(node));
      node = parent(node);
    }
    return node;
  }

  void unite(NodeId one, NodeId other) {
    const auto [smaller, larger] = std::minmax({root(one), root(other)});
    parent(larger) = smaller;
  }

 private:
  NodeId& parent(NodeId node) { return parent_[static_cast<std::size_t>(node)]; }

  std::vector<NodeId> parent_;
};

}  // namespace tessera

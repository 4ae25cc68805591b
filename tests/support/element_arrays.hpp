#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "kernels/stages/element_table.hpp"

namespace tessera::support {

/// The element table of a mesh in its own numbering, built the obvious way: every node counts as
/// used, and the nodes from `unknown_count` on have a known potential. On any executor.
template <class Exec>
class ElementArrays {
 public:
  ElementArrays(Exec& executor, const Quad8Mesh& mesh, std::int64_t unknown_count,
                std::vector<double> conductivity = {})
      : unknown_count_(unknown_count) {
    std::vector<std::int32_t> nodes;
    for (const Quad8& element : mesh.quad8) {
      nodes.insert(nodes.end(), element.begin(), element.end());
    }
    std::vector<std::int32_t> offsets{0};
    std::vector<std::int32_t> incidences;
    for (NodeId node = 0; node < static_cast<NodeId>(mesh.node_count()); ++node) {
      for (std::size_t entry = 0; entry < nodes.size(); ++entry) {
        if (nodes[entry] == node) incidences.push_back(static_cast<std::int32_t>(entry));
      }
      offsets.push_back(static_cast<std::int32_t>(incidences.size()));
    }
    if (conductivity.empty()) conductivity.assign(mesh.element_count(), 1.0);
    x_ = upload(executor, std::span<const double>(mesh.x));
    y_ = upload(executor, std::span<const double>(mesh.y));
    nodes_ = upload(executor, std::span<const std::int32_t>(nodes));
    conductivity_ = upload(executor, std::span<const double>(conductivity));
    offsets_ = upload(executor, std::span<const std::int32_t>(offsets));
    incidences_ = upload(executor, std::span<const std::int32_t>(incidences));
  }

  [[nodiscard]] ElementTable table() const {
    return {x_.view(),       y_.view(),          nodes_.view(), conductivity_.view(),
            offsets_.view(), incidences_.view(), unknown_count_};
  }

 private:
  template <class T>
  using Array = decltype(upload(std::declval<Exec&>(), std::span<const T>()));

  std::int64_t unknown_count_;
  Array<double> x_, y_, conductivity_;
  Array<std::int32_t> nodes_, offsets_, incidences_;
};

}  // namespace tessera::support

#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/flow_discretisation.hpp"

namespace tessera {

/// IndexSlices in the memory of the host.
struct SliceLists {
  HostArray<std::int32_t> offsets;
  HostArray<std::int32_t> places;
};

/// Who is whose neighbour on the two element levels of multigrid: rows are the unknowns, and the
/// unknowns at corners of elements, both in the order of the discretisation. A pure function of it.
/// For the arrays see ElementLevel and CornerTransfer.
struct ElementLayout {
  std::int64_t corner_rows = 0;
  HostArray<std::int32_t> corner_of_node;  // [node]; -1 at mid-side nodes
  HostArray<std::int32_t> node_of_corner;  // [corner], unknowns first

  HostArray<std::int32_t> quad8_nodes;
  SliceLists quad8_incident;
  HostArray<std::int32_t> quad4_nodes;
  SliceLists quad4_incident;

  HostArray<std::int32_t> parents;
  HostArray<std::int32_t> corners;
  SliceLists mid_sides;
};

/// First item of every chunk of kRowChunk rows among items sorted by row. [chunk + 1]
[[nodiscard]] std::vector<std::int32_t> chunk_offsets(const std::vector<std::int32_t>& sorted_rows,
                                                      std::int64_t row_count);

/// Made on the team of `mesh`.
[[nodiscard]] ElementLayout lay_out_elements(const FlowDiscretisation& mesh);

}  // namespace tessera

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/mesh/mesh_quality.hpp"

namespace tessera {

/// The keys of `mesh check` in its JSON summary:
///
///     status        "good" or "bad";  faults [text]
///     mesh          {nodes, elements, used_nodes, unused_nodes, dropped_centre_nodes, pieces,
///     area} orientation   {clockwise, counter_clockwise} jacobian      {min, bad_elements}
///     scaled_jacobian  {min, histogram [10], worst [{element, tag, x, y, value}]}
///     duplicate_nodes  {count, examples [{node, other, x, y}]}
///     hanging_nodes    {count, examples [{node, element, side, x, y}]}
///     boundary      {edges, loops, open_nodes, pinched_nodes, ungrouped_edges,
///     grouped_inner_edges} boundaries    {name: edges},  regions {name: elements}
///
/// `tag` is null where the file has no numbers of its own. Of a mesh whose ids or coordinates are
/// at fault only `status`, `faults`, `boundaries`, `regions` and the first two of `mesh` are there.
nlohmann::json mesh_quality_json(const MeshQuality& quality);

/// The same for a person, some thirty lines.
std::string mesh_quality_text(const MeshQuality& quality);

}  // namespace tessera

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "host/io/msh_mesh_builder.hpp"
#include "host/io/msh_text.hpp"

namespace tessera {

/// The nodes of $Nodes, with finite coordinates and tags from 1. Throws InputError.
MshNodes read_msh22_nodes(const MshText& text, const MshSections& sections);
/// Hands every element of $Elements to `builder`. Throws InputError.
void read_msh22_elements(const MshText& text, const MshSections& sections, MshMeshBuilder& builder);

/// The nodes of $Nodes, with finite coordinates and tags from 1. Throws InputError.
MshNodes read_msh41_nodes(const MshText& text, const MshSections& sections);
/// Hands every element of $Elements, with the groups of its entity, to `builder`. Throws
/// InputError.
void read_msh41_elements(const MshText& text, const MshSections& sections, MshMeshBuilder& builder);

/// $PhysicalNames, which is text in every flavour; empty without such a section. Throws InputError.
PhysicalNames read_physical_names(const MshText& text, const MshSections& sections);

/// Appends a node; `offset` is where its record starts. Throws InputError for a tag below 1 or a
/// coordinate that is not finite.
void append_node(const MshText& text, std::size_t offset, std::int64_t tag,
                 const std::array<double, 3>& position, MshNodes& nodes);

/// The element type of that number. Throws InputError for one that Gmsh does not have.
const MshElementType& require_element_type(const MshText& text, std::size_t offset,
                                           std::int32_t number);

}  // namespace tessera

#pragma once

#include "kernels/stages/element_table.hpp"

namespace tessera {

/// Where the entry (row node, local node b) of an incidence stands in its matrix row; `kNoSlot` for
/// nodes of known potential. [incidence][8]
using Slot = std::uint16_t;
inline constexpr Slot kNoSlot = 0xFFFF;

/// Most elements that may meet at one node, and the most entries of a row that follow from it
/// (each element brings at most 7 further nodes). The discretisation refuses meshes beyond it.
inline constexpr int kMaxNodeElements = 256;
inline constexpr int kMaxRowEntries = 7 * kMaxNodeElements + 1;

/// Row offsets of the eliminated matrix (unknowns x unknowns), whose row holds the distinct
/// unknowns among the nodes of the elements at the row's node. Returns the number of entries; when
/// that does not fit into 32 bits the offsets are unspecified and the caller must refuse the mesh.
/// row_offsets: [unknown + 1]
/// Per row: about 200 bytes read, 4 written.
template <class Exec>
using ComputeRowOffsets = std::int64_t(Exec&, const ElementTable&, View<std::int32_t> row_offsets);

struct PatternRows {
  View<const std::int32_t> row_offsets;  // [unknown + 1]
  View<std::int32_t> columns;            // [entry], ascending within a row
  View<Slot> slots;                      // [incidence][8], rows of unknowns only
};

/// Writes the columns of every row, ascending, and the slot of every element contribution.
template <class Exec>
using FillRows = void(Exec&, const ElementTable&, PatternRows);

}  // namespace tessera

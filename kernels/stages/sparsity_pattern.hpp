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

/// Counts the entries of every row of the eliminated matrix (unknowns x unknowns): the distinct
/// unknowns among the nodes of the elements at the row's node.
/// row_entries: [unknown]
/// Bytes per row: about 200 read, 4 written.
template <class Exec>
using CountRowEntries = void(Exec&, const ElementTable&, View<std::int32_t> row_entries);

struct PatternRows {
  View<const std::int32_t> row_offsets;  // [unknown + 1]
  View<std::int32_t> columns;            // [entry], ascending within a row
  View<Slot> slots;                      // [incidence][8], rows of unknowns only
};

/// Writes the columns of every row, ascending, and the slot of every element contribution.
template <class Exec>
using FillRows = void(Exec&, const ElementTable&, PatternRows);

}  // namespace tessera

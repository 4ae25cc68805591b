#pragma once

#include <cstdint>
#include <string_view>

namespace tessera {

/// One element type of Gmsh.
struct MshElementType {
  std::int32_t number;
  int dimension;
  int node_count;
  std::string_view name;
};

namespace msh_type {
inline constexpr std::int32_t kLine3 = 8;
inline constexpr std::int32_t kQuad9 = 10;
inline constexpr std::int32_t kQuad8 = 16;
}  // namespace msh_type

/// The largest node_count in the table.
inline constexpr int kMostMshElementNodes = 125;

/// The type of that number, or nullptr. Source: Gmsh reference manual, section "MSH file format".
const MshElementType* find_msh_element_type(std::int32_t number);

}  // namespace tessera

#include "host/io/msh_element_types.hpp"

#include <algorithm>
#include <array>

namespace tessera {
namespace {

constexpr std::array kTypes = std::to_array<MshElementType>({
    {1, 1, 2, "line 2"},
    {2, 2, 3, "triangle 3"},
    {3, 2, 4, "quadrangle 4"},
    {4, 3, 4, "tetrahedron 4"},
    {5, 3, 8, "hexahedron 8"},
    {6, 3, 6, "prism 6"},
    {7, 3, 5, "pyramid 5"},
    {8, 1, 3, "line 3"},
    {9, 2, 6, "triangle 6"},
    {10, 2, 9, "quadrangle 9"},
    {11, 3, 10, "tetrahedron 10"},
    {12, 3, 27, "hexahedron 27"},
    {13, 3, 18, "prism 18"},
    {14, 3, 14, "pyramid 14"},
    {15, 0, 1, "point"},
    {16, 2, 8, "quadrangle 8"},
    {17, 3, 20, "hexahedron 20"},
    {18, 3, 15, "prism 15"},
    {19, 3, 13, "pyramid 13"},
    {20, 2, 9, "triangle 9"},
    {21, 2, 10, "triangle 10"},
    {22, 2, 12, "triangle 12"},
    {23, 2, 15, "triangle 15"},
    {24, 2, 15, "triangle 15 (incomplete)"},
    {25, 2, 21, "triangle 21"},
    {26, 1, 4, "line 4"},
    {27, 1, 5, "line 5"},
    {28, 1, 6, "line 6"},
    {29, 3, 20, "tetrahedron 20"},
    {30, 3, 35, "tetrahedron 35"},
    {31, 3, 56, "tetrahedron 56"},
    {36, 2, 16, "quadrangle 16"},
    {37, 2, 25, "quadrangle 25"},
    {38, 2, 36, "quadrangle 36"},
    {39, 2, 12, "quadrangle 12"},
    {40, 2, 16, "quadrangle 16 (incomplete)"},
    {41, 2, 20, "quadrangle 20"},
    {92, 3, 64, "hexahedron 64"},
    {93, 3, 125, "hexahedron 125"},
});

}  // namespace

const MshElementType* find_msh_element_type(std::int32_t number) {
  const auto found = std::lower_bound(
      kTypes.begin(), kTypes.end(), number,
      [](const MshElementType& type, std::int32_t key) { return type.number < key; });
  return found == kTypes.end() || found->number != number ? nullptr : &*found;
}

}  // namespace tessera

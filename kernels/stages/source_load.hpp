#pragma once

#include "kernels/stages/element_table.hpp"

namespace tessera {

struct Sources {
  View<const double> of_element;  // [element], 1/s per unit depth, or empty
  View<const double> of_node;     // [node], interpolated by the shape functions, or empty
};

/// Adds the consistent load of the volume sources: load[a] += integral of N[a] s, by 3x3 Gauss
/// points, elements ascending. Same bits on every path.
/// load: [node]
template <class Exec>
using AddSourceLoad = void(Exec&, const ElementTable&, Sources, View<double> load);

}  // namespace tessera

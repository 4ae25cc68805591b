#pragma once

#include "kernels/stages/element_table.hpp"

namespace tessera {

struct ElementFlow {
  View<double> vx;     // [element], m/s
  View<double> vy;     // [element], m/s
  View<double> speed;  // [element], m/s: mean of |v|, not |mean of v|
};

/// Velocity -k grad u of every element as the mean over its 2x2 Gauss points
/// (`element_velocity`). Same bits on every path.
/// u: [node]
template <class Exec>
using RecoverVelocity = void(Exec&, const ElementTable&, View<const double> u, ElementFlow);

/// pressure = reference - density / 2 * speed^2 (Bernoulli), Pa. Same bits on every path.
template <class Exec>
using RecoverPressure = void(Exec&, View<const double> speed, double density, double reference,
                             View<double> pressure);

}  // namespace tessera

#include "host/pipelines/grid_spacing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/numerics/quad4.hpp"
#include "kernels/numerics/quad8.hpp"

namespace tessera {
namespace {

/// Of widths: 3 takes an iteration less on uniform meshes, and the time.
constexpr double kWidths = 4.0;
/// Room for rounding between the longest element and the spacing that it has to fit into.
constexpr double kRoom = 1.0 + 1e-6;

struct Range {
  double low;
  double high;
};

template <class Values>
Range range_of(const FlowDiscretisation& mesh, const Values& values, std::size_t element) {
  const auto at_corner = [&](std::size_t corner) {
    return values[static_cast<std::size_t>(mesh.nodes[element * kQuad8Nodes + corner])];
  };
  Range range{at_corner(0), at_corner(0)};
  for (std::size_t corner = 1; corner < kQuad4Nodes; ++corner) {
    range.low = std::min(range.low, at_corner(corner));
    range.high = std::max(range.high, at_corner(corner));
  }
  return range;
}

// The area of the quadrilateral of the corners, without a sign.
double corner_area(const FlowDiscretisation& mesh, std::size_t element) {
  const auto node = [&](std::size_t corner) {
    return static_cast<std::size_t>(mesh.nodes[element * kQuad8Nodes + corner]);
  };
  const double x02 = mesh.x[node(2)] - mesh.x[node(0)];
  const double y02 = mesh.y[node(2)] - mesh.y[node(0)];
  const double x13 = mesh.x[node(3)] - mesh.x[node(1)];
  const double y13 = mesh.y[node(3)] - mesh.y[node(1)];
  return std::fabs(0.5 * (x02 * y13 - x13 * y02));
}

}  // namespace

double grid_spacing(const FlowDiscretisation& mesh, double most) {
  const std::size_t elements = mesh.file_element.size();
  double longest = 0.0;
  double inverse_widths = 0.0;
  for (std::size_t element = 0; element < elements; ++element) {
    const Range x = range_of(mesh, mesh.x, element);
    const Range y = range_of(mesh, mesh.y, element);
    longest = std::max({longest, x.high - x.low, y.high - y.low});
    inverse_widths += 1.0 / std::sqrt(corner_area(mesh, element));
  }
  const double mean = static_cast<double>(elements) / inverse_widths;
  return std::min(most, std::max(kRoom * longest, kWidths * mean));
}

}  // namespace tessera

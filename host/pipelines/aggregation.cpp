#include "host/pipelines/aggregation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "host/pipelines/row_sum.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {
namespace {

/// Part of a row's strongest coupling from which on a coupling is strong; from 0.4 to 0.7
/// iterations hardly change.
constexpr double kStrong = 0.5;
/// Part of the largest entry of both its rows from which on an entry counts. Without this,
/// aggregates reach across jumps to rows that are near: random jumps of 1e4 take 60 iterations,
/// not 14.
constexpr double kCounting = 0.1;
/// Part of a row's largest negative entry from which on its values depend on the other row.
constexpr double kDependent = 0.7;
/// Of the damped Jacobi step: 4/3 over the largest eigenvalue, which is at most 2 there.
constexpr double kDamping = 2.0 / 3.0;

/// A mesh is stretched where more than one in kStretchedShare elements is by more than kStretch.
/// A rectangle takes 7 iterations with a grid, 14 at a stretch of 5 and 23 at 10; with aggregates
/// it takes 11 to 13 at any.
constexpr double kStretch = 5.0;
constexpr std::int64_t kStretchedShare = 100;

/// Of the matrix of Quad-8 elements, about: a corner has 21 and a mid-side node 13.
constexpr std::size_t kEntriesPerRow = 16;

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

// Calls `visit(column, value)` for every entry of a row.
template <class Visit>
void for_row(const SparseRows& A, std::size_t row, const Visit& visit) {
  for (std::int64_t entry = A.offsets[row]; entry < A.offsets[row + 1]; ++entry) {
    visit(A.columns[at(entry)], A.values[at(entry)]);
  }
}

// With J from the square to the corners of the element, at its centre: |J|^2 / det J is s + 1/s for
// a stretch of s.
bool is_stretched_element(const FlowDiscretisation& mesh, std::size_t element) {
  const auto node = [&](std::size_t a) { return at(mesh.nodes[element * kQuad8Nodes + a]); };
  const auto across = [&](const auto& values, bool up) {
    const double diagonal = values[node(2)] - values[node(0)];
    const double other = values[node(1)] - values[node(3)];
    return up ? diagonal - other : diagonal + other;
  };
  const double x[2] = {across(mesh.x, false), across(mesh.x, true)};
  const double y[2] = {across(mesh.y, false), across(mesh.y, true)};
  const double squares = (x[0] * x[0] + y[0] * y[0]) + (x[1] * x[1] + y[1] * y[1]);
  return squares > (kStretch + 1.0 / kStretch) * std::fabs(x[0] * y[1] - x[1] * y[0]);
}

// What the elements at one node add to its row; `add(column, value)`.
template <class Add>
void add_elements(const FlowDiscretisation& mesh, const std::vector<double>& conductance,
                  double factor, std::int32_t node, const Add& add) {
  for (std::int32_t item = mesh.incidence_offsets[at(node)];
       item < mesh.incidence_offsets[at(node) + 1]; ++item) {
    const std::int32_t incidence = mesh.incidences[at(item)];
    const std::int64_t element = incidence_element(incidence);
    const int a = incidence_local(incidence);
    for (int b = 0; b < kQuad8Nodes; ++b) {
      if (b == a) continue;
      const int pair = a < b ? quad8_pair(a, b) : quad8_pair(b, a);
      const double flow = factor * conductance[at(conductance_index(element, pair))];
      add(node, flow);
      const std::int32_t other = mesh.nodes[at(element * kQuad8Nodes + b)];
      if (other < mesh.unknown_count) add(other, -flow);
    }
  }
}

double distance_squared(const Point& one, const Point& other) {
  const double x = one.x - other.x;
  const double y = one.y - other.y;
  return x * x + y * y;
}

// The couplings that may be strong.
class Couplings {
 public:
  explicit Couplings(const PlacedRows& of) : of_(of), scale_(diagonal_of(of.matrix)) {
    for (double& entry : scale_) entry = 1.0 / std::sqrt(entry);
    largest_.assign(scale_.size(), 0.0);
    for (std::size_t row = 0; row < scale_.size(); ++row) {
      for_row(of.matrix, row, [&](std::int32_t column, double value) {
        if (at(column) == row) return;
        largest_[row] = std::max(largest_[row], scaled(row, column, value));
      });
    }
  }
  // Calls `visit(column, coupling)`, ascending.
  template <class Visit>
  void for_row_of(std::size_t row, const Visit& visit) const {
    for_row(of_.matrix, row, [&](std::int32_t column, double value) {
      const double entry = scaled(row, column, value);
      const double squared = distance_squared(of_.places[row], of_.places[at(column)]);
      if (entry < kCounting * std::max(largest_[row], largest_[at(column)])) return;
      if (squared > 0.0 && entry > 0.0) visit(column, entry / squared);
    });
  }

 private:
  [[nodiscard]] double scaled(std::size_t row, std::int32_t column, double value) const {
    return std::fabs(value) * (scale_[row] * scale_[at(column)]);
  }

  const PlacedRows& of_;
  std::vector<double> scale_;
  std::vector<double> largest_;  // [row] entry beside the diagonal
};

// A row and its strong neighbours become an aggregate where none of them is in one yet.
void start_aggregates(const SparseRows& strong, Aggregates& result) {
  for (std::size_t row = 0; row < result.of_row.size(); ++row) {
    bool is_free = result.of_row[row] < 0 && strong.offsets[row] < strong.offsets[row + 1];
    for_row(strong, row,
            [&](std::int32_t other, double) { is_free = is_free && result.of_row[at(other)] < 0; });
    if (!is_free) continue;
    result.of_row[row] = static_cast<std::int32_t>(result.count++);
    for_row(strong, row,
            [&](std::int32_t other, double) { result.of_row[at(other)] = result.of_row[row]; });
  }
}

// Rows beside an aggregate join that of their strongest neighbour.
void join_aggregates(const SparseRows& strong, Aggregates& result) {
  const std::vector<std::int32_t> started = result.of_row;
  for (std::size_t row = 0; row < started.size(); ++row) {
    if (started[row] >= 0) continue;
    double strongest = 0.0;
    for_row(strong, row, [&](std::int32_t other, double coupling) {
      if (started[at(other)] < 0 || !(coupling > strongest)) return;
      strongest = coupling;
      result.of_row[row] = started[at(other)];
    });
  }
}

std::vector<Point> centres_of(const Aggregates& aggregates, const std::vector<Point>& places) {
  std::vector<Point> centres(at(aggregates.count));
  std::vector<double> members(centres.size(), 0.0);
  for (std::size_t row = 0; row < places.size(); ++row) {
    if (aggregates.of_row[row] < 0) continue;
    const std::size_t of = at(aggregates.of_row[row]);
    centres[of].x += places[row].x;
    centres[of].y += places[row].y;
    members[of] += 1.0;
  }
  for (std::size_t of = 0; of < centres.size(); ++of) {
    centres[of].x /= members[of];
    centres[of].y /= members[of];
  }
  return centres;
}

// Calls `visit(column, -value)` for the couplings of a row that its values depend on: the strong
// ones, and where conductivity jumps those of its weaker side to the other, for which the row is
// too much bound to its own side to be a part of one aggregate with it.
template <class Visit>
void for_dependences(const SparseRows& A, const SparseRows& strong, std::size_t row,
                     const Visit& visit) {
  double largest = 0.0;
  for_row(A, row, [&](std::int32_t, double value) { largest = std::max(largest, -value); });
  std::int64_t next = strong.offsets[row];
  for_row(A, row, [&](std::int32_t other, double value) {
    const bool is_strong = next < strong.offsets[row + 1] && strong.columns[at(next)] == other;
    if (is_strong) ++next;
    if (value < 0.0 && (is_strong || -value >= kDependent * largest)) visit(other, -value);
  });
}

// One row of the prolongation: `add(column, value)`. A row in no aggregate takes the mean of those
// that it depends on, as where weak material stands alone in strong.
template <class Add>
void smooth_row(const SparseRows& A, const SparseRows& strong, const Aggregates& aggregates,
                std::size_t row, const Add& add) {
  const bool is_in_one = aggregates.of_row[row] >= 0;
  double row_sum = 0.0;
  for_row(A, row, [&](std::int32_t, double value) { row_sum += value; });
  double coupled = 0.0;
  for_dependences(A, strong, row, [&](std::int32_t, double coupling) { coupled += coupling; });
  const double damping = !is_in_one ? 1.0 : coupled > 0.0 ? kDamping : 0.0;
  if (is_in_one) add(aggregates.of_row[row], 1.0 - damping);
  if (!(coupled > 0.0)) return;
  const double share = damping / (coupled + std::max(row_sum, 0.0));
  for_dependences(A, strong, row, [&](std::int32_t other, double coupling) {
    if (aggregates.of_row[at(other)] >= 0) add(aggregates.of_row[at(other)], share * coupling);
  });
}

}  // namespace

bool is_stretched(const FlowDiscretisation& mesh) {
  const std::size_t elements = mesh.file_element.size();
  std::int64_t count = 0;
  for (std::size_t element = 0; element < elements; ++element) {
    if (is_stretched_element(mesh, element)) ++count;
  }
  return kStretchedShare * count > static_cast<std::int64_t>(elements);
}

SparseRows assemble_rows(const FlowDiscretisation& mesh, const std::vector<double>& conductance,
                         double factor, const std::vector<float>& extra) {
  SparseRows result;
  result.column_count = mesh.unknown_count;
  const std::size_t entries = kEntriesPerRow * at(mesh.unknown_count);
  result.columns.reserve(entries);
  result.values.reserve(entries);
  RowSum sum(mesh.unknown_count);
  for (std::int32_t row = 0; row < mesh.unknown_count; ++row) {
    const auto add = [&](std::int32_t column, double value) { sum.add(column, value); };
    add(row, static_cast<double>(extra[at(row)]));
    add_elements(mesh, conductance, factor, row, add);
    sum.finish(result);
  }
  return result;
}

SparseRows strong_couplings(const PlacedRows& A) {
  const Couplings couplings(A);
  const auto rows = at(A.matrix.row_count());
  std::vector<double> strongest(rows, 0.0);
  for (std::size_t row = 0; row < rows; ++row) {
    couplings.for_row_of(row, [&](std::int32_t, double coupling) {
      strongest[row] = std::max(strongest[row], coupling);
    });
  }
  SparseRows strong;
  strong.column_count = A.matrix.column_count;
  for (std::size_t row = 0; row < rows; ++row) {
    couplings.for_row_of(row, [&](std::int32_t column, double coupling) {
      if (coupling < kStrong * std::min(strongest[row], strongest[at(column)])) return;
      strong.columns.push_back(column);
      strong.values.push_back(coupling);
    });
    strong.offsets.push_back(static_cast<std::int64_t>(strong.columns.size()));
  }
  return strong;
}

Aggregates aggregate(const SparseRows& strong) {
  Aggregates result;
  result.of_row.assign(at(strong.row_count()), -1);
  start_aggregates(strong, result);
  join_aggregates(strong, result);
  return result;
}

Coarsening smoothed_aggregates(const PlacedRows& A) {
  const SparseRows strong = strong_couplings(A);
  const Aggregates aggregates = aggregate(strong);
  Coarsening result;
  result.prolongation.column_count = aggregates.count;
  RowSum sum(aggregates.count);
  for (std::size_t row = 0; row < aggregates.of_row.size(); ++row) {
    smooth_row(A.matrix, strong, aggregates, row,
               [&](std::int32_t column, double value) { sum.add(column, value); });
    sum.finish(result.prolongation);
  }
  result.places = centres_of(aggregates, A.places);
  return result;
}

SparseRows coarse_matrix(const SparseRows& A, const SparseRows& P) {
  return product(transposed(P), product(A, P));
}

}  // namespace tessera

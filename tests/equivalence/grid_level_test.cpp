#include "kernels/stages/grid_level.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;

using Floats = std::vector<float>;
using Indices = std::vector<std::int32_t>;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Elements anywhere on a grid, each with corners of its own; some corners are known.
struct RandomElements {
  RandomElements(GridShape on, int most_per_cell) : shape(on) {
    std::mt19937 random(static_cast<unsigned>(on.node_count()));
    std::uniform_int_distribution<int> how_many(0, most_per_cell);
    cell_offsets.push_back(0);
    for (std::int64_t cell = 0; cell < on.node_count(); ++cell) {
      const bool has_window = cell / on.fast + 2 < on.slow && cell % on.fast + 2 < on.fast;
      const int count = has_window ? how_many(random) : 0;
      for (int element = 0; element < count; ++element) add_element(cell, random);
      cell_offsets.push_back(static_cast<std::int32_t>(corner_rows.size() / kQuad4Nodes));
    }
    elements.resize(pairs.size() / kQuad4Pairs);
    std::iota(elements.begin(), elements.end(), 0);
    std::shuffle(elements.begin(), elements.end(), random);
    lay_out();
  }

  void add_element(std::int64_t cell, std::mt19937& random) {
    std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
    for (int a = 0; a < kQuad4Nodes; ++a) {
      const auto slow = static_cast<std::int32_t>(cell / shape.fast) + (uniform(random) < 0.5F);
      const auto fast = static_cast<std::int32_t>(cell % shape.fast) + (uniform(random) < 0.5F);
      const bool known = uniform(random) < 0.2F;
      corner_rows.push_back(known ? -1 : static_cast<std::int32_t>(places.size()));
      if (known) continue;
      places.push_back({slow, fast, uniform(random), uniform(random)});
      ground.push_back(uniform(random) < 0.5F ? 0.0F : uniform(random));
    }
    for (int pair = 0; pair < kQuad4Pairs; ++pair) pairs.push_back(uniform(random) - 0.1F);
  }

  /// Groups of 16, of which the last is filled up; the numbers of elements are those of `elements`.
  void lay_out() {
    const auto count = static_cast<std::int64_t>(elements.size());
    const std::int64_t groups = element_group_count(count) * kFloatLanes;
    const auto row_count = static_cast<std::int32_t>(places.size());
    nodes.assign(at(groups * kQuad4Nodes), row_count);
    conductance.assign(at(groups * kQuad4Pairs), 0.0F);
    for (std::int64_t item = 0; item < count; ++item) {
      const std::int64_t element = elements[at(item)];
      for (int a = 0; a < kQuad4Nodes; ++a) {
        const std::int32_t row = corner_rows[at(item * kQuad4Nodes + a)];
        nodes[at(rate_place<kQuad4Nodes>(element, a))] = row < 0 ? row_count : row;
      }
      for (int pair = 0; pair < kQuad4Pairs; ++pair) {
        conductance[at(rate_place<kQuad4Pairs>(element, pair))] =
            pairs[at(item * kQuad4Pairs + pair)];
      }
    }
  }

  GridShape shape;
  Indices cell_offsets, corner_rows, elements, nodes;
  Floats pairs, conductance, ground;
  std::vector<GridPlace> places;
};

std::vector<double> entries_of(const std::vector<CellMatrix>& cells) {
  std::vector<double> entries;
  for (const CellMatrix& cell : cells) {
    for (const auto& row : cell.entries) entries.insert(entries.end(), row, row + kWindowNodes);
  }
  return entries;
}

template <class Exec>
std::vector<CellMatrix> fill(Exec& executor, const RandomElements& from) {
  const auto nodes = put(executor, from.nodes);
  const auto conductance = put(executor, from.conductance);
  const auto offsets = put(executor, from.cell_offsets);
  const auto elements = put(executor, from.elements);
  const auto places = put(executor, from.places);
  const auto ground = put(executor, from.ground);
  auto cells = allocate<CellMatrix>(executor, from.shape.node_count());
  Quad4Level level;
  level.nodes = nodes.view();
  level.conductance = conductance.view();
  level.row_count = static_cast<std::int64_t>(from.places.size());
  level.element_count = static_cast<std::int64_t>(from.elements.size());
  fill_cells(executor, level,
             ElementsOnGrid{offsets.view(), elements.view(), places.view(), ground.view()},
             from.shape, cells.view());
  return get(executor, cells.view());
}

/// A grid on any executor, with random vectors in the lines of its level.
template <class Exec>
class GridVectors {
 public:
  GridVectors(Exec& executor, const GridShape& shape, const std::vector<CellMatrix>& cells)
      : executor_(executor), shape_(shape) {
    const auto on_executor = put(executor, cells);
    stencil_ = allocate<float>(executor, shape.line_count() * kStencilNodes * kFloatLanes);
    inverse_diagonal_ = allocate<float>(executor, shape.vector_count());
    set_zero(executor, inverse_diagonal_.view());
    form_stencil(executor, shape, View<const CellMatrix>(on_executor.view()),
                 GridStencil{stencil_.view(), inverse_diagonal_.view()});
    // Every third line is left out, as those are that no element reaches.
    Indices some;
    for (std::int32_t line = 0; line < shape.line_count(); ++line) {
      if (line % 3 != 2) some.push_back(line);
    }
    lines_ = put(executor, some);
    unsigned seed = 0;
    for (auto* vector : {&r_, &direction_, &x_, &spare_}) *vector = put(executor, random(++seed));
    at = {r_.view(), direction_.view(), x_.view(), spare_.view()};
  }

  [[nodiscard]] GridLevel level() {
    return {shape_, stencil_.view(), inverse_diagonal_.view(), lines_.view()};
  }
  [[nodiscard]] Floats everything() {
    Floats all;
    for (const auto& vector : {stencil_.view(), inverse_diagonal_.view(), r_.view(),
                               direction_.view(), x_.view(), spare_.view()}) {
      for (const float value : get(executor_, vector)) all.push_back(value);
    }
    return all;
  }

  LevelVectors at;

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  [[nodiscard]] Floats random(unsigned seed) const {
    const std::vector<double> values = support::random_values(at_count(), seed);
    return {values.begin(), values.end()};
  }
  [[nodiscard]] std::size_t at_count() const { return tessera::at(shape_.vector_count()); }

  Exec& executor_;
  GridShape shape_;
  Array<float> stencil_, inverse_diagonal_, r_, direction_, x_, spare_;
  Array<std::int32_t> lines_;
};

struct GridCase {
  GridShape shape;
  int most_per_cell;
};

constexpr GridCase kGrids[] = {{{3, 3}, 1},  {{3, 3}, 0},  {{3, 18}, 4},
                               {{4, 17}, 7}, {{5, 14}, 2}, {{13, 37}, 5}};

class GridLevelEquivalence : public support::Equivalence {};

TEST_F(GridLevelEquivalence, CellsOfElementsHaveTheSameBits) {
  for (const auto& [shape, most_per_cell] : kGrids) {
    SCOPED_TRACE(shape.node_count());
    const RandomElements elements(shape, most_per_cell);
    expect_same_bits([&](auto& executor) { return entries_of(fill(executor, elements)); });
  }
}

TEST_F(GridLevelEquivalence, CellsOfAHalvedGridHaveTheSameBits) {
  for (const auto& [shape, most_per_cell] : kGrids) {
    SCOPED_TRACE(shape.node_count());
    const std::vector<CellMatrix> fine = fill(on_cpu(), RandomElements(shape, most_per_cell));
    expect_same_bits([&, &shape = shape](auto& executor) {
      const auto from = put(executor, fine);
      auto to = allocate<CellMatrix>(executor, halved(shape).node_count());
      halve_cells(executor, shape, View<const CellMatrix>(from.view()), to.view());
      return entries_of(get(executor, to.view()));
    });
  }
}

TEST_F(GridLevelEquivalence, BoundsOfEigenvaluesHaveTheSameBits) {
  for (const auto& [shape, most_per_cell] : kGrids) {
    SCOPED_TRACE(shape.node_count());
    const std::vector<CellMatrix> cells = fill(on_cpu(), RandomElements(shape, most_per_cell));
    expect_same_bits([&, &shape = shape](auto& executor) {
      const auto from = put(executor, cells);
      return bound_cells(executor, shape, View<const CellMatrix>(from.view()));
    });
  }
}

TEST_F(GridLevelEquivalence, StencilsAndSmoothingHaveTheSameBits) {
  for (const auto& [shape, most_per_cell] : kGrids) {
    SCOPED_TRACE(shape.node_count());
    const std::vector<CellMatrix> cells = fill(on_cpu(), RandomElements(shape, most_per_cell));
    expect_same_bits([&, &shape = shape](auto& executor) {
      GridVectors grid(executor, shape, cells);
      Floats all = grid.everything();
      const auto note = [&] {
        for (const float value : grid.everything()) all.push_back(value);
      };
      subtract_action(executor, grid.level(), grid.at);
      note();
      smooth_step(executor, grid.level(), grid.at, ChebyshevStep{0.7F, 0.3F});
      std::swap(grid.at.direction, grid.at.spare);
      smooth_step(executor, grid.level(), grid.at, ChebyshevStep{0.6F, 0.1F});
      note();
      begin_smoothing(executor, grid.level(), grid.at, ChebyshevStep{0.9F, 0.0F});
      note();
      return all;
    });
  }
}

}  // namespace
}  // namespace tessera

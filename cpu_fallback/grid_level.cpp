#include "kernels/stages/grid_level.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/float_slices.hpp"
#include "cpu_fallback/lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/eigenvalue_bound.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::FloatLanes;
using cpu::items_of_chunk;
using cpu::Lanes;

constexpr std::int64_t kLanes = kFloatLanes;
constexpr std::int64_t kLineChunk = kRowChunk / kLanes;
constexpr std::int64_t kCellChunk = 64;

[[gnu::always_inline]] inline void fill_cell(const Quad4Level& level, const ElementsOnGrid& on,
                                             const GridShape& shape, std::int64_t cell,
                                             CellMatrix& sum) {
  sum = CellMatrix{};
  const auto slow = static_cast<std::int32_t>(cell / shape.fast);
  const auto fast = static_cast<std::int32_t>(cell % shape.fast);
  for (std::int32_t at = on.cell_offsets[cell]; at < on.cell_offsets[cell + 1]; ++at) {
    const std::int64_t group = on.elements[at] / kLanes;
    const std::int64_t lane = on.elements[at] % kLanes;
    double conductance[kQuad4Pairs];
    for (int pair = 0; pair < kQuad4Pairs; ++pair) {
      conductance[pair] = level.conductance[(group * kQuad4Pairs + pair) * kLanes + lane];
    }
    double ground[kQuad4Nodes];
    WindowShares corner[kQuad4Nodes];
    for (int a = 0; a < kQuad4Nodes; ++a) {
      const std::int32_t row = level.nodes[(group * kQuad4Nodes + a) * kLanes + lane];
      const bool known = row >= level.row_count;
      ground[a] = known ? 0.0 : on.ground[row];
      const GridPlace place = known ? GridPlace{slow, fast, 0.0F, 0.0F} : on.places[row];
      const BilinearWeights weights = bilinear_weights(place);
      const int first = window_node(place.slow - slow, place.fast - fast);
      for (int k = 0; k < 4; ++k) {
        corner[a].node[k] = first + window_node(k / 2, k % 2);
        corner[a].weight[k] = known ? 0.0 : weights.of[k];
      }
    }
    add_element(conductance, ground, corner, sum);
  }
}

// Whether an element lies in the window of a cell. Without one its entries are 0.
[[gnu::always_inline]] inline bool is_empty(const CellMatrix& cell) {
  for (int node = 0; node < kWindowNodes; ++node) {
    if (cell.entries[node][node] != 0.0) return false;
  }
  return true;
}

// The largest trace((Dc^-1/2 Ac Dc^-1/2)^16) of at most eight cells; nodes without a diagonal do
// not count.
[[gnu::always_inline]] inline double largest_power(const CellMatrix* const* cells, int count) {
  Lanes scale[kWindowNodes];
  Lanes M[kWindowNodes][kWindowNodes];
  for (int lane = 0; lane < count; ++lane) {
    for (int row = 0; row < kWindowNodes; ++row) {
      scale[row].v[lane] = scale_of_diagonal(cells[lane]->entries[row][row]);
      for (int column = 0; column < kWindowNodes; ++column) {
        M[row][column].v[lane] = cells[lane]->entries[row][column];
      }
    }
  }
  for (int row = 0; row < kWindowNodes; ++row) {
    for (int column = 0; column < kWindowNodes; ++column) {
      M[row][column] = (M[row][column] * scale[row]) * scale[column];
    }
  }
  const Lanes power = trace_of_power16(M);
  double largest = 0.0;
  for (int lane = 0; lane < count; ++lane) {
    largest = power.v[lane] > largest ? power.v[lane] : largest;
  }
  return largest;
}

// The largest among the cells of a chunk, eight that are not empty at a time.
[[gnu::always_inline]] inline double largest_power_of(View<const CellMatrix> cells,
                                                      const ChunkItems& items) {
  const CellMatrix* taken[Lanes::kCount];
  int count = 0;
  double largest = 0.0;
  for (std::int64_t cell : items) {
    if (!is_empty(cells[cell])) taken[count++] = &cells[cell];
    if (count == 0 || (count < Lanes::kCount && cell + 1 < items.last)) continue;
    const double power = largest_power(taken, count);
    largest = power > largest ? power : largest;
    count = 0;
  }
  return largest;
}

// The stencil of one node: entry (slow, fast) of the 5x5 neighbours from (-2, -2) on.
[[gnu::always_inline]] inline void gather_stencil(const GridShape& shape,
                                                  View<const CellMatrix> cells, std::int64_t slow,
                                                  std::int64_t fast,
                                                  double (&stencil)[kStencilNodes]) {
  for (double& entry : stencil) entry = 0.0;
  for (int a = 0; a < kWindow; ++a) {
    for (int b = 0; b < kWindow; ++b) {
      if (slow < a || fast < b) continue;
      const CellMatrix& cell = cells[(slow - a) * shape.fast + fast - b];
      const double* const row = cell.entries[window_node(a, b)];
      for (int s = 0; s < kWindow; ++s) {
        for (int f = 0; f < kWindow; ++f) {
          double& entry = stencil[(s - a + 2) * kStencil + f - b + 2];
          entry = entry + row[window_node(s, f)];
        }
      }
    }
  }
}

[[gnu::always_inline]] inline void form_line(const GridShape& shape, View<const CellMatrix> cells,
                                             const GridStencil& to, std::int64_t line) {
  const std::int64_t lines_per_row = shape.stride() / kLanes;
  const std::int64_t slow = line / lines_per_row;
  const std::int64_t first = line % lines_per_row * kLanes;
  for (std::int64_t lane = 0; lane < kLanes; ++lane) {
    double stencil[kStencilNodes] = {};
    if (first + lane < shape.fast) gather_stencil(shape, cells, slow, first + lane, stencil);
    for (int k = 0; k < kStencilNodes; ++k) {
      to.stencil[(line * kStencilNodes + k) * kLanes + lane] = static_cast<float>(stencil[k]);
    }
    to.inverse_diagonal[shape.place(slow, first + lane)] =
        inverse_of_diagonal(stencil[kStencilNodes / 2]);
  }
}

// r - A direction for the nodes of one line, the five rows of neighbours summed apart.
[[gnu::always_inline]] inline FloatLanes residual_of_line(const GridLevel& level,
                                                          const LevelVectors& at, std::int64_t line,
                                                          std::int64_t place) {
  const std::int64_t stride = level.shape.stride();
  const float* const stencil = &level.stencil[line * kStencilNodes * kLanes];
  FloatLanes action;
#pragma GCC unroll 5
  for (int row = 0; row < kStencil; ++row) {
    const float* const neighbours = &at.direction[place + (row - 2) * stride - 2];
    FloatLanes sum;
#pragma GCC unroll 5
    for (int k = 0; k < kStencil; ++k) {
      sum = sum + cpu::load_floats(stencil + (row * kStencil + k) * kLanes) *
                      cpu::load_floats_anywhere(neighbours + k);
    }
    action = action + sum;
  }
  return cpu::load_floats(&at.r[place]) - action;
}

template <class Body>
[[gnu::always_inline]] inline void for_lines(cpu::Executor& executor, const GridLevel& level,
                                             const Body& body) {
  const View<const std::int32_t> lines = level.lines;
  const std::int64_t first_place = level.shape.place(0, 0);
  executor.for_chunks(chunk_count_of(lines.count, kLineChunk), [=](std::int64_t chunk) {
    for (std::int64_t item : items_of_chunk(chunk, kLineChunk, lines.count)) {
      body(lines[item], first_place + lines[item] * kLanes);
    }
  });
}

}  // namespace

void cpu::TESSERA_ISA::fill_cells(Executor& executor, const Quad4Level& level, ElementsOnGrid on,
                                  GridShape shape, CellMatrices cells) {
  executor.for_chunks(chunk_count_of(cells.count, kCellChunk), [=](std::int64_t chunk) {
    for (std::int64_t cell : items_of_chunk(chunk, kCellChunk, cells.count)) {
      fill_cell(level, on, shape, cell, cells[cell]);
    }
  });
}

void cpu::TESSERA_ISA::halve_cells(Executor& executor, GridShape fine, View<const CellMatrix> from,
                                   CellMatrices to) {
  const GridShape coarse = halved(fine);
  executor.for_chunks(chunk_count_of(to.count, kCellChunk), [=](std::int64_t chunk) {
    for (std::int64_t cell : items_of_chunk(chunk, kCellChunk, to.count)) {
      CellMatrix sum{};
      for (int child = 0; child < 4; ++child) {
        const std::int64_t slow = cell / coarse.fast * 2 + child / 2;
        const std::int64_t fast = cell % coarse.fast * 2 + child % 2;
        if (slow >= fine.slow || fast >= fine.fast) continue;
        add_child(from[slow * fine.fast + fast], child / 2, child % 2, sum);
      }
      to[cell] = sum;
    }
  });
}

double cpu::TESSERA_ISA::bound_cells(Executor& executor, GridShape, View<const CellMatrix> cells) {
  const std::int64_t chunks = chunk_count_of(cells.count, kCellChunk);
  Array<double> chunk_powers = allocate<double>(executor, chunks);
  const View<double> powers = chunk_powers.view();
  executor.for_chunks(chunks, [=](std::int64_t chunk) {
    powers[chunk] = largest_power_of(cells, items_of_chunk(chunk, kCellChunk, cells.count));
  });
  double largest = 0.0;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    largest = powers[chunk] > largest ? powers[chunk] : largest;
  }
  return sixteenth_root(largest);
}

void cpu::TESSERA_ISA::form_stencil(Executor& executor, GridShape shape,
                                    View<const CellMatrix> cells, GridStencil to) {
  const std::int64_t lines = shape.line_count();
  executor.for_chunks(chunk_count_of(lines, kLineChunk), [=](std::int64_t chunk) {
    for (std::int64_t line : items_of_chunk(chunk, kLineChunk, lines)) {
      form_line(shape, cells, to, line);
    }
  });
}

void cpu::TESSERA_ISA::begin_smoothing(Executor& executor, const GridLevel& level, LevelVectors at,
                                       ChebyshevStep step) {
  for_lines(executor, level, [=](std::int64_t, std::int64_t place) {
    cpu::begin_at(at, place, level.inverse_diagonal, step);
  });
}

void cpu::TESSERA_ISA::smooth_step(Executor& executor, const GridLevel& level, LevelVectors at,
                                   ChebyshevStep step) {
  for_lines(executor, level, [=](std::int64_t line, std::int64_t place) {
    const FloatLanes r = residual_of_line(level, at, line, place);
    cpu::step_at(at, place, level.inverse_diagonal, step, r, at.spare);
  });
}

void cpu::TESSERA_ISA::subtract_action(Executor& executor, const GridLevel& level,
                                       LevelVectors at) {
  for_lines(executor, level, [=](std::int64_t line, std::int64_t place) {
    cpu::store_floats(&at.r[place], residual_of_line(level, at, line, place));
  });
}

}  // namespace tessera

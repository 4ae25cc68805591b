#include "host/pipelines/flow_memory.hpp"

#include <algorithm>
#include <string>

#include "host/errors.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"
#include "kernels/stages/triplets.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kReal = sizeof(double);
constexpr std::int64_t kIndex = sizeof(std::int32_t);
constexpr std::int64_t kEntry = kReal + kIndex;
constexpr std::int64_t kNarrow = sizeof(float);

// Of levels of aggregates, bytes per unknown on all below the finest together: entries of matrices
// and transfers with their padding, and vectors.
constexpr std::int64_t kAggregateBytes = 15 * (kIndex + kNarrow) + 3 * kNarrow;
constexpr std::int64_t kCornerAggregateBytes = 12 * (kIndex + kNarrow) + 3 * kNarrow;
constexpr std::int64_t kInverse = 64 * 1024;  // of the last level

// The arrays of FlowSolve, in bytes, by the part of the run that brings them.
struct FlowArrays {
  explicit FlowArrays(const FlowSizes& sizes) : s(sizes) {}

  [[nodiscard]] std::int64_t mesh() const {
    return s.nodes * (2 * kReal + kIndex) + s.elements * (kReal + 2 * kIndex * kQuad8Nodes);
  }
  [[nodiscard]] std::int64_t conductance() const { return conductance_count(s.elements) * kReal; }
  [[nodiscard]] std::int64_t matrix() const { return s.unknowns * kIndex + s.nonzeros * kEntry; }
  [[nodiscard]] std::int64_t slots() const {
    return s.elements * kElementTriplets * std::int64_t{sizeof(Slot)};
  }
  [[nodiscard]] std::int64_t triplets() const { return s.elements * kElementTriplets * 2 * kReal; }
  [[nodiscard]] std::int64_t first_triplets() const {
    return s.elements * kElementTriplets * kIndex;
  }
  [[nodiscard]] std::int64_t load_and_known() const { return s.nodes * 2 * kReal; }
  [[nodiscard]] std::int64_t robin() const { return s.robin_entries * (kEntry + kIndex); }
  [[nodiscard]] std::int64_t action() const { return s.nodes * kReal; }
  [[nodiscard]] std::int64_t unknowns(int vectors) const { return s.unknowns * vectors * kReal; }
  [[nodiscard]] std::int64_t slices() const {
    if (s.slice_rows == 0) return 0;
    const std::int64_t count = slice_count_of(s.unknowns, static_cast<int>(s.slice_rows));
    return count * (s.slice_rows * kIndex + std::int64_t{sizeof(std::int64_t)}) +
           s.slice_entries * kEntry;
  }
  // Rows of the elements' nodes, and four places or so per row.
  [[nodiscard]] std::int64_t element_places() const {
    return s.elements * kQuad8Nodes * kIndex + s.unknowns * 4 * kIndex;
  }
  // Of products without a matrix: rates and scaled vector.
  [[nodiscard]] std::int64_t element_operator() const {
    return s.elements * kQuad8Nodes * kReal + unknowns(1);
  }
  // A third of the unknowns are corners of elements, and a grid node comes with every sixteenth of
  // those, on a mesh that fills half of its rectangle.
  [[nodiscard]] std::int64_t corners() const { return s.unknowns / 3; }
  [[nodiscard]] std::int64_t grid_nodes() const { return corners() / 8; }
  // Of multigrid: element levels, transfers, and stencils and vectors of all grids.
  [[nodiscard]] std::int64_t levels() const {
    const std::int64_t conductances = (kQuad8Pairs + kQuad4Pairs) * kNarrow;
    const std::int64_t rates = (kQuad8Nodes + kQuad4Nodes) * kNarrow + kQuad4Nodes * kIndex;
    const std::int64_t transfers = s.unknowns * 2 * kIndex +
                                   corners() * (10 * kIndex + 5 * kNarrow) +
                                   grid_nodes() * 5 * kIndex;
    const std::int64_t vectors = (s.unknowns + corners()) * 6 * kNarrow;
    // Rows of small grids are filled up to whole lines, and the coarsest has its inverse.
    constexpr std::int64_t kSmallGrids = 16 * 1024;
    const std::int64_t grids = grid_nodes() * (kStencilNodes + 5) * kNarrow * 4 / 3 + kSmallGrids;
    return s.elements * (conductances + rates) + transfers + vectors + grids;
  }
  // Of multigrid by aggregates: the Quad-8 level, and matrices, transfers and vectors of the rest.
  [[nodiscard]] std::int64_t aggregates() const {
    const std::int64_t quad8 =
        s.elements * (kQuad8Pairs + kQuad8Nodes) * kNarrow + s.unknowns * 6 * kNarrow;
    const bool of_corners = s.coarse == CoarseKind::corner_aggregates;
    return quad8 + s.unknowns * (of_corners ? kCornerAggregateBytes : kAggregateBytes) + kInverse;
  }
  // What they are made from: cells of two grids, and what lies in them.
  [[nodiscard]] std::int64_t cells() const {
    return grid_nodes() * std::int64_t{sizeof(CellMatrix)} * 5 / 4 + s.elements * kIndex +
           corners() * std::int64_t{sizeof(GridPlace)};
  }
  [[nodiscard]] std::int64_t results() const {
    return s.nodes * 2 * kReal + s.elements * 4 * kReal;
  }

  const FlowSizes& s;
};

// While the matrix is put together, beside mesh and conductances. Sorting takes a second copy.
std::int64_t assembly_bytes(const FlowArrays& of, Assembly assembly) {
  if (assembly == Assembly::gather) return of.matrix() + of.slots();
  return of.triplets() + std::max(of.triplets(), of.first_triplets() + of.matrix());
}

// From the end of the conditions on, beside the system: what the search and the results take, and
// before that the levels of multigrid.
std::int64_t solving_bytes(const FlowArrays& of, FlowMethod method) {
  const std::int64_t search = of.unknowns(4) + of.results();
  if (method.preconditioner == Preconditioner::jacobi) return search;
  if (of.s.coarse != CoarseKind::grid) return of.aggregates() + search;
  return of.levels() + std::max(of.cells(), search);
}

// From the conditions to the end, beside mesh and conductances.
std::int64_t system_bytes(const FlowArrays& of, FlowMethod method) {
  const std::int64_t system = of.load_and_known() + of.unknowns(2);  // and b, scale
  if (method.linear_operator == LinearOperator::matrix_free) {
    return system + of.robin() + of.element_operator() +
           std::max(of.action(), solving_bytes(of, method));
  }
  const bool sliced = method.linear_operator == LinearOperator::csr;
  const std::int64_t slots = method.assembly == Assembly::gather ? of.slots() : 0;
  const std::int64_t conditions = of.matrix() + slots + system + of.robin() + of.action();
  const std::int64_t slicing = system + of.matrix() + of.slices();
  // The vendor multiplies with the matrix as it is and needs one vector more.
  const std::int64_t kept = sliced ? of.slices() : of.matrix() + of.unknowns(1);
  const std::int64_t solving = system + kept + solving_bytes(of, method);
  return std::max({conditions, sliced ? slicing : 0, solving});
}

std::string in_megabytes(std::int64_t bytes) {
  return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

}  // namespace

FlowSizes sizes_of(const FlowProblem& problem, const FlowDiscretisation& numbered,
                   std::int64_t nonzeros) {
  FlowSizes sizes;
  sizes.file_nodes = static_cast<std::int64_t>(problem.mesh.node_count());
  sizes.nodes = static_cast<std::int64_t>(numbered.file_node.size());
  sizes.elements = static_cast<std::int64_t>(numbered.file_element.size());
  sizes.unknowns = numbered.unknown_count;
  sizes.nonzeros = nonzeros;
  sizes.robin_entries = static_cast<std::int64_t>(numbered.robin.rows.size());
  return sizes;
}

std::int64_t executor_bytes(const FlowSizes& sizes, FlowMethod method) {
  const FlowArrays of(sizes);
  const bool matrix_free = method.linear_operator == LinearOperator::matrix_free;
  const bool placed = matrix_free || method.preconditioner == Preconditioner::multigrid;
  const std::int64_t assembly = matrix_free ? 0 : assembly_bytes(of, method.assembly);
  return of.mesh() + of.conductance() + (placed ? of.element_places() : 0) +
         std::max(assembly, system_bytes(of, method));
}

std::int64_t host_bytes(const FlowSizes& sizes) {
  const std::int64_t mesh = sizes.file_nodes * 16 + sizes.elements * 32;
  const std::int64_t numbering = sizes.nodes * 40 + sizes.elements * (12 + 2 * 4 * kQuad8Nodes);
  const std::int64_t results = sizes.file_nodes * 24 + sizes.elements * 48;
  return mesh + numbering + results;
}

void require_memory(const gpu::Device& device, std::int64_t needed_bytes) {
  if (needed_bytes <= device.memory_bytes) return;
  throw ResourceError("out of device memory: " + in_megabytes(needed_bytes) + " needed, GPU " +
                      std::to_string(device.ordinal) + " (" + device.name + ") has " +
                      in_megabytes(device.memory_bytes) +
                      "; the CPU can be asked for by --backend");
}

}  // namespace tessera

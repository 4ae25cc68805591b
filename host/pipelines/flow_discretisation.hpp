#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/errors.hpp"
#include "host/pipelines/condition_nodes.hpp"
#include "host/pipelines/exec_array.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "host/pipelines/robin_entries.hpp"
#include "host/pipelines/strip_order.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/item_groups.hpp"

namespace tessera {

/// A FlowProblem in the internal numbering: used nodes only, the unknowns first, then the nodes of
/// known potential, each part in strip order; elements in strip order. A pure function of the
/// problem, the same on every executor, in whose memory the arrays lie. See ElementTable for those
/// of the mesh.
template <class Exec>
struct FlowDiscretisation {
  ArrayOf<Exec, NodeId> file_node;        // [node] -> number in the mesh
  ArrayOf<Exec, ElementId> file_element;  // [element] -> number in the mesh
  std::int64_t unknown_count = 0;

  ArrayOf<Exec, double> x;
  ArrayOf<Exec, double> y;
  ArrayOf<Exec, std::int32_t> nodes;  // [element][8]
  ArrayOf<Exec, double> conductivity;
  ArrayOf<Exec, std::int32_t> incidence_offsets;
  ArrayOf<Exec, std::int32_t> incidences;

  ArrayOf<Exec, double> known;           // [node] potential, 0 at the unknowns
  ArrayOf<Exec, double> load;            // [node] of flux edges, and at unknowns of Robin edges
  ArrayOf<Exec, double> element_source;  // [element] or empty
  ArrayOf<Exec, double> nodal_source;    // [node] or empty

  // On the host.
  NodeValues edge_loads;  // the loads that are not 0, by file node
  RobinEntries robin;

  [[nodiscard]] ElementTable table() const {
    return {x.view(),
            y.view(),
            nodes.view(),
            conductivity.view(),
            incidence_offsets.view(),
            incidences.view(),
            unknown_count};
  }
  [[nodiscard]] std::int64_t node_count() const { return file_node.count(); }
  [[nodiscard]] std::int64_t element_count() const { return file_element.count(); }
  [[nodiscard]] bool has_sources() const {
    return element_source.count() > 0 || nodal_source.count() > 0;
  }
};

/// Throws InputError when a mesh has more elements than 32-bit numbers allow for.
void require_countable(const Quad8Mesh& mesh);

/// Makes the parts of a FlowDiscretisation.
template <class Exec>
class Discretiser {
 public:
  Discretiser(Exec& executor, const FlowProblem& problem)
      : executor_(executor), problem_(problem), mesh_(executor, problem.mesh) {}

  void make(FlowDiscretisation<Exec>& result);

 private:
  void number(const NodeValues& potentials, FlowDiscretisation<Exec>& result);
  void place_nodes(FlowDiscretisation<Exec>& result);
  void place_elements(FlowDiscretisation<Exec>& result);
  void connect_nodes(FlowDiscretisation<Exec>& result);
  void apply_conditions(const NodeValues& potentials, FlowDiscretisation<Exec>& result);
  /// values[index[item]] for every item, or nothing of nothing.
  void gather(View<const std::int32_t> index, View<const double> values,
              ArrayOf<Exec, double>& ordered);
  void gather(View<const std::int32_t> index, const std::vector<double>& values,
              ArrayOf<Exec, double>& ordered) {
    gather(index, SeenValues<Exec, double>(executor_, values).view(), ordered);
  }
  /// target[internal number] = value, 0 elsewhere.
  void scatter(const NodeValues& values, ArrayOf<Exec, double>& target);
  /// Internal numbers of nodes of the file, on the executor and on the host.
  [[nodiscard]] auto find_numbers(const std::vector<NodeId>& nodes);
  [[nodiscard]] std::vector<std::int32_t> numbers_of(const std::vector<NodeId>& nodes);
  [[nodiscard]] View<const std::int32_t> numbers() const { return number_.view(); }

  Exec& executor_;
  const FlowProblem& problem_;
  SeenMesh<Exec> mesh_;
  ArrayOf<Exec, std::int32_t> number_;  // [file node], -1 for nodes of no element
};

/// Throws UsageError when two conditions give one node different potentials, InputError when the
/// mesh is too large for 32-bit numbers or more than 256 elements meet at a node.
template <class Exec>
[[nodiscard]] FlowDiscretisation<Exec> discretise(Exec& executor, const FlowProblem& problem) {
  require_countable(problem.mesh);
  FlowDiscretisation<Exec> result;
  Discretiser<Exec>(executor, problem).make(result);
  return result;
}

template <class Exec>
void Discretiser<Exec>::make(FlowDiscretisation<Exec>& result) {
  const NodeValues potentials = known_potentials(problem_);
  number(potentials, result);
  place_nodes(result);
  place_elements(result);
  connect_nodes(result);
  apply_conditions(potentials, result);
}

template <class Exec>
void Discretiser<Exec>::number(const NodeValues& potentials, FlowDiscretisation<Exec>& result) {
  StripOrder<Exec> order = strip_order(executor_, mesh_, potentials.nodes);
  result.unknown_count = order.unknown_count;
  result.file_element = std::move(order.elements);
  result.file_node = allocate<NodeId>(executor_, order.used_count);
  const View<const NodeId> sorted = order.nodes.view();
  for_items(executor_, order.used_count, CopyValues<NodeId>{sorted, result.file_node.view()});
  number_ = allocate<std::int32_t>(executor_, mesh_.node_count());
  for_items(executor_, mesh_.node_count(), FillValues<std::int32_t>{number_.view(), -1});
  for_items(executor_, order.used_count, InvertOrder{sorted, number_.view()});
}

template <class Exec>
void Discretiser<Exec>::gather(View<const std::int32_t> index, View<const double> values,
                               ArrayOf<Exec, double>& ordered) {
  if (values.count == 0) return;
  ordered = allocate<double>(executor_, index.count);
  for_items(executor_, index.count, GatherValues<double>{index, values, ordered.view()});
}

template <class Exec>
void Discretiser<Exec>::place_nodes(FlowDiscretisation<Exec>& result) {
  const View<const NodeId> file = std::as_const(result.file_node).view();
  gather(file, mesh_.shapes().x, result.x);
  gather(file, mesh_.shapes().y, result.y);
  gather(file, problem_.nodal_source, result.nodal_source);
}

template <class Exec>
void Discretiser<Exec>::place_elements(FlowDiscretisation<Exec>& result) {
  const View<const ElementId> file = std::as_const(result.file_element).view();
  const View<const std::int32_t> file_nodes = mesh_.shapes().nodes;
  result.nodes = allocate<std::int32_t>(executor_, file_nodes.count);
  for_items(executor_, file.count,
            RenumberElements{file, file_nodes, numbers(), result.nodes.view()});
  gather(file, problem_.element_source, result.element_source);
  gather(file, problem_.conductivity, result.conductivity);
  if (!problem_.conductivity.empty()) return;
  result.conductivity = allocate<double>(executor_, file.count);
  for_items(executor_, file.count, FillValues<double>{result.conductivity.view(), 1.0});
}

/// The elements at every node, ascending.
template <class Exec>
void Discretiser<Exec>::connect_nodes(FlowDiscretisation<Exec>& result) {
  const std::int64_t node_count = result.node_count();
  result.incidence_offsets = allocate<std::int32_t>(executor_, node_count + 1);
  result.incidences = allocate<std::int32_t>(executor_, result.nodes.count());
  group_items(executor_, std::as_const(result.nodes).view(),
              ItemGroups{result.incidence_offsets.view(), result.incidences.view()});
  const View<const std::int32_t> offsets = std::as_const(result.incidence_offsets).view();
  const std::int64_t crowded = fold_items(executor_, node_count, FirstCrowded{offsets});
  if (crowded == node_count) return;
  const std::int32_t elements = element_of<Exec>(executor_, offsets, crowded + 1) -
                                element_of<Exec>(executor_, offsets, crowded);
  const View<const NodeId> file = std::as_const(result.file_node).view();
  throw InputError(problem_.mesh.source + ": " + std::to_string(elements) +
                   " elements meet at node " +
                   std::to_string(element_of<Exec>(executor_, file, crowded)) + "; at most " +
                   std::to_string(kMaxNodeElements) + " may");
}

template <class Exec>
auto Discretiser<Exec>::find_numbers(const std::vector<NodeId>& nodes) {
  const SeenValues<Exec, NodeId> asked(executor_, nodes);
  auto found = allocate<std::int32_t>(executor_, asked.view().count);
  for_items(executor_, asked.view().count,
            GatherValues<std::int32_t>{asked.view(), numbers(), found.view()});
  return found;
}

template <class Exec>
std::vector<std::int32_t> Discretiser<Exec>::numbers_of(const std::vector<NodeId>& nodes) {
  const auto found = find_numbers(nodes);
  std::vector<std::int32_t> numbers(nodes.size());
  download(executor_, found.view(), std::span(numbers));
  return numbers;
}

template <class Exec>
void Discretiser<Exec>::scatter(const NodeValues& values, ArrayOf<Exec, double>& target) {
  clear(executor_, target.view());
  const auto index = find_numbers(values.nodes);
  const SeenValues<Exec, double> sent(executor_, values.values);
  for_items(executor_, index.count(),
            ScatterValues<double>{index.view(), sent.view(), target.view()});
}

template <class Exec>
void Discretiser<Exec>::apply_conditions(const NodeValues& potentials,
                                         FlowDiscretisation<Exec>& result) {
  result.known = allocate<double>(executor_, result.node_count());
  scatter(potentials, result.known);
  EdgeConditions conditions = edge_conditions(problem_, potentials);
  result.load = allocate<double>(executor_, result.node_count());
  scatter(conditions.loads, result.load);
  result.edge_loads = std::move(conditions.loads);
  result.robin = robin_entries(numbers_of(conditions.robin.rows),
                               numbers_of(conditions.robin.columns), conditions.robin.values);
}

}  // namespace tessera

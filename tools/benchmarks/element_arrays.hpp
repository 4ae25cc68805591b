#pragma once

#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/element_layout.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_operator.hpp"
#include "tools/benchmarks/flow_arrays.hpp"

namespace tessera::bench {

/// What the stages that work without a matrix need beside the arrays of a flow solve, on one
/// executor: the product in f64, and the two element levels of multigrid with their vectors.
template <class Exec>
class ElementArrays {
 public:
  /// `flow` outlives it.
  explicit ElementArrays(FlowArrays<Exec>& flow);
  ElementArrays(const ElementArrays&) = delete;
  ElementArrays& operator=(const ElementArrays&) = delete;

  [[nodiscard]] const ElementLayout<Exec>& layout() const { return layout_; }

  DerivedLevels derived;
  Quad8Level quad8;
  Quad4Level quad4;
  LevelVectors quad8_vectors, quad4_vectors;
  /// Writes of `invert_diagonal`: the levels' own.
  View<float> quad8_inverse, quad4_inverse;
  ElementOperator product;
  View<double> scale, b;

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  template <class T>
  [[nodiscard]] View<T> zeros(std::int64_t count) {
    auto array = allocate<T>(executor_, count);
    set_zero(executor_, array.view());
    View<T> view = array.view();
    keep(std::move(array));
    return view;
  }
  template <class Values>
  [[nodiscard]] View<const std::int32_t> put(const Values& values) {
    indices_.push_back(upload(executor_, std::span(values)));
    return indices_.back().view();
  }
  template <class Values>
  [[nodiscard]] View<const double> put_numbers(const Values& values) {
    doubles_.push_back(upload(executor_, std::span(values)));
    return doubles_.back().view();
  }
  void keep(Array<float> array) { floats_.push_back(std::move(array)); }
  void keep(Array<double> array) { doubles_.push_back(std::move(array)); }

  [[nodiscard]] LevelVectors vectors(std::int64_t rows) {
    const std::int64_t count = padded_rows(rows);
    return {zeros<float>(count), zeros<float>(count), zeros<float>(count), {}};
  }
  template <class Level>
  [[nodiscard]] Level level(View<const std::int32_t> nodes, IndexSlices incident,
                            View<const float> conductance, View<float> inverse, std::int64_t rows) {
    Level made{nodes,    conductance,
               incident, zeros<float>(padded_rows(rows)),
               inverse,  zeros<float>(rate_count<Level::kElementNodes>(elements_)),
               rows,     elements_};
    invert_diagonal(executor_, made, inverse);
    return made;
  }
  void make_levels(FlowArrays<Exec>& flow);

  Exec& executor_;
  std::int64_t elements_;
  ElementLayout<Exec> layout_;
  std::vector<Array<std::int32_t>> indices_;
  std::vector<Array<float>> floats_;
  std::vector<Array<double>> doubles_;
};

template <class Exec>
ElementArrays<Exec>::ElementArrays(FlowArrays<Exec>& flow)
    : executor_(flow.executor),
      elements_(flow.table.element_count()),
      layout_(lay_out_elements(flow.executor, flow.table)) {
  const std::int64_t rows = flow.host.unknown_count;
  make_levels(flow);
  scale = zeros<double>(rows);
  b = zeros<double>(rows);
  product = {layout_.quad8_nodes.view(),
             flow.conductance,
             layout_.quad8_incident.at(),
             {put(flow.host.robin.rows), put(flow.host.robin.columns),
              put_numbers(flow.host.robin.values)},
             put(chunk_offsets(flow.host.robin.rows, rows)),
             scale,
             zeros<double>(padded_rows(rows)),
             zeros<double>(rate_count<kQuad8Nodes>(elements_)),
             rows,
             elements_};
  equilibrate_elements(executor_, product, scale, b);
}

template <class Exec>
void ElementArrays<Exec>::make_levels(FlowArrays<Exec>& flow) {
  const std::int64_t lanes = element_group_count(elements_) * kFloatLanes;
  const std::int64_t chunks = chunk_count_of(elements_, kElementChunk);
  derived = {zeros<float>(lanes * kQuad8Pairs), zeros<float>(lanes * kQuad4Pairs),
             zeros<float>(chunks), zeros<float>(chunks)};
  derive_levels(executor_, elements_, flow.conductance, 1.0, derived);
  quad8_inverse = zeros<float>(padded_rows(flow.host.unknown_count));
  quad4_inverse = zeros<float>(padded_rows(layout_.corner_rows));
  quad8 = level<Quad8Level>(layout_.quad8_nodes.view(), layout_.quad8_incident.at(), derived.quad8,
                            quad8_inverse, flow.host.unknown_count);
  quad4 = level<Quad4Level>(layout_.quad4_nodes.view(), layout_.quad4_incident.at(), derived.quad4,
                            quad4_inverse, layout_.corner_rows);
  quad8_vectors = vectors(quad8.row_count);
  quad4_vectors = vectors(quad4.row_count);
}

}  // namespace tessera::bench

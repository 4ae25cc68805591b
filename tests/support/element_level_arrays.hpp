#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kernels/stages/element_level.hpp"
#include "tests/support/element_topology.hpp"

namespace tessera::support {

/// An element level of any elements, laid out the obvious way. Rows are numbers from 0 on; a node
/// with the number `row_count` has a known potential.
template <class Exec, class Level>
class ElementLevelArrays {
 public:
  static constexpr int kNodes = Level::kElementNodes;
  static constexpr int kPairs = Level::kElementPairs;

  /// nodes: [element][kNodes]; conductance: [element][kPairs]; extra: [row]
  ElementLevelArrays(Exec& executor, std::int64_t row_count, const std::vector<std::int32_t>& nodes,
                     const std::vector<float>& conductance, std::vector<float> extra)
      : rows_(row_count), elements_(static_cast<std::int64_t>(conductance.size()) / kPairs) {
    const ElementTopology<kNodes> topology(row_count, nodes);
    std::vector<float> lanes(at(element_group_count(elements_) * kPairs * kFloatLanes), 0.0F);
    for (std::int64_t element = 0; element < elements_; ++element) {
      for (int pair = 0; pair < kPairs; ++pair) {
        lanes[at((element / kFloatLanes * kPairs + pair) * kFloatLanes + element % kFloatLanes)] =
            conductance[at(element * kPairs + pair)];
      }
    }
    extra.resize(at(padded_rows(row_count)), 0.0F);
    nodes_ = upload(executor, std::span<const std::int32_t>(topology.nodes));
    offsets_ = upload(executor, std::span<const std::int32_t>(topology.offsets));
    places_ = upload(executor, std::span<const std::int32_t>(topology.places));
    conductance_ = upload(executor, std::span<const float>(lanes));
    extra_ = upload(executor, std::span<const float>(extra));
    inverse_diagonal_ = allocate<float>(executor, padded_rows(row_count));
    rates_ = allocate<float>(executor, rate_count<kNodes>(elements_));
    set_zero(executor, rates_.view());
    invert_diagonal(executor, level(), inverse_diagonal_.view());
  }

  [[nodiscard]] Level level() {
    return {nodes_.view(),
            conductance_.view(),
            {offsets_.view(), places_.view()},
            extra_.view(),
            inverse_diagonal_.view(),
            rates_.view(),
            rows_,
            elements_};
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  static std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

  std::int64_t rows_;
  std::int64_t elements_;
  Array<std::int32_t> nodes_, offsets_, places_;
  Array<float> conductance_, extra_, inverse_diagonal_, rates_;
};

}  // namespace tessera::support

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kernels/stages/element_level.hpp"

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
    const std::int64_t groups = element_group_count(elements_);
    std::vector<std::int32_t> node_rows(at(groups * kNodes * kFloatLanes),
                                        static_cast<std::int32_t>(row_count));
    std::vector<float> lanes(at(groups * kPairs * kFloatLanes), 0.0F);
    std::vector<std::vector<std::int32_t>> incident(at(row_count));
    for (std::int64_t element = 0; element < elements_; ++element) {
      for (int a = 0; a < kNodes; ++a) {
        const std::int32_t row = nodes[at(element * kNodes + a)];
        const std::int64_t place = rate_place<kNodes>(element, a);
        node_rows[at(place)] = row;
        if (row < row_count) incident[at(row)].push_back(static_cast<std::int32_t>(place));
      }
      for (int pair = 0; pair < kPairs; ++pair) {
        lanes[at((element / kFloatLanes * kPairs + pair) * kFloatLanes + element % kFloatLanes)] =
            conductance[at(element * kPairs + pair)];
      }
    }
    extra.resize(at(padded_rows(row_count)), 0.0F);
    put_incident(executor, incident);
    nodes_ = upload(executor, std::span<const std::int32_t>(node_rows));
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

  void put_incident(Exec& executor, const std::vector<std::vector<std::int32_t>>& incident) {
    const auto zero = static_cast<std::int32_t>(rate_count<kNodes>(elements_) - 1);
    std::vector<std::int32_t> offsets{0};
    std::vector<std::int32_t> places;
    for (std::int64_t slice = 0; slice < slice_count(rows_); ++slice) {
      std::size_t longest = 0;
      const auto list_of = [&](std::int64_t lane) -> std::vector<std::int32_t> {
        const std::int64_t row = slice * kFloatLanes + lane;
        return row < rows_ ? incident[at(row)] : std::vector<std::int32_t>{};
      };
      for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
        longest = std::max(longest, list_of(lane).size());
      }
      for (std::size_t slot = 0; slot < longest; ++slot) {
        for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
          const auto list = list_of(lane);
          places.push_back(slot < list.size() ? list[slot] : zero);
        }
      }
      offsets.push_back(offsets.back() + static_cast<std::int32_t>(longest));
    }
    offsets_ = upload(executor, std::span<const std::int32_t>(offsets));
    places_ = upload(executor, std::span<const std::int32_t>(places));
  }

  std::int64_t rows_;
  std::int64_t elements_;
  Array<std::int32_t> nodes_, offsets_, places_;
  Array<float> conductance_, extra_, inverse_diagonal_, rates_;
};

}  // namespace tessera::support

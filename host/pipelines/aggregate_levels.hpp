#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/aggregation.hpp"
#include "host/pipelines/chebyshev.hpp"
#include "host/pipelines/coarsest_grid.hpp"
#include "kernels/stages/aggregate_level.hpp"
#include "kernels/stages/level_costs.hpp"
#include "kernels/stages/level_transfer.hpp"

namespace tessera {

/// How levels of aggregates are smoothed, and most rows of one that is inverted.
inline constexpr int kAggregateDegree = 3;
inline constexpr double kAggregateRatio = 8.0;
inline constexpr std::int64_t kMostInvertedRows = 128;
/// What rounding in f32 may add to a bound of eigenvalues.
inline constexpr double kAggregateMargin = 1.01;

/// The levels below the finest of a V-cycle by smoothed aggregation: wherever a matrix has its
/// strong couplings, and with no regard to the shape of the mesh. Same bits for every team, worker
/// count and instruction set, and on a GPU. `Exec` has the stages (HasElementStages).
template <class Exec>
class AggregateLevels {
 public:
  /// Aggregates the rows of `finest`, or those that `first` prolongs from, then the aggregates,
  /// until few are left. Where nothing couples, there may be no levels, and the last may be larger
  /// and only smoothed.
  AggregateLevels(Exec& executor, PlacedRows finest, std::optional<Coarsening> first = {});

  /// Rows of every level.
  [[nodiscard]] const std::vector<std::int64_t>& level_sizes() const { return level_sizes_; }
  /// Entries of the matrices of every level.
  [[nodiscard]] const std::vector<AggregateEntries>& entries() const { return entries_; }
  /// Adds to `finest.x`, and sets `finest.direction` to, what the levels make of `finest.r`.
  void correct(const LevelVectors& finest);
  /// For tests that break it; empty if the last level is only smoothed.
  [[nodiscard]] View<float> coarsest_inverse() { return inverse_.view(); }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  struct Rows {
    Array<std::int32_t> offsets, columns;
    Array<float> weights;

    [[nodiscard]] WeightedSlices view() const {
      return {{offsets.view(), columns.view()}, weights.view()};
    }
  };
  struct Level {
    Rows prolongation, restriction, matrix;
    Array<float> inverse_diagonal, r, direction, x, spare;
    AggregateTransfer from_finer;
    AggregateLevel level;
    LevelVectors at;
    std::vector<ChebyshevStep> smoother;
  };

  template <class T>
  [[nodiscard]] auto put(const std::vector<T>& values) {
    return upload(executor_, std::span(values));
  }
  [[nodiscard]] Rows put_rows(const SparseRows& matrix);
  void add_level(const SparseRows& P, const SparseRows& A);
  void invert_coarsest(const SparseRows& A);
  [[nodiscard]] bool is_inverted() const { return coarsest_.places.count > 0; }
  void descend(Level& level, bool is_last);
  void ascend(Level& level, bool is_last);
  void smooth(Level& level, ChebyshevStep step);

  Exec& executor_;
  std::vector<std::int64_t> level_sizes_;
  std::vector<AggregateEntries> entries_;
  std::vector<Level> levels_;
  DenseInverse coarsest_;
  Array<float> inverse_, gathered_;
  Array<std::int32_t> inverse_places_;
};

template <class Exec>
AggregateLevels<Exec>::AggregateLevels(Exec& executor, PlacedRows finest,
                                       std::optional<Coarsening> first)
    : executor_(executor) {
  PlacedRows A = std::move(finest);
  do {
    Coarsening coarser = first ? std::move(*first) : smoothed_aggregates(A);
    first.reset();
    const SparseRows& P = coarser.prolongation;
    // Nothing couples any more; the rest is for the smoother.
    if (P.column_count == 0 || 10 * P.column_count > 9 * A.matrix.row_count()) return;
    A = {coarse_matrix(A.matrix, P), std::move(coarser.places)};
    add_level(P, A.matrix);
  } while (A.matrix.row_count() > kMostInvertedRows);
  invert_coarsest(A.matrix);
}

template <class Exec>
typename AggregateLevels<Exec>::Rows AggregateLevels<Exec>::put_rows(const SparseRows& matrix) {
  const SlicedRows rows = sliced(matrix);
  return {put(rows.offsets), put(rows.columns), put(rows.weights)};
}

template <class Exec>
void AggregateLevels<Exec>::add_level(const SparseRows& P, const SparseRows& A) {
  Level made;
  made.prolongation = put_rows(P);
  made.restriction = put_rows(transposed(P));
  made.matrix = put_rows(A);
  made.from_finer = {made.prolongation.view(), made.restriction.view(), P.row_count(),
                     P.column_count};
  std::vector<float> inverse_diagonal(static_cast<std::size_t>(padded_rows(A.row_count())), 0.0F);
  std::ranges::transform(diagonal_of(A), inverse_diagonal.begin(),
                         [](double entry) { return static_cast<float>(1.0 / entry); });
  made.inverse_diagonal = put(inverse_diagonal);
  made.level = {made.matrix.view(), made.inverse_diagonal.view(), A.row_count()};
  made.smoother =
      chebyshev_steps(kAggregateMargin * bound_eigenvalues(A), kAggregateRatio, kAggregateDegree);
  for (auto* vector : {&made.r, &made.direction, &made.x, &made.spare}) {
    *vector = allocate<float>(executor_, padded_rows(A.row_count()));
    set_zero(executor_, vector->view());
  }
  made.at = {made.r.view(), made.direction.view(), made.x.view(), made.spare.view()};
  level_sizes_.push_back(A.row_count());
  entries_.push_back({made.matrix.weights.count(), made.prolongation.weights.count(),
                      made.restriction.weights.count()});
  levels_.push_back(std::move(made));
}

template <class Exec>
void AggregateLevels<Exec>::invert_coarsest(const SparseRows& A) {
  const CoarsestInverse inverse = invert_rows(A);
  inverse_ = put(inverse.entries);
  inverse_places_ = put(inverse.places);
  gathered_ = allocate<float>(executor_, padded_rows(A.row_count()));
  coarsest_ = {inverse_.view(), inverse_places_.view(), gathered_.view()};
}

template <class Exec>
void AggregateLevels<Exec>::smooth(Level& level, ChebyshevStep step) {
  smooth_step(executor_, level.level, level.at, step);
  std::swap(level.at.direction, level.at.spare);
}

/// The first smoothing and the residual that it leaves, or on the last level all there is to do.
template <class Exec>
void AggregateLevels<Exec>::descend(Level& level, bool is_last) {
  if (is_last && is_inverted()) {
    solve_coarsest(executor_, coarsest_, level.at);
    return;
  }
  begin_smoothing(executor_, level.level, level.at, level.smoother.front());
  for (std::size_t step = 1; step < level.smoother.size(); ++step) {
    smooth(level, level.smoother[step]);
  }
  if (!is_last) subtract_action(executor_, level.level, level.at);
}

template <class Exec>
void AggregateLevels<Exec>::ascend(Level& level, bool is_last) {
  if (is_last && is_inverted()) return;
  for (const ChebyshevStep& step : level.smoother) smooth(level, step);
}

template <class Exec>
void AggregateLevels<Exec>::correct(const LevelVectors& finest) {
  const auto finer = [&](std::size_t level) { return level == 0 ? finest : levels_[level - 1].at; };
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    restrict_residual(executor_, levels_[level].from_finer, finer(level).r, levels_[level].at.r);
    descend(levels_[level], level + 1 == levels_.size());
  }
  for (std::size_t level = levels_.size(); level-- > 0;) {
    ascend(levels_[level], level + 1 == levels_.size());
    prolong_correction(executor_, levels_[level].from_finer, levels_[level].at.x, finer(level));
  }
  if (levels_.empty()) set_zero(executor_, finest.direction);
}

}  // namespace tessera

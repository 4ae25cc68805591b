#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {

/// What a diffusion does, and in which portions.
struct HexPlan {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  DiffusionRule rule;
  std::int64_t steps = 0;
  std::optional<int> fuse = {};     // time steps per pass over memory; not set: the fastest
  std::int64_t snapshot_every = 0;  // steps; 0: never
};

/// Who looks at a diffusion on its way; both may be empty.
template <class Real>
struct HexObserver {
  std::function<void(std::int64_t steps_done)> progress;
  /// The field [row][cols] after every `snapshot_every` steps, the last one included.
  std::function<void(std::int64_t step, std::span<const Real> field)> snapshot;
};

template <class Real>
struct HexResult {
  std::vector<Real> field;  // [row][cols]
  FieldSummary summary;
  int fuse = 1;          // time steps per pass, as they were
  double seconds = 0.0;  // of the updates alone
};

/// Sets the rows of `field` from `cols` to `stride` cells apart, in place; zeros between them.
template <class Real>
void spread_rows(std::vector<Real>& field, const HexGrid& grid) {
  field.resize(static_cast<std::size_t>(grid.field_count()));
  for (std::int64_t row = grid.rows; row-- > 0;) {
    const auto from = field.begin() + row * grid.cols;
    const auto to = field.begin() + row * grid.stride;
    std::copy_backward(from, from + grid.cols, to + grid.cols);
    std::fill(to + grid.cols, to + grid.stride, Real{0});
  }
}

/// The reverse of `spread_rows`.
template <class Real>
void close_rows(std::vector<Real>& field, const HexGrid& grid) {
  for (std::int64_t row = 1; row < grid.rows; ++row) {
    const auto from = field.begin() + row * grid.stride;
    std::copy(from, from + grid.cols, field.begin() + row * grid.cols);
  }
  field.resize(static_cast<std::size_t>(grid.cell_count()));
}

/// A field on an executor that is taken through its time steps.
template <class Exec, class Real>
class HexDiffusion {
 public:
  /// From so many batches of passes on, each as long as the host does not look, a run records one.
  static constexpr std::int64_t kBatchesThatPay = 4;

  /// `initial`: [rows][cols].
  HexDiffusion(Exec& executor, const HexPlan& plan, std::vector<Real> initial)
      : executor_(executor),
        plan_(plan),
        grid_(hex_grid(plan.rows, plan.cols, int{sizeof(Real)})),
        fuse_(depth(executor, plan, grid_)) {
    spread_rows(initial, grid_);
    now_ = upload(executor, std::span<const Real>(initial));
    initial = std::vector<Real>();  // {} would keep the memory
    next_ = allocate<Real>(executor, grid_.field_count());
    set_zero(executor, next_.view());  // the first pass shall not pay for the system's pages
    synchronize(executor);
  }

  HexResult<Real> run(const HexObserver<Real>& observer) {
    while (done_ < plan_.steps) {
      advance(next_stop(), observer);
      if (plan_.snapshot_every > 0 && done_ % plan_.snapshot_every == 0 && observer.snapshot) {
        observer.snapshot(done_, field());
      }
    }
    next_ = {};
    const FieldSummary summary = summarise_field(executor_, grid_, std::as_const(now_).view());
    return {field(), summary, fuse_, seconds_};
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Values = decltype(upload(std::declval<Exec&>(), std::declval<std::span<const Real>>()));

  /// Full passes from `now` to `next` and back, as many as the host lets go without a look.
  struct Passes {
    Exec& executor;
    HexGrid grid;
    DiffusionRule rule;
    int steps;
    View<Real> now, next;

    void operator()() const {
      const std::int64_t round_trips = iterations_per_look(executor) / 2;
      for (std::int64_t trip = 0; trip < round_trips; ++trip) {
        diffuse_steps(executor, grid, rule, steps, View<const Real>(now), next);
        diffuse_steps(executor, grid, rule, steps, View<const Real>(next), now);
      }
    }
  };
  using Recording = decltype(record(std::declval<Exec&>(), std::declval<Passes>()));

  static int depth(const Exec& executor, const HexPlan& plan, const HexGrid& grid) {
    const int wanted = plan.fuse.value_or(
        best_fused_steps(executor, grid, plan.rule, static_cast<int>(sizeof(Real))));
    return std::clamp(wanted, 1, most_fused_steps(executor, plan.rule));
  }

  [[nodiscard]] std::int64_t next_stop() const {
    if (plan_.snapshot_every == 0) return plan_.steps;
    const std::int64_t to_snapshot = plan_.snapshot_every - done_ % plan_.snapshot_every;
    return done_ + std::min(to_snapshot, plan_.steps - done_);
  }

  // Passes up to step `stop`. The host looks now and then, as rarely as the executor likes it.
  void advance(std::int64_t stop, const HexObserver<Real>& observer) {
    [[maybe_unused]] const auto shown = range(executor_, "diffuse");
    const Clock::time_point start = Clock::now();
    for (std::int64_t unseen = 0; done_ < stop;) {
      unseen += make_passes(stop);
      if (!observer.progress || unseen < iterations_per_look(executor_)) continue;
      synchronize(executor_);
      observer.progress(done_);
      unseen = 0;
    }
    synchronize(executor_);
    seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
  }

  // A batch of passes where it fits, else one pass. Returns how many.
  std::int64_t make_passes(std::int64_t stop) {
    if (batch_fits(stop)) {
      if (!batch_) {
        batch_start_ = now_.view().data;
        batch_.emplace(record(
            executor_, Passes{executor_, grid_, plan_.rule, fuse_, now_.view(), next_.view()}));
      }
      (*batch_)();
      done_ += batch_passes() * fuse_;
      return batch_passes();
    }
    const int steps = static_cast<int>(std::min<std::int64_t>(fuse_, stop - done_));
    diffuse_steps(executor_, grid_, plan_.rule, steps, std::as_const(now_).view(), next_.view());
    std::swap(now_, next_);
    done_ += steps;
    return 1;
  }

  // Passes that are recorded as one thing to ask for; none where the host looks after each. They
  // are an even number: they end in the array in which they began.
  [[nodiscard]] std::int64_t batch_passes() const { return iterations_per_look(executor_) / 2 * 2; }

  // Recording costs as much as starting some hundred passes.
  [[nodiscard]] bool batch_fits(std::int64_t stop) const {
    const std::int64_t steps = batch_passes() * fuse_;
    if (steps == 0 || stop - done_ < steps || plan_.steps < kBatchesThatPay * steps) return false;
    return !batch_ || std::as_const(now_).view().data == batch_start_;
  }

  [[nodiscard]] std::vector<Real> field() {
    std::vector<Real> values(static_cast<std::size_t>(grid_.field_count()));
    download(executor_, std::as_const(now_).view(), std::span<Real>(values));
    close_rows(values, grid_);
    return values;
  }

  Exec& executor_;
  HexPlan plan_;
  HexGrid grid_;
  int fuse_;
  Values now_;
  Values next_;
  std::optional<Recording> batch_;
  const Real* batch_start_ = nullptr;  // where the batch expects the field
  std::int64_t done_ = 0;
  double seconds_ = 0.0;
};

/// Takes `initial`, [rows][cols] of double or float, through the steps of `plan`. The bits of the
/// result depend neither on `fuse` nor on the snapshots nor on the executor.
template <class Exec, class Real>
HexResult<Real> diffuse(Exec& executor, const HexPlan& plan, std::vector<Real> initial,
                        const HexObserver<Real>& observer = {}) {
  return HexDiffusion<Exec, Real>(executor, plan, std::move(initial)).run(observer);
}

}  // namespace tessera

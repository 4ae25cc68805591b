#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "host/report/residual_trend.hpp"

namespace tessera {

/// How progress is shown.
struct ProgressStyle {
  bool silent = false;    // --quiet, --no-progress
  bool terminal = false;  // redraw one line in place; else a plain line every few seconds
  bool colour = false;
  int columns = 80;
};

/// What suits stderr: a bar on a terminal that can redraw, colour unless NO_COLOR is set (and not
/// empty), as wide as the window.
[[nodiscard]] ProgressStyle progress_style_of_stderr(bool silent);

/// Seconds on a clock that never goes back.
[[nodiscard]] double steady_seconds();

/// Shows how far a long work is: a bar with rate and time left, redrawn at most ten times a second,
/// or a plain line every five seconds. Leaves an empty line behind on a terminal. Writes to the
/// stream given, never to stdout. An update that shows nothing costs one look at the clock, so it
/// may be called in every iteration. Not for several threads at a time.
class Progress {
 public:
  using Clock = std::function<double()>;

  /// `label` says what is done ("solve"), `unit` what is counted ("iterations"). On stderr.
  Progress(std::string label, std::string unit, ProgressStyle style);
  /// The same on another stream and clock (seconds, ascending); both outlive this object.
  Progress(std::string label, std::string unit, ProgressStyle style, std::ostream& out,
           Clock clock);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` items; the time left follows from the mean rate. `detail` stands behind the
  /// count.
  void update(std::int64_t done, std::int64_t total, std::string_view detail = {});
  /// An iteration that ends when `relative_residual` falls to `rtol`; the time left follows from
  /// the slope of the logarithm of the residual.
  void update_residual(std::int64_t iteration, double relative_residual, double rtol);
  /// Clears the bar; further updates show nothing. The destructor does the same.
  void finish();

 private:
  struct Status {
    double share = 0.0;  // 0 to 1
    std::int64_t count = 0;
    std::string detail;  // between the count and the rate; may be empty
    std::optional<double> seconds_left;
  };

  [[nodiscard]] bool is_due(double now) const;
  void show(const Status& status, double now);
  [[nodiscard]] std::string described(const Status& status, double elapsed_s) const;
  void draw_bar(const Status& status, const std::string& text);

  std::string label_;
  std::string unit_;
  ProgressStyle style_;
  std::ostream& out_;
  Clock clock_;
  double start_s_;
  double last_shown_s_;
  double furthest_share_ = 0.0;
  bool bar_stands_ = false;
  ResidualTrend trend_;
};

}  // namespace tessera

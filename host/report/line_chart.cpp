#include <algorithm>
#include <cmath>

#include "host/report/chart.hpp"
#include "host/report/format.hpp"
#include "host/report/svg_drawing.hpp"
#include "host/report/value_range.hpp"

namespace tessera {
namespace {

constexpr double kPlotRight = 740.0;  // the legend is to the right of it
constexpr double kLeast = 380.0;      // height
constexpr double kLeft = 84.0;
constexpr double kTop = 16.0;
constexpr double kBottom = 52.0;
constexpr double kLegendLine = 18.0;
constexpr double kLetter = 6.6;  // a wide one of 12 px

double width_of(const LineChart& chart) {
  std::size_t longest = 20;
  for (const ChartSeries& series : chart.series) longest = std::max(longest, series.name.size());
  return kPlotRight + 50.0 + kLetter * static_cast<double>(longest);
}

double height_of(const LineChart& chart) {
  return std::max(kLeast, kTop + kLegendLine * static_cast<double>(chart.series.size() + 1));
}

bool is_drawable(double value, bool is_log) {
  return std::isfinite(value) && (!is_log || value > 0.0);
}

/// One axis: from numbers to coordinates.
class Axis {
 public:
  Axis(bool is_log, double begin, double end) : is_log_(is_log), begin_(begin), end_(end) {}

  void take(double value) {
    if (!is_drawable(value, is_log_)) return;
    least_ = is_empty_ ? value : std::min(least_, value);
    most_ = is_empty_ ? value : std::max(most_, value);
    is_empty_ = false;
  }
  // Linear axes begin at 0; logarithmic ones have a little room on both sides.
  void settle() {
    if (is_log_) {
      least_ /= 1.25;
      most_ *= 1.25;
    } else {
      least_ = std::min(0.0, least_);
      most_ = most_ > least_ ? most_ + 0.05 * (most_ - least_) : least_ + 1.0;
    }
  }
  [[nodiscard]] bool is_empty() const { return is_empty_; }
  [[nodiscard]] double place(double value) const {
    const double share = is_log_ ? std::log(value / least_) / std::log(most_ / least_)
                                 : (value - least_) / (most_ - least_);
    return begin_ + share * (end_ - begin_);
  }
  [[nodiscard]] std::vector<AxisTick> ticks() const {
    if (!is_log_) return round_ticks({least_, most_});
    std::vector<AxisTick> ticks = log_ticks({1.0});
    if (ticks.size() < 3) ticks = log_ticks({1.0, 2.0, 5.0});
    return ticks;
  }

 private:
  [[nodiscard]] std::vector<AxisTick> log_ticks(const std::vector<double>& steps) const {
    std::vector<AxisTick> ticks;
    const int last = static_cast<int>(std::ceil(std::log10(most_)));
    for (int decade = static_cast<int>(std::floor(std::log10(least_))); decade <= last; ++decade) {
      for (const double step : steps) {
        const double value = step * std::pow(10.0, decade);
        if (value >= least_ && value <= most_) ticks.push_back({value, format_number(value, 3)});
      }
    }
    return ticks;
  }

  bool is_log_;
  double begin_;
  double end_;
  bool is_empty_ = true;
  double least_ = 0.0;
  double most_ = 0.0;
};

/// A chart with its axes, while it is being drawn.
class LineDrawing {
 public:
  explicit LineDrawing(const LineChart& chart)
      : chart_(chart),
        height_(height_of(chart)),
        x_(chart.log_x, kLeft, kPlotRight),
        y_(chart.log_y, height_ - kBottom, kTop),
        svg_(width_of(chart), height_, chart.title) {
    for (const ChartSeries& series : chart.series) {
      for (const ChartPoint& point : series.points) {
        if (!is_shown(point)) continue;
        x_.take(point.x);
        y_.take(point.y);
      }
    }
  }

  std::string draw() {
    if (x_.is_empty()) return {};
    x_.settle();
    y_.settle();
    grid();
    std::size_t colour = 0;
    double legend = kTop + 12.0;
    for (const ChartSeries& series : chart_.series) {
      const std::string_view own = series.is_limit ? SvgDrawing::kGrey : series_colour(colour++);
      curve(series, own);
      svg_.line(kPlotRight + 16, legend - 4, kPlotRight + 36, legend - 4, own);
      svg_.text(kPlotRight + 42, legend, "start", series.name);
      legend += kLegendLine;
    }
    return svg_.finish();
  }

 private:
  [[nodiscard]] bool is_shown(const ChartPoint& point) const {
    return is_drawable(point.x, chart_.log_x) && is_drawable(point.y, chart_.log_y);
  }

  void grid() {
    for (const AxisTick& tick : y_.ticks()) {
      svg_.line(kLeft, y_.place(tick.value), kPlotRight, y_.place(tick.value), SvgDrawing::kGrid);
      svg_.text(kLeft - 8, y_.place(tick.value) + 4, "end", tick.label);
    }
    for (const AxisTick& tick : x_.ticks()) {
      svg_.line(x_.place(tick.value), kTop, x_.place(tick.value), height_ - kBottom,
                SvgDrawing::kGrid);
      svg_.text(x_.place(tick.value), height_ - kBottom + 18, "middle", tick.label);
    }
    svg_.text((kLeft + kPlotRight) / 2, height_ - 10, "middle", chart_.x_label);
    svg_.upright_text(18, (kTop + height_ - kBottom) / 2, chart_.y_label);
  }

  void curve(const ChartSeries& series, std::string_view colour) {
    std::string points;
    for (const ChartPoint& point : series.points) {
      if (!is_shown(point)) continue;
      points += svg_number(x_.place(point.x)) + "," + svg_number(y_.place(point.y)) + " ";
    }
    if (series.has_line) svg_.curve(points, colour, series.is_limit);
    for (const ChartPoint& point : series.points) {
      if (series.is_limit || !is_shown(point)) continue;
      svg_.dot(x_.place(point.x), y_.place(point.y), colour, point.name);
    }
  }

  const LineChart& chart_;
  double height_;
  Axis x_;
  Axis y_;
  SvgDrawing svg_;
};

}  // namespace

std::string line_chart(const LineChart& chart) { return LineDrawing(chart).draw(); }

}  // namespace tessera

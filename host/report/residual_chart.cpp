#include "host/report/residual_chart.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/report/format.hpp"
#include "host/report/value_range.hpp"

namespace tessera {
namespace {

constexpr double kWidth = 960.0;
constexpr double kHeight = 360.0;
constexpr double kLeft = 76.0;
constexpr double kRight = 16.0;
constexpr double kTop = 16.0;
constexpr double kBottom = 48.0;
constexpr std::size_t kMostPoints = 1200;

bool is_drawable(double residual) { return residual > 0.0 && std::isfinite(residual); }

/// Maps iterations and residuals to the coordinates of the chart.
class ChartScale {
 public:
  ChartScale(double last_iteration, int lowest_decade, int highest_decade)
      : last_iteration_(std::max(1.0, last_iteration)),
        lowest_(lowest_decade),
        highest_(std::max(highest_decade, lowest_decade + 1)) {}

  [[nodiscard]] double across(double iteration) const {
    return kLeft + (kWidth - kLeft - kRight) * iteration / last_iteration_;
  }
  [[nodiscard]] double down(double log10_residual) const {
    return kTop + (kHeight - kTop - kBottom) * (highest_ - log10_residual) / (highest_ - lowest_);
  }
  [[nodiscard]] double last_iteration() const { return last_iteration_; }
  [[nodiscard]] int lowest() const { return lowest_; }
  [[nodiscard]] int highest() const { return highest_; }

 private:
  double last_iteration_;
  int lowest_;
  int highest_;
};

ChartScale scale_of(std::span<const HistoryRow> rows) {
  double least = rows.front().relative_residual;
  double most = least;
  for (const HistoryRow& row : rows) {
    for (const double residual : {row.relative_residual, row.true_relative_residual}) {
      if (!is_drawable(residual)) continue;
      least = std::min(least, residual);
      most = std::max(most, residual);
    }
  }
  return {static_cast<double>(rows.back().iteration),
          static_cast<int>(std::floor(std::log10(least))),
          static_cast<int>(std::ceil(std::log10(most)))};
}

std::string line(double x1, double y1, double x2, double y2) {
  return "<line class=\"grid\" x1=\"" + format_fixed(x1, 1) + "\" y1=\"" + format_fixed(y1, 1) +
         "\" x2=\"" + format_fixed(x2, 1) + "\" y2=\"" + format_fixed(y2, 1) + "\"/>\n";
}

std::string text(double x, double y, const char* anchor, const std::string& words) {
  return "<text x=\"" + format_fixed(x, 1) + "\" y=\"" + format_fixed(y, 1) + "\" text-anchor=\"" +
         anchor + "\">" + words + "</text>\n";
}

std::string grid(const ChartScale& scale) {
  constexpr int kMostLabels = 10;
  constexpr double kAxisGap = 8.0;
  constexpr double kHalfLetter = 4.0;
  std::string svg;
  const int every = (scale.highest() - scale.lowest() + kMostLabels - 1) / kMostLabels;
  for (int decade = scale.highest(); decade >= scale.lowest(); decade -= every) {
    const double y = scale.down(decade);
    svg += line(kLeft, y, kWidth - kRight, y);
    svg += text(kLeft - kAxisGap, y + kHalfLetter, "end",
                "10<tspan dy=\"-5\" font-size=\"10\">" + std::to_string(decade) + "</tspan>");
  }
  for (const AxisTick& tick : round_ticks({0.0, scale.last_iteration()})) {
    const double x = scale.across(tick.value);
    svg += line(x, kTop, x, kHeight - kBottom);
    svg += text(x, kHeight - kBottom + 20, "middle",
                format_count(static_cast<std::int64_t>(std::llround(tick.value))));
  }
  return svg + text((kLeft + kWidth - kRight) / 2, kHeight - 8, "middle", "iteration");
}

std::string place(const ChartScale& scale, std::int64_t iteration, double residual) {
  return format_fixed(scale.across(static_cast<double>(iteration)), 1) + "," +
         format_fixed(scale.down(std::log10(residual)), 1);
}

std::string curve(const ChartScale& scale, std::span<const HistoryRow> rows) {
  std::string points;
  const std::size_t stride = 1 + rows.size() / kMostPoints;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row % stride != 0 && row + 1 != rows.size()) continue;
    points += place(scale, rows[row].iteration, rows[row].relative_residual) + " ";
  }
  return "<polyline points=\"" + points + "\"/>\n";
}

std::string dots(const ChartScale& scale, std::span<const HistoryRow> rows) {
  std::vector<HistoryRow> monitored;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(monitored),
               [](const HistoryRow& row) { return is_drawable(row.true_relative_residual); });
  constexpr std::size_t kMostDots = 60;
  const std::size_t stride = 1 + monitored.size() / kMostDots;
  std::string svg;
  for (std::size_t row = 0; row < monitored.size(); row += stride) {
    const HistoryRow& seen = monitored[row];
    const std::string at = place(scale, seen.iteration, seen.true_relative_residual);
    const std::size_t comma = at.find(',');
    svg += "<circle cx=\"" + at.substr(0, comma) + "\" cy=\"" + at.substr(comma + 1) +
           "\" r=\"3\"><title>true residual</title></circle>\n";
  }
  return svg;
}

}  // namespace

std::string residual_chart(std::span<const HistoryRow> history) {
  std::vector<HistoryRow> rows;
  std::copy_if(history.begin(), history.end(), std::back_inserter(rows),
               [](const HistoryRow& row) { return is_drawable(row.relative_residual); });
  if (rows.size() < 2) return {};
  const ChartScale scale = scale_of(rows);
  return "<svg viewBox=\"0 0 " + format_fixed(kWidth, 0) + " " + format_fixed(kHeight, 0) +
         "\" role=\"img\" aria-label=\"relative residual over the iterations\">\n" + grid(scale) +
         curve(scale, rows) + dots(scale, rows) + "</svg>\n";
}

}  // namespace tessera

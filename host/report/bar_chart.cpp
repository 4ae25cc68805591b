#include <algorithm>
#include <numeric>

#include "host/report/chart.hpp"
#include "host/report/format.hpp"
#include "host/report/svg_drawing.hpp"
#include "host/report/value_range.hpp"

namespace tessera {
namespace {

constexpr double kWidth = 960.0;
constexpr double kLetter = 7.0;
constexpr double kRight = 20.0;
constexpr double kBarStep = 26.0;
constexpr double kBarHeight = 18.0;
constexpr double kLegend = 28.0;
constexpr double kBottom = 48.0;

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// Room for the longest name.
double left_of(const BarChart& chart) {
  double left = 150.0;
  for (const BarChart::Bar& bar : chart.bars) {
    left = std::max(left, 16.0 + kLetter * static_cast<double>(bar.name.size()));
  }
  return left;
}

void draw_legend(const BarChart& chart, double left, SvgDrawing& svg) {
  double x = left;
  for (std::size_t part = 0; part < chart.parts.size(); ++part) {
    svg.box(x, 6, 12, 12, series_colour(part), chart.parts[part]);
    svg.text(x + 17, 16, "start", chart.parts[part]);
    x += 34.0 + kLetter * static_cast<double>(chart.parts[part].size());
  }
}

}  // namespace

std::string bar_chart(const BarChart& chart) {
  double most = 0.0;
  for (const BarChart::Bar& bar : chart.bars) most = std::max(most, sum_of(bar.values));
  if (!(most > 0.0)) return {};
  const double bottom = kLegend + kBarStep * static_cast<double>(chart.bars.size());
  const double left = left_of(chart);
  const auto across = [&](double value) {
    return left + (kWidth - left - kRight) * value / (1.02 * most);
  };
  SvgDrawing svg(kWidth, bottom + kBottom, chart.title);
  for (const AxisTick& tick : round_ticks({0.0, most})) {
    svg.line(across(tick.value), kLegend, across(tick.value), bottom, SvgDrawing::kGrid);
    svg.text(across(tick.value), bottom + 18, "middle", tick.label);
  }
  svg.text((left + kWidth - kRight) / 2, bottom + 38, "middle", chart.label);
  draw_legend(chart, left, svg);
  double y = kLegend + 4.0;
  for (const BarChart::Bar& bar : chart.bars) {
    svg.text(left - 8, y + 13, "end", bar.name);
    double done = 0.0;
    for (std::size_t part = 0; part < bar.values.size(); ++part) {
      const double value = bar.values[part];
      svg.box(across(done), y, across(done + value) - across(done), kBarHeight, series_colour(part),
              chart.parts[part] + ": " + format_number(value, 3));
      done += value;
    }
    y += kBarStep;
  }
  return svg.finish();
}

}  // namespace tessera

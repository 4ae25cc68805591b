#pragma once

#include <string>
#include <vector>

namespace tessera {

struct ChartPoint {
  double x = 0.0;
  double y = 0.0;
  std::string name = {};  // shown where the mouse rests on the point
};

struct ChartSeries {
  std::string name;
  std::vector<ChartPoint> points;
  bool has_line = true;
  bool is_limit = false;  // dashed and grey, without marks: what cannot be passed
};

/// Curves over an axis. On a logarithmic axis points that are not positive are left out.
struct LineChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  bool log_x = false;
  bool log_y = false;
  std::vector<ChartSeries> series;
};

/// Bars to the right, each of several parts in a row.
struct BarChart {
  struct Bar {
    std::string name;
    std::vector<double> values;  // [part]
  };
  std::string title;
  std::string label;  // of the axis, with the unit
  std::vector<std::string> parts;
  std::vector<Bar> bars;
};

/// As an SVG element that needs no style sheet: a file of its own, or a part of a page. Text is
/// escaped. Empty when there is nothing to draw.
[[nodiscard]] std::string line_chart(const LineChart& chart);
[[nodiscard]] std::string bar_chart(const BarChart& chart);

}  // namespace tessera

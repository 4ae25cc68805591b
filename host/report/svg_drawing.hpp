#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tessera {

/// An SVG element that is drawn piece by piece. Coordinates are in its own units, y downwards.
class SvgDrawing {
 public:
  SvgDrawing(double width, double height, std::string_view title);

  void line(double x1, double y1, double x2, double y2, std::string_view colour);
  /// `points` is "x,y x,y ..."; `dashed` for limits.
  void curve(std::string_view points, std::string_view colour, bool dashed);
  /// A dot; `name` is shown where the mouse rests on it.
  void dot(double x, double y, std::string_view colour, std::string_view name);
  void box(double x, double y, double width, double height, std::string_view colour,
           std::string_view name);
  /// `anchor`: start, middle or end.
  void text(double x, double y, std::string_view anchor, std::string_view words);
  /// The same, from bottom to top.
  void upright_text(double x, double y, std::string_view words);

  [[nodiscard]] std::string finish() const { return svg_ + "</svg>\n"; }

  static constexpr std::string_view kGrid = "#e4e6ea";
  static constexpr std::string_view kGrey = "#707682";

 private:
  std::string svg_;
};

/// Colours that the colour-blind can tell apart (Okabe & Ito 2008), in turn.
[[nodiscard]] std::string_view series_colour(std::size_t index);

/// A coordinate with one digit behind the point.
[[nodiscard]] std::string svg_number(double value);

}  // namespace tessera

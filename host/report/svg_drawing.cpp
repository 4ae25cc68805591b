#include "host/report/svg_drawing.hpp"

#include <array>

#include "host/io/markup.hpp"
#include "host/report/format.hpp"
#include "host/report/html_page.hpp"

namespace tessera {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + markup_escaped(value) + "\"";
}

std::string attribute(std::string_view name, double value) {
  return attribute(name, svg_number(value));
}

std::string title_element(std::string_view name) {
  return name.empty() ? "" : "<title>" + markup_escaped(name) + "</title>";
}

}  // namespace

std::string svg_number(double value) { return format_fixed(value, 1); }

std::string_view series_colour(std::size_t index) {
  constexpr std::array<std::string_view, 7> kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                     "#e69f00", "#56b4e9", "#5d5d5d"};
  return kColours[index % kColours.size()];
}

SvgDrawing::SvgDrawing(double width, double height, std::string_view title)
    : svg_("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + format_fixed(width, 0) +
           " " + format_fixed(height, 0) + "\" role=\"img\"" + attribute("aria-label", title) +
           " font-family=\"system-ui, sans-serif\" font-size=\"12\">\n") {}

void SvgDrawing::line(double x1, double y1, double x2, double y2, std::string_view colour) {
  svg_ += "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) +
          attribute("y2", y2) + attribute("stroke", colour) + "/>\n";
}

void SvgDrawing::curve(std::string_view points, std::string_view colour, bool dashed) {
  svg_ += "<polyline fill=\"none\" style=\"stroke:" + std::string(colour) + ";stroke-width:1.8\"" +
          attribute("points", points) + (dashed ? " stroke-dasharray=\"6 4\"" : "") + "/>\n";
}

void SvgDrawing::dot(double x, double y, std::string_view colour, std::string_view name) {
  svg_ += "<circle r=\"4\"" + attribute("cx", x) + attribute("cy", y) +
          " style=\"fill:" + std::string(colour) + "\">" + title_element(name) + "</circle>\n";
}

void SvgDrawing::box(double x, double y, double width, double height, std::string_view colour,
                     std::string_view name) {
  svg_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) +
          attribute("height", height) + attribute("fill", colour) + ">" + title_element(name) +
          "</rect>\n";
}

void SvgDrawing::text(double x, double y, std::string_view anchor, std::string_view words) {
  svg_ += "<text" + attribute("x", x) + attribute("y", y) + attribute("text-anchor", anchor) +
          attribute("fill", kGrey) + ">" + markup_escaped(words) + "</text>\n";
}

void SvgDrawing::upright_text(double x, double y, std::string_view words) {
  svg_ += "<text text-anchor=\"middle\" transform=\"rotate(-90 " + svg_number(x) + " " +
          svg_number(y) + ")\"" + attribute("x", x) + attribute("y", y) + attribute("fill", kGrey) +
          ">" + markup_escaped(words) + "</text>\n";
}

}  // namespace tessera

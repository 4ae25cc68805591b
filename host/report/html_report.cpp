#include "host/report/html_report.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "host/io/png_writer.hpp"
#include "host/report/residual_chart.hpp"

namespace tessera {
namespace {

using nlohmann::json;

constexpr std::string_view kStyle = R"(
body { font: 16px/1.5 system-ui, sans-serif; color: #20242e; max-width: 1000px; margin: 2rem auto;
       padding: 0 1rem; }
h1, h2 { font-weight: 600; line-height: 1.2; }
h2 { margin-top: 2.2rem; font-size: 1.2rem; }
figure { margin: 1rem 0; }
img, svg { width: 100%; height: auto; }
figcaption { color: #707682; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; padding: .2rem 1.2rem .2rem 0; border-bottom: 1px solid #e4e6ea;
         font-weight: normal; vertical-align: top; }
th { color: #707682; }
td { font-variant-numeric: tabular-nums; }
svg text { font: 12px system-ui, sans-serif; fill: #707682; }
.grid { stroke: #e4e6ea; }
polyline { fill: none; stroke: #2b6cb0; stroke-width: 1.5; stroke-linejoin: round; }
circle { fill: #c05621; }
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

/// Source: RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t start = 0; start < bytes.size(); start += 3) {
    const std::string_view group = bytes.substr(start, 3);
    std::uint32_t bits = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      bits = bits << 8 | (byte < group.size() ? static_cast<std::uint8_t>(group[byte]) : 0U);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      text += digit <= group.size() ? kDigits[bits >> (18 - 6 * digit) & 63] : '=';
    }
  }
  return text;
}

std::string shown(const json& value) {
  if (value.is_string()) return escaped(value.get<std::string>());
  if (value.is_null()) return "&ndash;";
  return escaped(value.dump());
}

/// A table of the plain members of `object`; members that are objects follow as tables of theirs.
std::string tables(const std::string& name, const json& object) {
  std::string rows;
  std::string nested;
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      nested += tables(name.empty() ? key : name + " / " + key, value);
    } else {
      rows += "<tr><th scope=\"row\">" + escaped(key) + "</th><td>" + shown(value) + "</td></tr>\n";
    }
  }
  if (rows.empty()) return nested;
  const std::string heading = name.empty() ? "Summary" : name;
  return "<h2>" + escaped(heading) + "</h2>\n<table>\n" + rows + "</table>\n" + nested;
}

std::string figure(const ReportPicture& picture) {
  return "<figure><img alt=\"" + escaped(picture.caption) + "\" src=\"data:image/png;base64," +
         base64(encode_png(picture.image)) + "\"/>\n<figcaption>" + escaped(picture.caption) +
         "</figcaption></figure>\n";
}

}  // namespace

std::string html_report(const HtmlReport& report) {
  const std::string title = escaped(report.title);
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>" + title +
      "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<h1>" + title +
      "</h1>\n";
  for (const ReportPicture& picture : report.pictures) page += figure(picture);
  const std::string chart = residual_chart(report.history);
  if (!chart.empty()) page += "<h2>Relative residual</h2>\n" + chart;
  page += tables("", report.summary);
  return page + "</body>\n</html>\n";
}

}  // namespace tessera

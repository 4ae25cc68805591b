#include "host/report/html_report.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "host/io/markup.hpp"
#include "host/io/png_writer.hpp"
#include "host/report/html_page.hpp"
#include "host/report/residual_chart.hpp"

namespace tessera {
namespace {

using nlohmann::json;

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
  if (value.is_string()) return markup_escaped(value.get<std::string>());
  if (value.is_null()) return "&ndash;";
  return markup_escaped(value.dump());
}

/// A table of the plain members of `object`; members that are objects follow as tables of theirs.
std::string tables(const std::string& name, const json& object) {
  std::string rows;
  std::string nested;
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      nested += tables(name.empty() ? key : name + " / " + key, value);
    } else {
      rows += "<tr><th scope=\"row\">" + markup_escaped(key) + "</th><td>" + shown(value) +
              "</td></tr>\n";
    }
  }
  if (rows.empty()) return nested;
  const std::string heading = name.empty() ? "Summary" : name;
  return "<h2>" + markup_escaped(heading) + "</h2>\n<table>\n" + rows + "</table>\n" + nested;
}

std::string figure(const ReportPicture& picture) {
  return "<figure><img alt=\"" + markup_escaped(picture.caption) +
         "\" src=\"data:image/png;base64," + base64(encode_png(picture.image)) +
         "\"/>\n<figcaption>" + markup_escaped(picture.caption) + "</figcaption></figure>\n";
}

}  // namespace

std::string html_report(const HtmlReport& report) {
  std::string body;
  for (const ReportPicture& picture : report.pictures) body += figure(picture);
  const std::string chart = residual_chart(report.history);
  if (!chart.empty()) body += "<h2>Relative residual</h2>\n" + chart;
  body += tables("", report.summary);
  return html_page(report.title, body);
}

}  // namespace tessera

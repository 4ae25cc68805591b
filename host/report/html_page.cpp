#include "host/report/html_page.hpp"

#include "host/io/markup.hpp"

namespace tessera {
namespace {

constexpr std::string_view kStyle = R"(
body { font: 16px/1.5 system-ui, sans-serif; color: #20242e; max-width: 72rem; margin: 2rem auto;
       padding: 0 1rem; }
h1, h2 { font-weight: 600; line-height: 1.2; }
h2 { margin-top: 2.2rem; font-size: 1.2rem; }
figure { margin: 1rem 0; }
img, svg { width: 100%; height: auto; }
figcaption { color: #707682; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .85rem; display: block;
        max-width: 100%; overflow-x: auto; }
th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #e4e6ea;
         font-weight: normal; vertical-align: top; }
th { color: #707682; }
td { font-variant-numeric: tabular-nums; }
svg text { font: 12px system-ui, sans-serif; fill: #707682; }
figure svg, figure img { max-width: 56rem; }
.number { text-align: right; white-space: nowrap; }
.grid { stroke: #e4e6ea; }
polyline { fill: none; stroke: #2b6cb0; stroke-width: 1.5; stroke-linejoin: round; }
circle { fill: #c05621; }
)";

}  // namespace

std::string html_page(std::string_view title, std::string_view body) {
  const std::string safe_title = markup_escaped(title);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>" +
         safe_title + "</title>\n<style>" + std::string(kStyle) +
         "</style>\n</head>\n<body>\n<h1>" + safe_title + "</h1>\n" + std::string(body) +
         "</body>\n</html>\n";
}

}  // namespace tessera

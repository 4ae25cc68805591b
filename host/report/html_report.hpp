#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/io/history_file.hpp"
#include "host/report/image.hpp"

namespace tessera {

/// A picture in a report and the line below it.
struct ReportPicture {
  const Image& image;
  std::string caption;
};

/// What a report shows, in this order; what is empty is left out.
struct HtmlReport {
  std::string title;
  std::vector<ReportPicture> pictures;
  std::span<const HistoryRow> history;
  const nlohmann::json& summary;
};

/// One self-contained HTML page: pictures inside, the history of the residual as a chart, the
/// summary as tables. It loads nothing and runs no script; all text from outside is escaped.
/// Write it with `write_whole_file`.
[[nodiscard]] std::string html_report(const HtmlReport& report);

}  // namespace tessera

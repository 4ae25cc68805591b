#include "host/report/table.hpp"

#include <algorithm>
#include <cstddef>

#include "host/io/markup.hpp"
#include "host/report/html_page.hpp"

namespace tessera {
namespace {

// 0 for a column without content.
std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths(table.columns.size());
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (widths[column] == 0) continue;
    widths[column] = std::max(widths[column], table.columns[column].heading.size());
  }
  return widths;
}

std::string line_of(const Table& table, const std::vector<std::size_t>& widths,
                    const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (widths[column] == 0) continue;
    const std::string blanks(widths[column] - cells[column].size(), ' ');
    const bool is_number = table.columns[column].is_number;
    line += (is_number ? blanks + cells[column] : cells[column] + blanks) + "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::vector<std::string> headings_of(const Table& table) {
  std::vector<std::string> headings;
  for (const TableColumn& column : table.columns) headings.push_back(column.heading);
  return headings;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (!line.empty() || &cell != cells.data()) line += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char letter : cell)
      line += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace

std::string table_text(const Table& table) {
  const std::vector<std::size_t> widths = widths_of(table);
  std::string text = line_of(table, widths, headings_of(table));
  for (const auto& row : table.rows) text += line_of(table, widths, row);
  return text;
}

std::string table_csv(const Table& table) {
  std::string text = csv_line(headings_of(table));
  for (const auto& row : table.rows) text += csv_line(row);
  return text;
}

std::string table_html(const Table& table) {
  const auto cell = [&](std::size_t column, const char* tag, const std::string& content) {
    const char* const kind = table.columns[column].is_number ? " class=\"number\"" : "";
    return std::string("<") + tag + kind + ">" + markup_escaped(content) + "</" + tag + ">";
  };
  std::string html = "<table>\n<tr>";
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    html += cell(column, "th", table.columns[column].heading);
  }
  html += "</tr>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column)
      html += cell(column, "td", row[column]);
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

}  // namespace tessera

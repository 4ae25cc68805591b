#pragma once

#include <string>
#include <vector>

namespace tessera {

struct TableColumn {
  std::string heading;
  bool is_number = true;  // set to the right
};

/// Words and numbers in rows, ready to be read.
struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  // [row][column]
};

/// For a terminal: columns as wide as their widest cell, two blanks apart, no blanks at the end of
/// lines. Columns in which all cells are empty are left out.
[[nodiscard]] std::string table_text(const Table& table);

/// Comma-separated (RFC 4180): headings, then rows; cells with commas, quotes or line ends quoted.
[[nodiscard]] std::string table_csv(const Table& table);

/// As an HTML element; what the cells hold is escaped.
[[nodiscard]] std::string table_html(const Table& table);

}  // namespace tessera

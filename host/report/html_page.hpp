#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// One self-contained HTML page with the style of our reports: it loads nothing and runs no script.
/// `title` is text, `body` is HTML. Write it with `write_whole_file`.
[[nodiscard]] std::string html_page(std::string_view title, std::string_view body);

}  // namespace tessera

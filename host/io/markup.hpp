#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// `text` as XML, HTML and SVG show it, also within a quoted attribute: what they read as markup is
/// escaped, and so are line breaks and tabs, which an attribute does not keep.
[[nodiscard]] std::string markup_escaped(std::string_view text);

}  // namespace tessera

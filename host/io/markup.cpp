#include "host/io/markup.hpp"

namespace tessera {

std::string markup_escaped(std::string_view text) {
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
      case '\n':
        safe += "&#10;";
        break;
      case '\t':
        safe += "&#9;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

}  // namespace tessera

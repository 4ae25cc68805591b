#pragma once

#include <string_view>

#include "host/report/ink_layer.hpp"

namespace tessera {

/// Where a text stands in relation to its anchor.
enum class TextAlignment { left, centre, right };

/// A text, its anchor (baseline is the lower rim of the capitals) and its dot pitch in pixels.
struct TextRequest {
  std::string_view text;
  PixelPoint baseline;
  double scale = 2.0;
  TextAlignment alignment = TextAlignment::left;
};

/// The font is 5 dots wide and 7 high, with two more below the line for g, j, p, q and y. Its dots
/// are joined by round strokes, so that it reads well at any scale. It holds ASCII and the UTF-8
/// signs of `²` and `°`; any other byte is drawn as `?`.
void draw_text(InkLayer& ink, const TextRequest& request);

/// Width of `text` in pixels without the gap after its last letter.
[[nodiscard]] double text_width(std::string_view text, double scale);

/// Height of a capital letter in pixels.
[[nodiscard]] double text_height(double scale);

}  // namespace tessera

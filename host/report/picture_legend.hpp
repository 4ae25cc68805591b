#pragma once

#include <string>

#include "host/report/image.hpp"
#include "host/report/picture_layout.hpp"
#include "host/report/value_range.hpp"

namespace tessera {

inline constexpr Colour kPaper{255, 255, 255};
inline constexpr Colour kInk{32, 36, 46};
inline constexpr Colour kPaleInk{112, 118, 130};

/// The words around a plot.
struct PictureWords {
  std::string title;
  std::string subtitle;
  std::string unit;  // above the colour bar
};

/// Paints the colour bar of `range` and adds its frame, its numbers and the words to two layers of
/// ink, which the caller blends into the image.
void draw_legend(Image& image, InkLayer& dark, InkLayer& pale, const PictureLayout& layout,
                 const ValueRange& range, const PictureWords& words);

}  // namespace tessera

#include "host/report/picture_legend.hpp"

#include "host/report/bitmap_font.hpp"
#include "host/report/colour_map.hpp"
#include "host/report/format.hpp"

namespace tessera {
namespace {

constexpr double kTitleScale = 3.0;
constexpr double kLabelScale = 2.0;

void paint_bar(Image& image, const PixelBox& bar, const ValueRange& range) {
  const ColourMap colours;
  for (int row = 0; row < bar.height; ++row) {
    const double share = range.is_single() ? 0.5 : 1.0 - row / (bar.height - 1.0);
    const Colour colour = range.is_empty() ? kNotANumberColour : colours.at(share);
    for (int column = 0; column < bar.width; ++column) {
      image.at(bar.left + column, bar.top + row) = colour;
    }
  }
}

void add_frame(InkLayer& ink, const PixelBox& box) {
  const double left = box.left;
  const double top = box.top;
  const double right = left + box.width;
  const double bottom = top + box.height;
  constexpr double kFrameWidth = 1.4;
  ink.add_line({left, top}, {right, top}, kFrameWidth);
  ink.add_line({right, top}, {right, bottom}, kFrameWidth);
  ink.add_line({right, bottom}, {left, bottom}, kFrameWidth);
  ink.add_line({left, bottom}, {left, top}, kFrameWidth);
}

/// A tick and its number at `share` of the height of the colour bar.
void add_bar_label(InkLayer& ticks, InkLayer& numbers, const PixelBox& bar, double share,
                   const std::string& text) {
  constexpr double kTickLength = 7.0;
  constexpr double kTextGap = 15.0;
  const double right = bar.left + bar.width;
  const double row = bar.top + (1.0 - share) * bar.height;
  ticks.add_line({right, row}, {right + kTickLength, row}, 1.4);
  draw_text(numbers, {text, {right + kTextGap, row + text_height(kLabelScale) / 2}, kLabelScale});
}

void add_bar_labels(InkLayer& dark, InkLayer& pale, const PixelBox& bar, const ValueRange& range) {
  if (range.is_empty()) return add_bar_label(dark, dark, bar, 0.5, "no value");
  if (range.is_single()) return add_bar_label(dark, dark, bar, 0.5, format_number(range.min()));
  add_bar_label(dark, dark, bar, 1.0, format_number(range.max()));
  add_bar_label(dark, dark, bar, 0.0, format_number(range.min()));
  const double room = 1.8 * text_height(kLabelScale) / bar.height;
  for (const AxisTick& tick : round_ticks(range)) {
    const double share = range.share(tick.value);
    if (share > room && share < 1.0 - room) add_bar_label(dark, pale, bar, share, tick.label);
  }
}

}  // namespace

void draw_legend(Image& image, InkLayer& dark, InkLayer& pale, const PictureLayout& layout,
                 const ValueRange& range, const PictureWords& words) {
  paint_bar(image, layout.colour_bar, range);
  add_frame(dark, layout.colour_bar);
  add_bar_labels(dark, pale, layout.colour_bar, range);
  draw_text(dark, {words.title, layout.title_baseline, kTitleScale});
  draw_text(pale, {words.subtitle, layout.subtitle_baseline, kLabelScale});
  draw_text(pale, {words.unit, layout.unit_baseline, kLabelScale});
}

}  // namespace tessera

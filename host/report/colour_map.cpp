#include "host/report/colour_map.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tessera {
namespace {

// The path through OKLab in cylinder coordinates: lightness, chroma, hue in degrees.
constexpr double kDarkest = 0.27;
constexpr double kLightest = 0.93;
constexpr double kFirstHue = 310.0;
constexpr double kLastHue = 102.0;
// sRGB holds least chroma in the cyans; a smooth dip there stays inside it everywhere, because a
// colour that is cut off would show as a crease.
constexpr double kLeastChroma = 0.088;
constexpr double kPalestShare = 0.45;
constexpr double kChromaGain = 0.2;

std::uint8_t channel(double linear) {
  constexpr double kLinearPart = 0.0031308;
  const double inside = std::clamp(linear, 0.0, 1.0);
  const double encoded =
      inside <= kLinearPart ? 12.92 * inside : 1.055 * std::pow(inside, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255.0 * encoded));
}

/// OKLab to sRGB with the published matrices.
Colour from_oklab(double lightness, double green_red, double blue_yellow) {
  const auto cubed = [](double root) { return root * root * root; };
  const double l = cubed(lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow);
  const double m = cubed(lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow);
  const double s = cubed(lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow);
  return {channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

Colour colour_at(double share) {
  const double lightness = kDarkest + (kLightest - kDarkest) * share;
  const double hue = (kFirstHue + (kLastHue - kFirstHue) * share) * std::numbers::pi / 180.0;
  const double from_palest = share - kPalestShare;
  const double chroma = kLeastChroma + kChromaGain * from_palest * from_palest;
  return from_oklab(lightness, chroma * std::cos(hue), chroma * std::sin(hue));
}

}  // namespace

ColourMap::ColourMap() {
  for (int step = 0; step < kSteps; ++step) {
    table_[static_cast<std::size_t>(step)] = colour_at(step / (kSteps - 1.0));
  }
}

Colour ColourMap::at(double share) const {
  if (std::isnan(share)) return kNotANumberColour;
  const double step = std::clamp(share, 0.0, 1.0) * (kSteps - 1);
  return table_[static_cast<std::size_t>(step + 0.5)];
}

}  // namespace tessera

#pragma once

#include <array>

#include "host/report/image.hpp"

namespace tessera {

/// Colours for the numbers 0 to 1: from dark violet over blue and green to light yellow. Equal
/// steps of the number are equal steps of perceived lightness (which grows all the way, so that it
/// reads in grey and for every kind of colour vision), at a hue that turns at a constant rate.
/// Made in the OKLab space: B. Ottosson, "A perceptual color space for image processing", 2020.
class ColourMap {
 public:
  ColourMap();
  /// The colour for `share`, clamped to [0, 1]; grey for NaN.
  [[nodiscard]] Colour at(double share) const;

 private:
  static constexpr int kSteps = 1024;
  std::array<Colour, kSteps> table_;
};

/// What stands for a value that is not a number.
inline constexpr Colour kNotANumberColour{190, 190, 190};

}  // namespace tessera

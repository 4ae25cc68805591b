#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera {

/// An sRGB colour, 8 bits per channel.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// A picture in memory, row 0 at the top. Owns its pixels.
class Image {
 public:
  Image(int width, int height, Colour background = {255, 255, 255})
      : width_(width),
        height_(height),
        pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background) {}

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  /// The pixel in `column` from the left and `row` from the top; not checked.
  [[nodiscard]] Colour& at(int column, int row) { return pixels_[index(column, row)]; }
  [[nodiscard]] const Colour& at(int column, int row) const { return pixels_[index(column, row)]; }

 private:
  [[nodiscard]] std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
           static_cast<std::size_t>(column);
  }

  int width_;
  int height_;
  std::vector<Colour> pixels_;  // [row][column]
};

}  // namespace tessera

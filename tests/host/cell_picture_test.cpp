#include "host/report/cell_picture.hpp"

#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <vector>

#include "host/io/png_writer.hpp"
#include "host/report/colour_map.hpp"
#include "host/report/picture_layout.hpp"

namespace tessera {
namespace {

template <class Real>
CellBlocks blocks_of(const std::vector<Real>& field, std::int64_t rows, std::int64_t cols,
                     std::int64_t most = kMostPictureBlocks) {
  return average_blocks(std::span<const Real>(field), rows, cols, most);
}

TEST(AverageBlocks, AreTheCellsWhereThereIsRoom) {
  const std::vector<float> field{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F};
  const CellBlocks blocks = blocks_of(field, 2, 3, 3);
  EXPECT_EQ(blocks.side, 1);
  EXPECT_EQ(blocks.values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(AverageBlocks, AreMeansAlsoAtTheEdgesWhereTheyAreSmaller) {
  std::vector<double> field(3 * 5);
  std::iota(field.begin(), field.end(), 0.0);
  const CellBlocks blocks = blocks_of(field, 3, 5, 3);
  EXPECT_EQ(blocks.side, 2);
  EXPECT_EQ(blocks.rows, 2);
  EXPECT_EQ(blocks.cols, 3);
  EXPECT_EQ(blocks.values, (std::vector<double>{3, 5, 6.5, 10.5, 12.5, 14}));
}

class CellPictureTest : public ::testing::Test {
 protected:
  CellPictureTest() {
    std::iota(field_.begin(), field_.end(), 0.0);
    request_.blocks = blocks_of(field_, kRows, kCols);
    request_.title = "Cells";
    request_.width = 900;
  }
  /// The colour at a place of the picture's plane, one unit per cell from the upper left corner.
  [[nodiscard]] Colour colour_at(double x, double y, double width, double height) {
    if (!image_) image_ = draw_cells(request_);
    const PictureLayout layout =
        lay_out_picture(PlaneBox{0.0, width, -height, 0.0}, request_.width);
    const PixelPoint place = layout.view.at(x, -y);
    return image_->at(layout.plot.left + static_cast<int>(place.column),
                      layout.plot.top + static_cast<int>(place.row));
  }

  static constexpr std::int64_t kRows = 3;
  static constexpr std::int64_t kCols = 4;
  std::vector<double> field_ = std::vector<double>(kRows * kCols);
  CellPicture request_;  // not changed once a colour was looked at
  std::optional<Image> image_;
  const ColourMap colours_;
};

TEST_F(CellPictureTest, HexagonsStandAtTheCentresOfTheirRowsWithOddRowsHalfACellToTheRight) {
  const double pitch = std::numbers::sqrt3 / 2;
  const double radius = 1.0 / std::numbers::sqrt3;
  const double height = 2 * pitch + 2 * radius;
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      const double x = col + 0.5 + (row % 2) * 0.5;
      const double y = radius + row * pitch;
      const Colour wanted = colours_.at((row * kCols + col) / 11.0);
      // The centre, and places near the six corners.
      EXPECT_EQ(colour_at(x, y, 4.5, height), wanted);
      for (int corner = 0; corner < 6; ++corner) {
        const double angle = std::numbers::pi * (corner / 3.0 + 0.5);
        EXPECT_EQ(colour_at(x + 0.9 * radius * std::cos(angle), y + 0.9 * radius * std::sin(angle),
                            4.5, height),
                  wanted)
            << row << " " << col << " " << corner;
      }
    }
  }
}

TEST_F(CellPictureTest, IsPaperBetweenTheHexagonsAndTheBox) {
  const double height = std::numbers::sqrt3 + 2.0 / std::numbers::sqrt3;
  const Colour paper{255, 255, 255};
  EXPECT_EQ(colour_at(0.03, 0.03, 4.5, height), paper);
  EXPECT_EQ(colour_at(4.3, 0.5, 4.5, height), paper);         // right of row 0
  EXPECT_EQ(colour_at(0.2, height / 2, 4.5, height), paper);  // left of row 1
}

TEST_F(CellPictureTest, SquaresStandInRowsAndColumns) {
  request_.topology = Topology::square;
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      for (const double off : {0.05, 0.5, 0.95}) {
        EXPECT_EQ(colour_at(col + off, row + off, 4.0, 3.0),
                  colours_.at((row * kCols + col) / 11.0));
      }
    }
  }
}

TEST_F(CellPictureTest, AValueThatIsNotFiniteIsGreyAndDoesNotCount) {
  request_.topology = Topology::square;
  request_.blocks.values[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(colour_at(0.5, 0.5, 4.0, 3.0), kNotANumberColour);
  EXPECT_EQ(colour_at(1.5, 0.5, 4.0, 3.0), colours_.at(0.0));
}

TEST_F(CellPictureTest, IsTheSameEveryTime) {
  EXPECT_EQ(encode_png(draw_cells(request_)), encode_png(draw_cells(request_)));
}

TEST(CellPicture, OfGridsOfAnyShapeKeepsAUsableSize) {
  for (const auto& [rows, cols] :
       {std::pair{1, 1}, std::pair{1, 5000}, std::pair{5000, 1}, std::pair{1700, 1601}}) {
    const std::vector<float> field(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
    const Image image = draw_cells({Topology::hex, blocks_of(field, rows, cols), "", ""});
    EXPECT_EQ(image.width(), 1600);
    EXPECT_LE(image.height(), 2000);
  }
}

}  // namespace
}  // namespace tessera

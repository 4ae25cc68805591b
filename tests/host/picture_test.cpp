#include "host/report/picture.hpp"

#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "host/errors.hpp"
#include "host/io/png_writer.hpp"
#include "host/report/bitmap_font.hpp"
#include "host/report/colour_map.hpp"
#include "host/report/nodal_average.hpp"
#include "host/report/picture_layout.hpp"
#include "host/report/value_range.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

int largest_difference(Colour left, Colour right) {
  return std::max({std::abs(left.red - right.red), std::abs(left.green - right.green),
                   std::abs(left.blue - right.blue)});
}

/// The pixel of a place in the mesh.
Colour colour_at(const Image& image, const PictureLayout& layout, double x, double y) {
  const PixelPoint place = layout.view.at(x, y);
  return image.at(layout.plot.left + static_cast<int>(place.column),
                  layout.plot.top + static_cast<int>(place.row));
}

class LinearPicture : public testing::Test {
 protected:
  Quad8Mesh mesh = support::structured_rectangle(2, 2, 2.0, 1.0);
  std::vector<double> values = mesh.x;  // 0 to 2
  PictureRequest request{mesh, values, "Linear", "m", "", 1000, false};
  const ColourMap colours;
};

TEST_F(LinearPicture, HasTheColoursOfTheFieldAtKnownPlaces) {
  const Image image = draw_field(request);
  const PictureLayout layout = lay_out_picture(mesh, request.width);
  // A pixel spans 1/300 of the range here: at most a few of 255 steps.
  constexpr int kWithinAPixel = 3;
  for (const double x : {0.1, 0.5, 1.0, 1.3, 1.9}) {
    for (const double y : {0.1, 0.5, 0.9}) {
      EXPECT_LE(largest_difference(colour_at(image, layout, x, y), colours.at(x / 2.0)),
                kWithinAPixel)
          << x << " " << y;
    }
  }
}

TEST_F(LinearPicture, ColourBarEndsAtTheExtremes) {
  const Image image = draw_field(request);
  const PixelBox bar = lay_out_picture(mesh, request.width).colour_bar;
  const int middle = bar.left + bar.width / 2;
  constexpr int kTwoRows = 6;  // two rows inside the frame
  EXPECT_LE(largest_difference(image.at(middle, bar.top + 2), colours.at(1.0)), kTwoRows);
  EXPECT_LE(largest_difference(image.at(middle, bar.top + bar.height - 3), colours.at(0.0)),
            kTwoRows);
}

TEST_F(LinearPicture, IsWhiteOutsideAndDarkOnTheOutline) {
  const Image image = draw_field(request);
  const PictureLayout layout = lay_out_picture(mesh, request.width);
  EXPECT_EQ(image.at(0, 0), (Colour{255, 255, 255}));
  EXPECT_EQ(image.at(layout.plot.left - 4, layout.plot.top + layout.plot.height / 2),
            (Colour{255, 255, 255}));
  const Colour outline = colour_at(image, layout, 2.0, 0.5);
  EXPECT_LT(outline.red + outline.green + outline.blue, 250);
}

TEST_F(LinearPicture, DrawsIsoLinesAtTwentiethsOfTheRangeOnRequest) {
  request.iso_lines = true;
  const Image image = draw_field(request);
  const PictureLayout layout = lay_out_picture(mesh, request.width);
  const auto on_level = colour_at(image, layout, 0.5, 0.3);
  const auto between = colour_at(image, layout, 0.55, 0.3);
  EXPECT_GT(largest_difference(on_level, colours.at(0.25)), 20);
  EXPECT_LE(largest_difference(between, colours.at(0.275)), 3);
}

TEST_F(LinearPicture, IsTheSameEveryTime) {
  EXPECT_EQ(encode_png(draw_field(request)), encode_png(draw_field(request)));
}

TEST_F(LinearPicture, DoesNotShrinkForUnusedNodesFarAway) {
  Quad8Mesh with_unused = mesh;
  with_unused.x.push_back(1e6);
  with_unused.y.push_back(-1e6);
  std::vector<double> more = values;
  more.push_back(1e9);
  const Image expected = draw_field(request);
  const Image image = draw_field({with_unused, more, "Linear", "m", "", 1000, false});
  EXPECT_EQ(encode_png(image), encode_png(expected));
}

TEST_F(LinearPicture, AConstantFieldHasTheMiddleColour) {
  for (const double constant : {0.0, 3.25, -1e300}) {
    const std::vector<double> same(mesh.node_count(), constant);
    const Image image = draw_field({mesh, same, "Constant", "", "", 1000, true});
    const PictureLayout layout = lay_out_picture(mesh, 1000);
    EXPECT_EQ(colour_at(image, layout, 0.7, 0.4), colours.at(0.5)) << constant;
  }
}

TEST_F(LinearPicture, ValuesThatAreNotFiniteAreGreyAndDoNotCount) {
  values[0] = kNan;  // the corner (0, 0)
  values.back() = std::numeric_limits<double>::infinity();
  const Image image = draw_field(request);
  const PictureLayout layout = lay_out_picture(mesh, request.width);
  EXPECT_EQ(colour_at(image, layout, 0.2, 0.2), kNotANumberColour);
  EXPECT_EQ(colour_at(image, layout, 1.8, 0.8), kNotANumberColour);
  EXPECT_LE(largest_difference(colour_at(image, layout, 0.5, 0.75), colours.at(0.25)), 3);
}

TEST_F(LinearPicture, AFieldWithoutAnyNumberIsGrey) {
  values.assign(values.size(), kNan);
  const Image image = draw_field(request);
  EXPECT_EQ(colour_at(image, lay_out_picture(mesh, 1000), 1.2, 0.4), kNotANumberColour);
}

TEST_F(LinearPicture, RefusesAFieldOfAnotherMesh) {
  values.pop_back();
  EXPECT_THROW((void)draw_field({mesh, values, "Short", "", ""}), Error);
}

TEST(Picture, KeepsTheProportionsOfWideAndTallMeshes) {
  for (const auto& [width, height] : {std::pair{30.0, 0.5}, std::pair{1.0, 8.0}}) {
    const Quad8Mesh mesh = support::structured_rectangle(3, 3, width, height);
    const PictureLayout layout = lay_out_picture(mesh, 1600);
    // The plot is rounded up to whole pixels and has room for half of the outline.
    EXPECT_NEAR((layout.plot.width - 4.0) / (layout.plot.height - 4.0), width / height,
                0.02 * width / height);
    EXPECT_EQ(layout.width, 1600);
    EXPECT_LE(layout.plot.left + layout.plot.width, layout.colour_bar.left);
    EXPECT_LE(layout.height, 2000);
    EXPECT_GE(layout.colour_bar.height, 200);
  }
}

TEST(Picture, OfAMeshWithoutElementsIsDrawnWithoutThem) {
  const Quad8Mesh empty;
  const Image image = draw_field({empty, {}, "Nothing", "", ""});
  EXPECT_EQ(image.width(), 1600);
}

TEST(ColourMap, GrowsLighterAllTheWayWithoutCuttingColoursOff) {
  const ColourMap colours;
  double before = -1.0;
  for (int step = 0; step <= 100; ++step) {
    const Colour colour = colours.at(step / 100.0);
    const double luma = 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue;
    EXPECT_GT(luma, before) << step;
    before = luma;
    EXPECT_LT(std::max({colour.red, colour.green, colour.blue}), 255);
  }
  EXPECT_EQ(colours.at(-3.0), colours.at(0.0));
  EXPECT_EQ(colours.at(7.0), colours.at(1.0));
  EXPECT_EQ(colours.at(kNan), kNotANumberColour);
}

TEST(ValueRange, TicksAreRoundNumbersInside) {
  const std::vector<AxisTick> ticks = round_ticks({0.0, 11.825});
  ASSERT_EQ(ticks.size(), 6U);
  EXPECT_EQ(ticks[1].label, "2");
  EXPECT_EQ(ticks[5].value, 10.0);
  const std::vector<AxisTick> around_zero = round_ticks({-0.3, 0.3});
  ASSERT_EQ(around_zero.size(), 7U);
  EXPECT_EQ(around_zero[3].label, "0.0");
  EXPECT_EQ(around_zero[0].label, "-0.3");
  EXPECT_TRUE(round_ticks({2.0, 2.0}).empty());
}

TEST(ValueRange, TicksStayDistinctOnALargeOffset) {
  const std::vector<AxisTick> ticks = round_ticks({101305.7, 101328.8});
  ASSERT_GE(ticks.size(), 4U);
  for (std::size_t tick = 1; tick < ticks.size(); ++tick) {
    EXPECT_NE(ticks[tick].label, ticks[tick - 1].label);
  }
}

TEST(NodalAverage, IsThePlainMeanOverTheElementsAtANode) {
  Quad8Mesh mesh = support::structured_rectangle(2, 2, 2.0, 2.0);
  mesh.x.push_back(9.0);
  mesh.y.push_back(9.0);
  const std::vector<double> average = nodal_average(mesh, std::vector<double>{1.0, 2.0, 4.0, 9.0});
  const auto at = [&](std::size_t element, std::size_t local) {
    return average[static_cast<std::size_t>(mesh.quad8[element][local])];
  };
  EXPECT_EQ(at(0, 0), 1.0);  // a corner of the rectangle
  EXPECT_EQ(at(0, 4), 1.0);  // the middle of an outer side
  EXPECT_EQ(at(0, 1), 1.5);  // between elements 0 and 1
  EXPECT_EQ(at(0, 6), 2.5);  // between elements 0 and 2
  EXPECT_EQ(at(0, 2), 4.0);  // the centre, of all four
  EXPECT_EQ(average.back(), 0.0);
}

TEST(BitmapFont, HasAGlyphOfItsOwnForEverySign) {
  const auto drawn = [](const std::string& text) {
    InkLayer ink(40, 40);
    draw_text(ink, {text, {5, 25}, 2.0});
    Image image(40, 40);
    ink.blend_into(image, {0, 0, 0});
    return encode_png(image);
  };
  std::vector<std::string> seen{drawn(" ")};
  for (char symbol = '!'; symbol <= '~'; ++symbol) seen.push_back(drawn(std::string(1, symbol)));
  seen.push_back(drawn("²"));
  seen.push_back(drawn("°"));
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
  EXPECT_EQ(drawn("\x01"), drawn("?"));
}

TEST(BitmapFont, MeasuresTextByItsLetters) {
  EXPECT_EQ(text_width("", 2.0), 0.0);
  EXPECT_EQ(text_width("a", 2.0), 10.0);
  EXPECT_EQ(text_width("m²", 3.0), 33.0);
}

}  // namespace
}  // namespace tessera

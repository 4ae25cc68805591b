#include "host/report/field_raster.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/small_meshes.hpp"

namespace tessera {
namespace {

constexpr int kWidth = 600;
constexpr int kHeight = 300;
constexpr RasterView kWholeRectangle{0.0, 1.0, 300.0};  // 2 m x 1 m

std::vector<float> shares_of_x(const Quad8Mesh& mesh) {
  std::vector<float> shares;
  for (const double x : mesh.x) shares.push_back(static_cast<float>(x / 2.0));
  return shares;
}

TEST(FieldRaster, ALinearFieldIsLinearOnTheRaster) {
  const Quad8Mesh mesh = support::structured_rectangle(2, 2, 2.0, 1.0);
  FieldRaster raster(kWidth, kHeight);
  raster.draw(mesh, shares_of_x(mesh), kWholeRectangle);
  // Shares are kept as float: a few units of 2^-24.
  constexpr float kFloatRounding = 4.0F / (1 << 24);
  for (int row = 0; row < kHeight; ++row) {
    for (int column = 0; column < kWidth; ++column) {
      const float expected = (static_cast<float>(column) + 0.5F) / kWidth;
      ASSERT_NEAR(raster.at(column, row), expected, kFloatRounding) << column << " " << row;
    }
  }
}

/// Moves the inner corners, and the inner mid-sides off their chords, so that common sides are
/// curved and neighbours differ in size.
Quad8Mesh distorted_rectangle() {
  Quad8Mesh mesh = support::structured_rectangle(9, 5, 2.0, 1.0);
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    const bool inner = mesh.x[node] > 0 && mesh.x[node] < 2 && mesh.y[node] > 0 && mesh.y[node] < 1;
    if (!inner) continue;
    mesh.x[node] += 0.03 * std::sin(12.9898 * static_cast<double>(node));
    mesh.y[node] += 0.03 * std::cos(78.2330 * static_cast<double>(node));
  }
  return mesh;
}

TEST(FieldRaster, LeavesNoGapBetweenElementsOfDifferentSize) {
  const Quad8Mesh mesh = distorted_rectangle();
  FieldRaster raster(kWidth, kHeight);
  raster.draw(mesh, shares_of_x(mesh), kWholeRectangle);
  int gaps = 0;
  for (int row = 0; row < kHeight; ++row) {
    for (int column = 0; column < kWidth; ++column) {
      gaps += raster.at(column, row) == FieldRaster::kOutside ? 1 : 0;
    }
  }
  EXPECT_EQ(gaps, 0);
}

TEST(FieldRaster, StaysOutsideWhereNoElementLies) {
  const Quad8Mesh mesh = support::structured_rectangle(2, 2, 1.0, 0.5);
  FieldRaster raster(kWidth, kHeight);
  raster.draw(mesh, shares_of_x(mesh), kWholeRectangle);
  EXPECT_EQ(raster.at(450, 250), FieldRaster::kOutside);
  EXPECT_EQ(raster.at(150, 50), FieldRaster::kOutside);
  EXPECT_NE(raster.at(150, 250), FieldRaster::kOutside);
}

TEST(FieldRaster, ClipsElementsBeyondTheRaster) {
  const Quad8Mesh mesh = support::structured_rectangle(3, 3, 2.0, 1.0);
  FieldRaster raster(20, 20);
  raster.draw(mesh, shares_of_x(mesh), {0.9, 0.6, 300.0});
  EXPECT_NE(raster.at(0, 0), FieldRaster::kOutside);
  EXPECT_NE(raster.at(19, 19), FieldRaster::kOutside);
}

}  // namespace
}  // namespace tessera

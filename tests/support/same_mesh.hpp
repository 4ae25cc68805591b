#pragma once

#include <gtest/gtest.h>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera::support {

/// Expects the same nodes (bit for bit, zeros by value), elements and groups in the same order.
inline void expect_same_mesh(const Quad8Mesh& actual, const Quad8Mesh& expected) {
  EXPECT_EQ(actual.x, expected.x);
  EXPECT_EQ(actual.y, expected.y);
  EXPECT_EQ(actual.quad8, expected.quad8);
  ASSERT_EQ(actual.boundaries.size(), expected.boundaries.size());
  for (std::size_t group = 0; group < expected.boundaries.size(); ++group) {
    EXPECT_EQ(actual.boundaries[group].name, expected.boundaries[group].name);
    EXPECT_EQ(actual.boundaries[group].edges, expected.boundaries[group].edges);
  }
  ASSERT_EQ(actual.regions.size(), expected.regions.size());
  for (std::size_t group = 0; group < expected.regions.size(); ++group) {
    EXPECT_EQ(actual.regions[group].name, expected.regions[group].name);
    EXPECT_EQ(actual.regions[group].elements, expected.regions[group].elements);
  }
}

}  // namespace tessera::support

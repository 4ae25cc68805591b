#include "host/report/mesh_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "host/mesh/generate/generate_mesh.hpp"
#include "tests/support/hand_mesh.hpp"

namespace tessera {
namespace {

using support::add_lone_square;
using support::unit_squares;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Quad8Mesh torn_squares() {
  Quad8Mesh mesh = unit_squares(1, 1);
  add_lone_square(mesh, 1, 0);
  mesh.element_tags = {70, 80};
  mesh.boundaries = {{"left", {{5, 0, 3}}}};
  mesh.regions = {{"rock", {0, 1}}};
  return mesh;
}

TEST(MeshQualityJson, HasTheDocumentedKeys) {
  const nlohmann::json json = mesh_quality_json(examine_mesh(torn_squares()));
  EXPECT_EQ(json["status"], "good");
  EXPECT_TRUE(json["faults"].empty());
  const nlohmann::json mesh = {{"nodes", 16},       {"elements", 2}, {"used_nodes", 16},
                               {"unused_nodes", 0}, {"pieces", 2},   {"dropped_centre_nodes", 0},
                               {"area", 2.0}};
  EXPECT_EQ(json["mesh"], mesh);
  EXPECT_EQ(json["orientation"], nlohmann::json({{"clockwise", 0}, {"counter_clockwise", 2}}));
  EXPECT_EQ(json["jacobian"]["bad_elements"], 0);
  EXPECT_EQ(json["scaled_jacobian"]["histogram"].size(), 10U);
  for (const auto& worst : json["scaled_jacobian"]["worst"]) {
    EXPECT_EQ(worst["tag"], worst["element"] == 0 ? 70 : 80);
  }
  EXPECT_EQ(json["duplicate_nodes"]["count"], 3);
  EXPECT_EQ(json["duplicate_nodes"]["examples"][0],
            nlohmann::json({{"node", 8}, {"other", 2}, {"x", 1.0}, {"y", 0.0}}));
  EXPECT_EQ(json["hanging_nodes"]["count"], 0);
  EXPECT_EQ(json["boundary"]["edges"], 8);
  EXPECT_EQ(json["boundary"]["ungrouped_edges"], 7);
  EXPECT_EQ(json["boundaries"], nlohmann::json({{"left", 1}}));
  EXPECT_EQ(json["regions"], nlohmann::json({{"rock", 2}}));
}

TEST(MeshQualityJson, ReadsBackToTheSameBits) {
  const MeshQuality quality = examine_mesh(generate_mesh({Shape::cylinder, 500}));
  const auto json = nlohmann::json::parse(mesh_quality_json(quality).dump());
  EXPECT_EQ(json["mesh"]["area"].get<double>(), quality.area);
  EXPECT_EQ(json["scaled_jacobian"]["min"].get<double>(), quality.min_scaled_jacobian);
  EXPECT_TRUE(json["scaled_jacobian"]["worst"][0]["tag"].is_null());
}

TEST(MeshQualityJson, OfAnUnsoundMeshSaysOnlyWhatIsKnown) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.quad8[0][0] = 55;
  const nlohmann::json json = mesh_quality_json(examine_mesh(mesh));
  EXPECT_EQ(json["status"], "bad");
  EXPECT_THAT(json["faults"][0].get<std::string>(), HasSubstr("node 55"));
  EXPECT_EQ(json["mesh"], nlohmann::json({{"nodes", 8}, {"elements", 1}}));
  EXPECT_FALSE(json.contains("scaled_jacobian"));
}

TEST(MeshQualityText, ShowsCountsExamplesAndVerdict) {
  EXPECT_THAT(
      mesh_quality_text(examine_mesh(torn_squares())),
      AllOf(HasSubstr("squares.msh"), HasSubstr("16 (0 unused)"), HasSubstr("2 (0 clockwise)"),
            HasSubstr("8 edges in 2 loops, closed"), HasSubstr("'left' 1 edges"),
            HasSubstr("7 edges in no group"), HasSubstr("element 1 (tag 80) at (1.5, 0.5): 1"),
            HasSubstr("node 8 stands on node 2 at (1, 0)"), HasSubstr("good")));
}

TEST(MeshQualityText, ShowsWhatIsWrong) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.x[static_cast<std::size_t>(mesh.quad8[0][5])] += 1.2;
  EXPECT_THAT(mesh_quality_text(examine_mesh(mesh)),
              AllOf(HasSubstr("1 bad elements"), HasSubstr("bad\n"), HasSubstr("det J = -")));
  mesh.quad8.clear();
  EXPECT_THAT(mesh_quality_text(examine_mesh(mesh)),
              AllOf(HasSubstr("the mesh has no elements"), Not(HasSubstr("scaled Jacobian"))));
}

}  // namespace
}  // namespace tessera

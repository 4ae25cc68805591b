#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/grid_layout.hpp"
#include "host/pipelines/lumped_ground.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera {
namespace {

using support::get;

std::vector<FlowProblem> problems() {
  std::vector<FlowProblem> all;
  all.push_back(support::rich_problem(1, 1));
  all.push_back(support::rich_problem(3, 40));
  all.push_back(support::rich_problem(30, 28));
  all.push_back(prepare_flow(generate_mesh({Shape::y_tube, 9000}), FlowCase{}, false).problem);
  return all;
}

class MeshLayoutEquivalence : public support::Equivalence {
 protected:
  /// `arrays(executor, problem, keep)` calls keep(view) for every array that has to be the same.
  template <class Arrays>
  void expect_same_arrays(const Arrays& arrays) {
    for (const FlowProblem& problem : problems()) {
      expect_same_bits([&](auto& executor) {
        std::vector<unsigned char> bytes;
        arrays(executor, problem, [&](auto view) {
          const auto values = get(executor, view);
          const auto* const first = reinterpret_cast<const unsigned char*>(values.data());
          bytes.insert(bytes.end(), first, first + values.size() * sizeof(values[0]));
        });
        EXPECT_FALSE(bytes.empty());
        return bytes;
      });
    }
  }
  /// What numbering says against a problem on the CPU and on the GPU.
  template <class Error>
  void expect_same_refusal(const FlowProblem& problem) {
    const auto refusal_of = [&](auto& executor) -> std::string {
      try {
        (void)discretise(executor, problem);
      } catch (const Error& error) {
        return error.what();
      }
      return {};
    };
    const std::string expected = refusal_of(on_cpu());
    EXPECT_NE(expected, "");
    EXPECT_EQ(refusal_of(on_gpu()), expected);
  }
};

TEST_F(MeshLayoutEquivalence, NumbersMeshesAlike) {
  expect_same_arrays([](auto& executor, const FlowProblem& problem, const auto& keep) {
    const auto mesh = discretise(executor, problem);
    keep(mesh.file_node.view());
    keep(mesh.file_element.view());
    keep(mesh.x.view());
    keep(mesh.y.view());
    keep(mesh.nodes.view());
    keep(mesh.conductivity.view());
    keep(mesh.incidence_offsets.view());
    keep(mesh.incidences.view());
    keep(mesh.known.view());
    keep(mesh.load.view());
    keep(mesh.element_source.view());
    keep(mesh.nodal_source.view());
  });
}

TEST_F(MeshLayoutEquivalence, LaysOutElementsAlike) {
  expect_same_arrays([](auto& executor, const FlowProblem& problem, const auto& keep) {
    const auto mesh = discretise(executor, problem);
    const auto layout = lay_out_elements(executor, mesh.table());
    keep(layout.corner_of_node.view());
    keep(layout.node_of_corner.view());
    keep(layout.quad8_nodes.view());
    keep(layout.quad4_nodes.view());
    for (const auto* lists : {&layout.quad8_incident, &layout.quad4_incident, &layout.mid_sides}) {
      keep(lists->offsets.view());
      keep(lists->places.view());
    }
    keep(layout.parents.view());
    keep(layout.corners.view());
    const auto ground = lump_robin_edges(executor, mesh.table(), mesh.robin, layout, 0.5);
    keep(ground.quad8.view());
    keep(ground.quad4.view());
    keep(ground.share_of_element.view());
  });
}

TEST_F(MeshLayoutEquivalence, LaysOutGridsAlike) {
  expect_same_arrays([](auto& executor, const FlowProblem& problem, const auto& keep) {
    const auto mesh = discretise(executor, problem);
    const auto elements = lay_out_elements(executor, mesh.table());
    const auto grid = lay_out_grid(executor, mesh.table(), elements);
    EXPECT_EQ(grid.obstacle, "");
    keep(grid.places.view());
    keep(grid.window_offsets.view());
    keep(grid.elements.view());
    keep(grid.square_offsets.view());
    keep(grid.rows.view());
    keep(grid.weights.view());
  });
}

TEST_F(MeshLayoutEquivalence, RefusesTwoPotentialsAtANodeInTheSameWords) {
  FlowProblem problem = support::rich_problem(5, 4);
  problem.potentials.push_back(problem.potentials.front());
  problem.potentials.back().name = "again";
  problem.potentials.back().values[3] += 1.0;
  expect_same_refusal<UsageError>(problem);
}

TEST_F(MeshLayoutEquivalence, RefusesACrowdedNodeInTheSameWords) {
  FlowProblem problem;
  problem.mesh = support::fan(kMaxNodeElements + 1);
  expect_same_refusal<InputError>(problem);
}

}  // namespace
}  // namespace tessera

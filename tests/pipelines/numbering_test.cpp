#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/topology.hpp"
#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/sort_sizes.hpp"

namespace tessera {
namespace {

using Numbers = std::vector<std::int32_t>;

template <class T>
std::vector<std::remove_const_t<T>> copy_of(View<T> view) {
  return {view.data, view.data + view.count};
}

/// The numbering as it is defined, item by item.
class Definition {
 public:
  explicit Definition(const Quad8Mesh& mesh) : mesh_(mesh), used_(used_nodes(mesh)) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t node = 0; node < mesh.node_count(); ++node) {
      if (used_[node] == 0) continue;
      x.push_back(mesh.x[node]);
      y.push_back(mesh.y[node]);
    }
    low_ = {std::ranges::min(x), std::ranges::min(y)};
    extent_ = {std::ranges::max(x) - low_.x, std::ranges::max(y) - low_.y};
    width_ = 2.0 * std::sqrt(mesh_area(mesh) / static_cast<double>(mesh.element_count()));
  }

  [[nodiscard]] Numbers nodes_in_order() const {
    Numbers order;
    for (std::size_t node = 0; node < mesh_.node_count(); ++node) {
      if (used_[node] != 0) order.push_back(static_cast<std::int32_t>(node));
    }
    std::ranges::stable_sort(order, {}, [&](std::int32_t node) {
      const auto at = static_cast<std::size_t>(node);
      return place({mesh_.x[at], mesh_.y[at]});
    });
    return order;
  }

  [[nodiscard]] Numbers elements_in_order() const {
    Numbers order(mesh_.element_count());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::int32_t element) {
      Point middle{0.0, 0.0};
      for (std::size_t corner = 0; corner < 4; ++corner) {
        const auto node =
            static_cast<std::size_t>(mesh_.quad8[static_cast<std::size_t>(element)][corner]);
        middle.x += 0.25 * mesh_.x[node];
        middle.y += 0.25 * mesh_.y[node];
      }
      return place(middle);
    });
    return order;
  }

 private:
  // Strip, and the place along it in 2^24 - 1 steps.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> place(Point at) const {
    const bool along_x = extent_.x >= extent_.y;
    const double across = along_x ? at.x - low_.x : at.y - low_.y;
    const double along =
        (along_x ? at.y - low_.y : at.x - low_.x) / (along_x ? extent_.y : extent_.x);
    return {static_cast<std::int64_t>(across / width_),
            static_cast<std::int64_t>(std::clamp(along, 0.0, 1.0) * 16777215.0)};
  }

  const Quad8Mesh& mesh_;
  std::vector<std::uint8_t> used_;
  Point low_{0.0, 0.0};
  Point extent_{0.0, 0.0};
  double width_ = 0.0;
};

std::vector<FlowProblem> problems() {
  std::vector<FlowProblem> all;
  all.push_back(support::rich_problem(1, 1));
  all.push_back(support::rich_problem(1, 30));
  all.push_back(support::rich_problem(40, 30));
  all.push_back(prepare_flow(generate_mesh({Shape::y_tube, 60000}), FlowCase{}, false).problem);
  return all;
}

std::vector<std::uint8_t> nodes_of_known_potential(const FlowProblem& problem) {
  std::vector<std::uint8_t> known(problem.mesh.node_count(), 0);
  for (const PotentialCondition& condition : problem.potentials) {
    for (const NodeId node : condition.nodes) known[static_cast<std::size_t>(node)] = 1;
  }
  return known;
}

class Numbering : public support::TeamTest {};

TEST_P(Numbering, IsTheSerialDefinition) {
  cpu::Executor executor(team());
  for (const FlowProblem& problem : problems()) {
    const auto found = discretise(executor, problem);
    const Definition defined(problem.mesh);
    Numbers nodes = defined.nodes_in_order();
    const std::vector<std::uint8_t> known = nodes_of_known_potential(problem);
    const auto is_unknown = [&](std::int32_t node) {
      return known[static_cast<std::size_t>(node)] == 0;
    };
    const auto first_known = std::stable_partition(nodes.begin(), nodes.end(), is_unknown);
    EXPECT_EQ(found.unknown_count, first_known - nodes.begin());
    EXPECT_SAME_BITS(copy_of(found.file_node.view()), nodes);
    EXPECT_SAME_BITS(copy_of(found.file_element.view()), defined.elements_in_order());
  }
}

TEST_P(Numbering, LeadsFromEveryElementToItsNodesAndBack) {
  cpu::Executor executor(team());
  for (const FlowProblem& problem : problems()) {
    const auto found = discretise(executor, problem);
    const ElementTable mesh = found.table();
    std::int64_t entry = 0;
    for (const ElementId element : copy_of(found.file_element.view())) {
      for (const NodeId node : problem.mesh.quad8[static_cast<std::size_t>(element)]) {
        const std::int32_t internal = mesh.nodes[entry++];
        ASSERT_EQ(found.file_node.view()[internal], node);
        ASSERT_EQ(mesh.x[internal], problem.mesh.x[static_cast<std::size_t>(node)]);
      }
    }
    std::vector<Numbers> meeting(static_cast<std::size_t>(mesh.node_count()));
    for (std::int64_t at = 0; at < mesh.nodes.count; ++at) {
      meeting[static_cast<std::size_t>(mesh.nodes[at])].push_back(static_cast<std::int32_t>(at));
    }
    for (std::size_t node = 0; node < meeting.size(); ++node) {
      const std::int32_t* const begin = &mesh.incidence_offsets[static_cast<std::int64_t>(node)];
      const Numbers listed(mesh.incidences.data + begin[0], mesh.incidences.data + begin[1]);
      ASSERT_EQ(listed, meeting[node]) << node;
    }
  }
}

TESSERA_FOR_EVERY_TEAM(Numbering);

}  // namespace
}  // namespace tessera

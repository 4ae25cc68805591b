#include "host/report/mesh_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <vector>

#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

using Json = nlohmann::json;

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json worst_json(const std::vector<RatedElement>& worst) {
  Json list = Json::array();
  for (const RatedElement& element : worst) {
    list.push_back({{"element", element.element},
                    {"tag", element.tag ? Json(*element.tag) : Json(nullptr)},
                    {"x", number_or_null(element.position.x)},
                    {"y", number_or_null(element.position.y)},
                    {"value", number_or_null(element.scaled_jacobian)}});
  }
  return list;
}

Json duplicates_json(const std::vector<DuplicateNode>& duplicates) {
  Json list = Json::array();
  for (const DuplicateNode& duplicate : duplicates) {
    list.push_back({{"node", duplicate.node},
                    {"other", duplicate.other},
                    {"x", duplicate.position.x},
                    {"y", duplicate.position.y}});
  }
  return list;
}

Json hanging_json(const std::vector<HangingNode>& hanging_nodes) {
  Json list = Json::array();
  for (const HangingNode& hanging : hanging_nodes) {
    list.push_back({{"node", hanging.node},
                    {"element", hanging.element},
                    {"side", hanging.side},
                    {"x", hanging.position.x},
                    {"y", hanging.position.y}});
  }
  return list;
}

Json groups_json(const std::vector<GroupSize>& groups) {
  Json sizes = Json::object();
  for (const GroupSize& group : groups) sizes[group.name] = group.members;
  return sizes;
}

Json boundary_json(const MeshQuality& quality) {
  return {{"edges", quality.boundary_edges},
          {"loops", quality.boundary_loops},
          {"open_nodes", quality.open_boundary_nodes},
          {"pinched_nodes", quality.pinched_nodes},
          {"ungrouped_edges", quality.ungrouped_boundary_edges},
          {"grouped_inner_edges", quality.grouped_inner_edges}};
}

constexpr int kLabelWidth = 18;

class Lines {
 public:
  std::ostream& line(std::string_view label) {
    text_ << "  " << std::left << std::setw(kLabelWidth) << label;
    return text_;
  }
  std::ostream& item() { return text_ << std::string(kLabelWidth + 4, ' '); }
  std::ostream& plain() { return text_; }
  [[nodiscard]] std::string take() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

void describe_sizes(Lines& lines, const MeshQuality& quality) {
  lines.line("nodes") << quality.nodes << " (" << quality.unused_nodes << " unused)\n";
  if (quality.dropped_centre_nodes > 0) {
    lines.line("centre nodes") << quality.dropped_centre_nodes << " of 9-node elements left out\n";
  }
  lines.line("elements") << quality.elements << " (" << quality.clockwise_elements
                         << " clockwise)\n";
  lines.line("pieces") << quality.pieces << '\n';
  lines.line("area") << short_number(quality.area) << " m^2\n";
}

void describe_border(Lines& lines, const MeshQuality& quality) {
  lines.line("border") << quality.boundary_edges << " edges in " << quality.boundary_loops
                       << (quality.boundary_loops == 1 ? " loop" : " loops")
                       << (quality.open_boundary_nodes > 0 ? ", open" : ", closed") << '\n';
  if (quality.open_boundary_nodes > 0) {
    lines.item() << "open at " << quality.open_boundary_nodes << " nodes\n";
  }
  if (quality.pinched_nodes > 0) {
    lines.item() << "more than two edges meet at " << quality.pinched_nodes << " nodes\n";
  }
  for (const GroupSize& group : quality.boundaries) {
    lines.item() << "'" << group.name << "' " << group.members << " edges\n";
  }
  if (quality.ungrouped_boundary_edges > 0) {
    lines.item() << quality.ungrouped_boundary_edges << " edges in no group (walls)\n";
  }
  if (quality.grouped_inner_edges > 0) {
    lines.item() << quality.grouped_inner_edges << " edges of groups are not on the border\n";
  }
  for (const GroupSize& group : quality.regions) {
    lines.line("region") << "'" << group.name << "' " << group.members << " elements\n";
  }
}

void describe_histogram(Lines& lines, const MeshQuality& quality) {
  constexpr double kBarWidth = 40;
  const auto& bins = quality.scaled_jacobian_histogram;
  const auto fullest = static_cast<double>(*std::max_element(bins.begin(), bins.end()));
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    const double bar = std::ceil(kBarWidth * static_cast<double>(bins[bin]) / fullest);
    lines.item() << (bin == 0 ? " below" : "0." + std::to_string(bin) + " to") << ' '
                 << (bin + 1 < bins.size() ? "0." + std::to_string(bin + 1) : "1.0") << std::right
                 << std::setw(10) << bins[bin];
    if (bar > 0) lines.plain() << ' ' << std::string(static_cast<std::size_t>(bar), '#');
    lines.plain() << '\n';
  }
}

void describe_jacobians(Lines& lines, const MeshQuality& quality) {
  lines.line("det J") << "min " << short_number(quality.min_jacobian) << " m^2; "
                      << quality.bad_elements << " bad elements\n";
  lines.line("scaled Jacobian") << "min " << short_number(quality.min_scaled_jacobian) << '\n';
  describe_histogram(lines, quality);
  lines.plain() << "  worst elements\n";
  for (const RatedElement& element : quality.worst_elements) {
    lines.item() << "element " << element.element;
    if (element.tag) lines.plain() << " (tag " << *element.tag << ")";
    lines.plain() << " at " << position_text(element.position) << ": "
                  << short_number(element.scaled_jacobian) << '\n';
  }
}

void describe_misfits(Lines& lines, const MeshQuality& quality) {
  lines.line("duplicate nodes") << quality.duplicate_nodes << '\n';
  for (const DuplicateNode& duplicate : quality.duplicate_examples) {
    lines.item() << "node " << duplicate.node << " stands on node " << duplicate.other << " at "
                 << position_text(duplicate.position) << '\n';
  }
  lines.line("hanging nodes") << quality.hanging_nodes << '\n';
  for (const HangingNode& hanging : quality.hanging_examples) {
    lines.item() << "node " << hanging.node << " on side " << hanging.side << " of element "
                 << hanging.element << " at " << position_text(hanging.position) << '\n';
  }
}

void describe_verdict(Lines& lines, const MeshQuality& quality) {
  lines.line("verdict") << (quality.is_fit() ? "good" : "bad") << '\n';
  for (const std::string& fault : quality.faults) lines.item() << fault << '\n';
}

}  // namespace

nlohmann::json mesh_quality_json(const MeshQuality& quality) {
  Json json{{"status", quality.is_fit() ? "good" : "bad"},
            {"faults", quality.faults},
            {"mesh", {{"nodes", quality.nodes}, {"elements", quality.elements}}},
            {"boundaries", groups_json(quality.boundaries)},
            {"regions", groups_json(quality.regions)}};
  if (!quality.is_examined) return json;
  json["mesh"].update({{"used_nodes", quality.used_nodes},
                       {"unused_nodes", quality.unused_nodes},
                       {"dropped_centre_nodes", quality.dropped_centre_nodes},
                       {"pieces", quality.pieces},
                       {"area", number_or_null(quality.area)}});
  json["orientation"] = {{"clockwise", quality.clockwise_elements},
                         {"counter_clockwise", quality.counter_clockwise_elements}};
  json["jacobian"] = {{"min", number_or_null(quality.min_jacobian)},
                      {"bad_elements", quality.bad_elements}};
  json["scaled_jacobian"] = {{"min", number_or_null(quality.min_scaled_jacobian)},
                             {"histogram", quality.scaled_jacobian_histogram},
                             {"worst", worst_json(quality.worst_elements)}};
  json["duplicate_nodes"] = {{"count", quality.duplicate_nodes},
                             {"examples", duplicates_json(quality.duplicate_examples)}};
  json["hanging_nodes"] = {{"count", quality.hanging_nodes},
                           {"examples", hanging_json(quality.hanging_examples)}};
  json["boundary"] = boundary_json(quality);
  return json;
}

std::string mesh_quality_text(const MeshQuality& quality) {
  Lines lines;
  lines.plain() << quality.source << '\n';
  if (quality.is_examined) {
    describe_sizes(lines, quality);
    describe_border(lines, quality);
    describe_jacobians(lines, quality);
    describe_misfits(lines, quality);
  } else {
    lines.line("nodes") << quality.nodes << '\n';
    lines.line("elements") << quality.elements << '\n';
  }
  describe_verdict(lines, quality);
  return lines.take();
}

}  // namespace tessera

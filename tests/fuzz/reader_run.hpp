#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/quad8_mesh.hpp"

namespace tessera::fuzz {

/// A reader and where its inputs come from.
struct Target {
  std::string name;
  /// Good files; each must be read.
  std::vector<std::string> corpus;
  /// The next damaged file.
  std::function<std::string()> next_input;
  std::function<Quad8Mesh(const std::string&)> parse;
};

/// What every reader promises of a mesh that it lets through; "" if it holds.
inline std::string broken_promise(const Quad8Mesh& mesh) {
  const auto is_node = [&](NodeId node) {
    return node >= 0 && static_cast<std::size_t>(node) < mesh.node_count();
  };
  const auto all_nodes = [&](const auto& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), is_node);
  };
  const auto is_element = [&](ElementId element) {
    return element >= 0 && static_cast<std::size_t>(element) < mesh.element_count();
  };
  const auto finite = [](double value) { return std::isfinite(value); };
  if (mesh.quad8.empty()) return "no elements";
  if (mesh.x.size() != mesh.y.size()) return "x and y differ in length";
  if (!std::all_of(mesh.x.begin(), mesh.x.end(), finite)) return "x is not finite";
  if (!std::all_of(mesh.y.begin(), mesh.y.end(), finite)) return "y is not finite";
  if (!std::all_of(mesh.quad8.begin(), mesh.quad8.end(), all_nodes)) return "node out of range";
  for (const BoundaryGroup& group : mesh.boundaries) {
    if (group.name.empty() || group.edges.empty()) return "empty boundary group";
    if (!std::all_of(group.edges.begin(), group.edges.end(), all_nodes)) return "edge out of range";
  }
  for (const RegionGroup& group : mesh.regions) {
    if (group.name.empty() || group.elements.empty()) return "empty region";
    if (!std::all_of(group.elements.begin(), group.elements.end(), is_element)) {
      return "element out of range";
    }
  }
  const bool tags_fit =
      mesh.element_tags.empty() || mesh.element_tags.size() == mesh.element_count();
  return tags_fit ? "" : "number of element tags";
}

/// "" if the input was handled as promised; counts the meshes that came through.
inline std::string run_one(const Target& target, const std::string& input, long& accepted) {
  try {
    const Quad8Mesh mesh = target.parse(input);
    ++accepted;
    return broken_promise(mesh);
  } catch (const InputError&) {
    return "";
  } catch (const std::exception& error) {
    return std::string("wrong kind of exception: ") + error.what();
  }
}

/// Reads all of the corpus and `iterations` damaged files. Returns the exit code: 1 when a promise
/// was broken, and then the input is left in a file of the working folder.
inline int run(const Target& target, long iterations) {
  const char* const name = target.name.c_str();
  long accepted = 0;
  for (const std::string& good : target.corpus) {
    const long before = accepted;
    const std::string fault = run_one(target, good, accepted);
    if (fault.empty() && accepted == before + 1) continue;
    std::fprintf(stderr, "%s: a file of the seed corpus is refused %s\n", name, fault.c_str());
    return 1;
  }
  for (long iteration = 0; iteration < iterations; ++iteration) {
    const std::string input = target.next_input();
    const std::string fault = run_one(target, input, accepted);
    if (fault.empty()) continue;
    const std::string file = "fuzz-" + target.name + "-" + std::to_string(iteration);
    std::ofstream(file, std::ios::binary) << input;
    std::fprintf(stderr, "%s: iteration %ld: %s; input left in %s\n", name, iteration,
                 fault.c_str(), file.c_str());
    return 1;
  }
  std::printf("%s: %ld inputs, %ld meshes\n", name, iterations, accepted);
  return 0;
}

}  // namespace tessera::fuzz

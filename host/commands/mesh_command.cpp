#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "host/commands/commands.hpp"
#include "host/commands/node_count.hpp"
#include "host/errors.hpp"
#include "host/io/mesh_file.hpp"
#include "host/io/pending_file.hpp"
#include "host/io/vtu_writer.hpp"
#include "host/mesh/drop_nodes.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/mesh_quality.hpp"
#include "host/report/format.hpp"
#include "host/report/mesh_report.hpp"
#include "host/report/run_summary.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

/// Seconds since it was made, or last asked.
class Stopwatch {
 public:
  double lap() {
    const Clock::time_point now = Clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  Clock::time_point last_ = Clock::now();
};

/// The flags of all three, and where their results go.
struct MeshFlags {
  std::string json;
  bool quiet = false;
  bool dry_run = false;

  void add_to(CLI::App& command) {
    command.add_option("--json", json, "Summary as JSON: a file, or - for stdout");
    command.add_flag("--quiet", quiet, "No log");
  }

  void log(const std::string& line) const {
    if (!quiet) std::cerr << "tessera: " << line << '\n';
  }

  /// `text` for a person and `summary` for scripts, the latter completed by what every run has.
  void report(const std::string& command, const std::string& text, const Json& summary) const {
    if (json != "-") std::cout << text;
    if (json.empty()) return;
    Json complete = run_json(command, {});
    complete.update(summary);
    if (json == "-") {
      std::cout << complete.dump(2) << '\n';
    } else {
      write_whole_file(json, complete.dump(2) + "\n");
    }
  }
};

std::string sizes_text(const Quad8Mesh& mesh) {
  return std::to_string(mesh.node_count()) + " nodes, " + std::to_string(mesh.element_count()) +
         " elements";
}

Json mesh_json(const Quad8Mesh& mesh) {
  Json json{{"nodes", mesh.node_count()}, {"elements", mesh.element_count()}};
  for (const BoundaryGroup& group : mesh.boundaries) {
    json["boundaries"][group.name] = group.edges.size();
  }
  for (const RegionGroup& group : mesh.regions) json["regions"][group.name] = group.elements.size();
  return json;
}

bool is_vtu(const std::filesystem::path& path) {
  return path.extension() == ".vtu" || path.extension() == ".VTU";
}

void write_any(const std::filesystem::path& path, const Quad8Mesh& mesh, const MeshFlags& flags) {
  if (!is_vtu(path)) return write_mesh(path, mesh);
  if (!mesh.boundaries.empty()) flags.log("a .vtu file does not keep the names of boundaries");
  write_vtu(path, {mesh, {}, {}});
}

struct GenerateFlags : MeshFlags {
  std::string shape;
  std::string nodes = "20k";
  double stretch = 1.0;
  std::string output;

  ExitCode run() const {
    const GenerateRequest request{shape_of(shape), parse_node_count("--nodes", nodes)};
    if (!(stretch > 0.0) || !std::isfinite(stretch)) {
      throw UsageError("--stretch " + format_number(stretch) +
                       " is no positive number; x is multiplied with it");
    }
    const Json options{
        {"shape", shape}, {"nodes", request.nodes}, {"stretch", stretch}, {"output", output}};
    if (dry_run) return report_plan(request, options);
    Stopwatch stopwatch;
    Quad8Mesh mesh = generate_mesh(request);
    for (double& x : mesh.x) x *= stretch;
    const double generate_s = stopwatch.lap();
    write_any(output, mesh, *this);
    const double output_s = stopwatch.lap();
    report("mesh generate", output + ": " + shape + ", " + sizes_text(mesh) + '\n',
           {{"options", options},
            {"mesh", mesh_json(mesh)},
            {"timings_s",
             {{"generate", generate_s}, {"output", output_s}, {"total", generate_s + output_s}}}});
    return ExitCode::done;
  }

 private:
  ExitCode report_plan(const GenerateRequest& request, const Json& options) const {
    const std::int64_t planned = planned_nodes(request);
    report("mesh generate", shape + ": " + std::to_string(planned) + " nodes (dry run)\n",
           {{"options", options}, {"status", "dry run"}, {"mesh", {{"nodes", planned}}}});
    return ExitCode::done;
  }
};

struct CheckFlags : MeshFlags {
  std::string mesh;

  ExitCode run() const {
    Stopwatch stopwatch;
    Quad8Mesh loaded = read_mesh(mesh);
    const double load_s = stopwatch.lap();
    const MeshQuality quality = examine_mesh(std::move(loaded));
    const double check_s = stopwatch.lap();
    Json summary = mesh_quality_json(quality);
    summary["options"] = {{"mesh", mesh}};
    summary["timings_s"] = {{"load", load_s}, {"check", check_s}, {"total", load_s + check_s}};
    report("mesh check", mesh_quality_text(quality), summary);
    if (!quality.is_fit()) throw InputError(quality.faults.front());
    return ExitCode::done;
  }
};

struct ConvertFlags : MeshFlags {
  std::string input;
  std::string output;

  ExitCode run() const {
    Stopwatch stopwatch;
    Quad8Mesh mesh = read_mesh(input);
    require_sound(mesh);
    const double load_s = stopwatch.lap();
    const std::int64_t dropped = drop_unused_nodes(mesh);
    if (dropped > 0) log("dropped " + std::to_string(dropped) + " unused nodes");
    if (mesh.dropped_centre_nodes > 0) {
      log("dropped " + std::to_string(mesh.dropped_centre_nodes) +
          " centre nodes of 9-node elements");
    }
    if (!dry_run) write_any(output, mesh, *this);
    const double output_s = stopwatch.lap();
    Json sizes = mesh_json(mesh);
    sizes["dropped_unused_nodes"] = dropped;
    sizes["dropped_centre_nodes"] = mesh.dropped_centre_nodes;
    report("mesh convert", output + ": " + sizes_text(mesh) + (dry_run ? " (dry run)\n" : "\n"),
           {{"options", {{"input", input}, {"output", output}}},
            {"mesh", std::move(sizes)},
            {"timings_s", {{"load", load_s}, {"output", output_s}, {"total", load_s + output_s}}}});
    return ExitCode::done;
  }
};

constexpr const char* kDryRunHelp = "Check and say how large the mesh is, write nothing";

std::shared_ptr<GenerateFlags> add_generate(CLI::App& mesh) {
  auto flags = std::make_shared<GenerateFlags>();
  std::string shapes;
  for (const NamedShape& named : kShapes) {
    shapes += shapes.empty() ? "" : ", ";
    shapes += named.name;
  }
  CLI::App* command = mesh.add_subcommand("generate", "Make a mesh of a shape from mapped blocks");
  command->add_option("shape", flags->shape, "One of " + shapes)->required()->type_name("SHAPE");
  command->add_option("--nodes", flags->nodes, "About how many nodes: 5000, 20k, 1.3m (20k)");
  command->add_option("--stretch", flags->stretch, "Multiply all x: elements far from square (1)");
  command->add_option("--output", flags->output, "Mesh: .msh (Gmsh 4.1), .h5, .hdf5 or .vtu")
      ->required();
  command->add_flag("--dry-run", flags->dry_run, kDryRunHelp);
  flags->add_to(*command);
  return flags;
}

std::shared_ptr<CheckFlags> add_check(CLI::App& mesh) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* command = mesh.add_subcommand(
      "check", "Orientation, Jacobians, duplicate and hanging nodes, border (exit 3 if bad)");
  command->add_option("mesh", flags->mesh, "Mesh: .msh, .h5 or .hdf5")
      ->required()
      ->type_name("MESH");
  flags->add_to(*command);
  return flags;
}

std::shared_ptr<ConvertFlags> add_convert(CLI::App& mesh) {
  auto flags = std::make_shared<ConvertFlags>();
  CLI::App* command =
      mesh.add_subcommand("convert", "Write a mesh in another format, without unused nodes");
  command->add_option("input", flags->input, "Mesh: .msh, .h5 or .hdf5")
      ->required()
      ->type_name("IN");
  command->add_option("output", flags->output, "Mesh: .msh (Gmsh 4.1), .h5, .hdf5 or .vtu")
      ->required()
      ->type_name("OUT");
  command->add_flag("--dry-run", flags->dry_run, kDryRunHelp);
  flags->add_to(*command);
  return flags;
}

}  // namespace

Run add_mesh_command(CLI::App& program) {
  CLI::App* mesh = program.add_subcommand("mesh", "Generate, check and convert meshes");
  mesh->require_subcommand(1);
  std::map<std::string, Run> commands{
      {"generate", [flags = add_generate(*mesh)] { return flags->run(); }},
      {"check", [flags = add_check(*mesh)] { return flags->run(); }},
      {"convert", [flags = add_convert(*mesh)] { return flags->run(); }}};
  return [mesh, commands = std::move(commands)] {
    return commands.at(mesh->get_subcommands().front()->get_name())();
  };
}

}  // namespace tessera

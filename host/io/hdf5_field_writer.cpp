#include "host/io/hdf5_field_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/io/hdf5_output.hpp"

namespace tessera {
namespace {

constexpr hsize_t kNodesPerElement = 8;
constexpr std::uint8_t kQuadraticQuad = 23;

void add_field(Hdf5Output& file, const Field& field) {
  const auto components = static_cast<hsize_t>(field.components);
  if (components == 1) return file.dataset(field.name, field.values, {field.values.size()});
  file.dataset(field.name, field.values, {field.values.size() / components, components});
}

/// A slash in a group's name would nest HDF5 groups that no reader looks for.
std::string link_name(std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

void add_groups(Hdf5Output& file, const Quad8Mesh& mesh) {
  for (const BoundaryGroup& boundary : mesh.boundaries) {
    std::vector<std::int32_t> nodes;
    for (const Edge3& edge : boundary.edges) nodes.insert(nodes.end(), edge.begin(), edge.end());
    file.dataset("boundary/" + link_name(boundary.name), nodes, {boundary.edges.size(), 3});
  }
  for (const RegionGroup& region : mesh.regions) {
    file.dataset("region/" + link_name(region.name), region.elements, {region.elements.size()});
  }
}

std::vector<double> with_zero_third(std::span<const double> pairs) {
  std::vector<double> triples;
  triples.reserve(pairs.size() / 2 * 3);
  for (std::size_t item = 0; item < pairs.size(); item += 2) {
    triples.insert(triples.end(), {pairs[item], pairs[item + 1], 0.0});
  }
  return triples;
}

void add_vtk_field(Hdf5Output& file, const std::string& section, const Field& field) {
  const std::string name = section + "/" + field.name;
  if (field.components == 2) {
    return file.dataset(name, with_zero_third(field.values), {field.values.size() / 2, 3});
  }
  if (field.components == 3) return file.dataset(name, field.values, {field.values.size() / 3, 3});
  file.dataset(name, field.values, {field.values.size()});
}

void add_vtk_points(Hdf5Output& file, const Quad8Mesh& mesh) {
  std::vector<double> points;
  points.reserve(mesh.node_count() * 3);
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    points.insert(points.end(), {mesh.x[node], mesh.y[node], 0.0});
  }
  file.dataset("VTKHDF/Points", points, {mesh.node_count(), 3});
}

void add_vtk_cells(Hdf5Output& file, const Quad8Mesh& mesh) {
  std::vector<std::int64_t> connectivity;
  connectivity.reserve(mesh.element_count() * kNodesPerElement);
  std::vector<std::int64_t> offsets{0};
  offsets.reserve(mesh.element_count() + 1);
  for (const Quad8& nodes : mesh.quad8) {
    connectivity.insert(connectivity.end(), nodes.begin(), nodes.end());
    offsets.push_back(static_cast<std::int64_t>(connectivity.size()));
  }
  file.dataset("VTKHDF/Connectivity", connectivity, {connectivity.size()});
  file.dataset("VTKHDF/Offsets", offsets, {offsets.size()});
  const std::vector<std::uint8_t> types(mesh.element_count(), kQuadraticQuad);
  file.dataset("VTKHDF/Types", types, {types.size()});
}

/// Each count is a list with one entry per piece; there is one piece.
void add_vtk_count(Hdf5Output& file, const std::string& name, std::size_t count) {
  const std::array<std::int64_t, 1> counts{static_cast<std::int64_t>(count)};
  file.dataset("VTKHDF/" + name, std::span<const std::int64_t>(counts), {1});
}

}  // namespace

void write_h5(const std::filesystem::path& path, const FieldFile& content) {
  const Quad8Mesh& mesh = content.mesh;
  Hdf5Output file(path);
  file.dataset("x", mesh.x, {mesh.node_count()});
  file.dataset("y", mesh.y, {mesh.node_count()});
  static_assert(sizeof(Quad8) == kNodesPerElement * sizeof(NodeId), "quad8 lies flat in memory");
  const NodeId* first_node = mesh.quad8.empty() ? nullptr : mesh.quad8.front().data();
  file.dataset("quad8",
               std::span<const NodeId>(first_node, mesh.element_count() * kNodesPerElement),
               {mesh.element_count(), kNodesPerElement});
  for (const Field& field : content.point_fields) add_field(file, field);
  for (const Field& field : content.cell_fields) add_field(file, field);
  add_groups(file, mesh);
  file.commit();
}

void write_vtkhdf(const std::filesystem::path& path, const FieldFile& content) {
  const Quad8Mesh& mesh = content.mesh;
  constexpr std::array<std::int64_t, 2> kVersion{1, 0};
  Hdf5Output file(path);
  file.group("VTKHDF");
  file.attribute("VTKHDF", "Version", kVersion);
  file.attribute("VTKHDF", "Type", std::string("UnstructuredGrid"));
  add_vtk_count(file, "NumberOfPoints", mesh.node_count());
  add_vtk_count(file, "NumberOfCells", mesh.element_count());
  add_vtk_count(file, "NumberOfConnectivityIds", mesh.element_count() * kNodesPerElement);
  add_vtk_points(file, mesh);
  add_vtk_cells(file, mesh);
  for (const Field& field : content.point_fields) add_vtk_field(file, "VTKHDF/PointData", field);
  for (const Field& field : content.cell_fields) add_vtk_field(file, "VTKHDF/CellData", field);
  file.commit();
}

}  // namespace tessera

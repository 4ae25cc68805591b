#include "host/io/vtu_writer.hpp"

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/errors.hpp"
#include "host/io/markup.hpp"
#include "host/io/packed_arrays.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

static_assert(std::endian::native == std::endian::little,
              "arrays are written as they lie in memory");

constexpr std::uint8_t kQuadraticQuad = 23;
constexpr std::size_t kNodesPerElement = 8;

/// The XML part, from pieces of text and the arrays between them.
class VtuDocument {
 public:
  void text(std::string_view line) { parts_.push_back({std::string(line), kNoArray}); }

  void array(const char* type, std::string_view name, int components, ArraySource values) {
    std::string tag = std::string("        <DataArray type=\"") + type + "\" Name=\"" +
                      markup_escaped(name) + "\"";
    // meshio takes a scalar for a vector of one when the count is spelt out.
    if (components > 1) tag += " NumberOfComponents=\"" + std::to_string(components) + "\"";
    parts_.push_back({std::move(tag), sources_.size()});
    sources_.push_back(std::move(values));
  }

  void write(const std::filesystem::path& path, int workers) const {
    PendingFile file(path);
    const std::vector<PackedArray> arrays = pack_arrays(sources_, workers);
    std::ofstream stream(file.temporary_path(), std::ios::binary);
    stream << xml_around(arrays) << "  <AppendedData encoding=\"raw\">\n_";
    for (const PackedArray& array : arrays) array.write(stream);
    stream << "\n  </AppendedData>\n</VTKFile>\n";
    stream.close();
    if (!stream) {
      throw Error(ExitCode::internal_error,
                  "cannot write '" + path.string() + "': " + std::strerror(errno));
    }
    file.commit();
  }

 private:
  static constexpr std::size_t kNoArray = ~std::size_t{0};

  struct Part {
    std::string text;
    std::size_t array;
  };

  // Where an array begins is known when those before it are packed.
  [[nodiscard]] std::string xml_around(const std::vector<PackedArray>& arrays) const {
    std::string xml;
    std::size_t offset = 0;
    for (const auto& [text, array] : parts_) {
      xml += text;
      if (array == kNoArray) continue;
      xml += " format=\"appended\" offset=\"" + std::to_string(offset) + "\"/>\n";
      offset += arrays[array].size();
    }
    return xml;
  }

  std::vector<Part> parts_;
  std::vector<ArraySource> sources_;
};

void add_points(VtuDocument& document, const Quad8Mesh& mesh) {
  document.text("      <Points>\n");
  document.array("Float64", "Points", 3,
                 array_source<double>(3 * mesh.node_count(), [&mesh](std::size_t index) {
                   if (index % 3 == 2) return 0.0;
                   return (index % 3 == 0 ? mesh.x : mesh.y)[index / 3];
                 }));
  document.text("      </Points>\n");
}

void add_cells(VtuDocument& document, const Quad8Mesh& mesh) {
  const std::size_t elements = mesh.element_count();
  document.text("      <Cells>\n");
  document.array("Int32", "connectivity", 1,
                 array_source<NodeId>(kNodesPerElement * elements, [&mesh](std::size_t index) {
                   return mesh.quad8[index / kNodesPerElement][index % kNodesPerElement];
                 }));
  document.array("Int64", "offsets", 1,
                 array_source<std::int64_t>(elements, [](std::size_t element) {
                   return static_cast<std::int64_t>((element + 1) * kNodesPerElement);
                 }));
  document.array("UInt8", "types", 1,
                 array_source<std::uint8_t>(elements, [](std::size_t) { return kQuadraticQuad; }));
  document.text("      </Cells>\n");
}

void add_field(VtuDocument& document, const Field& field) {
  const std::span<const double> values = field.values;
  if (field.components == 2) {
    const auto value_of = [values](std::size_t index) {
      return index % 3 == 2 ? 0.0 : values[index / 3 * 2 + index % 3];
    };
    document.array("Float64", field.name, 3, array_source<double>(values.size() / 2 * 3, value_of));
  } else {
    document.array(
        "Float64", field.name, field.components == 1 ? 1 : 3,
        array_source<double>(values.size(), [values](std::size_t index) { return values[index]; }));
  }
}

/// The attributes name what a viewer shows first: the first scalar and the first vector.
std::string active_fields(const std::vector<Field>& fields) {
  std::string scalars;
  std::string vectors;
  for (const Field& field : fields) {
    if (field.components == 1 && scalars.empty()) {
      scalars = " Scalars=\"" + markup_escaped(field.name) + "\"";
    }
    if (field.components > 1 && vectors.empty()) {
      vectors = " Vectors=\"" + markup_escaped(field.name) + "\"";
    }
  }
  return scalars + vectors;
}

void add_fields(VtuDocument& document, const std::string& section,
                const std::vector<Field>& fields) {
  document.text("      <" + section + active_fields(fields) + ">\n");
  for (const Field& field : fields) add_field(document, field);
  document.text("      </" + section + ">\n");
}

}  // namespace

void write_vtu(const std::filesystem::path& path, const FieldFile& content) {
  const Quad8Mesh& mesh = content.mesh;
  VtuDocument document;
  document.text(
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"UnstructuredGrid\" version=\"1.0\" byte_order=\"LittleEndian\" "
      "header_type=\"UInt64\" compressor=\"vtkZLibDataCompressor\">\n"
      "  <UnstructuredGrid>\n");
  document.text("    <Piece NumberOfPoints=\"" + std::to_string(mesh.node_count()) +
                "\" NumberOfCells=\"" + std::to_string(mesh.element_count()) + "\">\n");
  add_points(document, mesh);
  add_cells(document, mesh);
  add_fields(document, "PointData", content.point_fields);
  add_fields(document, "CellData", content.cell_fields);
  document.text("    </Piece>\n  </UnstructuredGrid>\n");
  document.write(path, content.workers);
}

}  // namespace tessera

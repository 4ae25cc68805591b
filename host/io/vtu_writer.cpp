#include "host/io/vtu_writer.hpp"

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "host/errors.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

static_assert(std::endian::native == std::endian::little,
              "arrays are written as they lie in memory");

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr int kFastestCompression = 1;
constexpr std::uint8_t kQuadraticQuad = 23;
constexpr std::size_t kNodesPerElement = 8;

/// Collects an array and compresses it block by block, so that it never lies in memory twice.
class CompressedArray {
 public:
  CompressedArray() { block_.reserve(kBlockBytes); }

  template <class T>
  void push(T value) {
    static_assert(kBlockBytes % sizeof(T) == 0);
    const std::size_t end = block_.size();
    block_.resize(end + sizeof(T));
    std::memcpy(block_.data() + end, &value, sizeof(T));
    if (block_.size() == kBlockBytes) flush();
  }

  /// The array as the file holds it: [block count][block bytes][bytes of the last block if it is
  /// not full][compressed bytes of each block], then the blocks.
  [[nodiscard]] std::string finish() && {
    const std::uint64_t partial = block_.size();
    if (partial > 0) flush();
    std::vector<std::uint64_t> header{compressed_bytes_.size(), kBlockBytes, partial};
    header.insert(header.end(), compressed_bytes_.begin(), compressed_bytes_.end());
    std::string bytes(reinterpret_cast<const char*>(header.data()),
                      header.size() * sizeof(std::uint64_t));
    return bytes += compressed_;
  }

 private:
  void flush() {
    uLongf size = compressBound(block_.size());
    const std::size_t end = compressed_.size();
    compressed_.resize(end + size);
    const int status = compress2(reinterpret_cast<Bytef*>(compressed_.data() + end), &size,
                                 reinterpret_cast<const Bytef*>(block_.data()), block_.size(),
                                 kFastestCompression);
    if (status != Z_OK) throw Error(ExitCode::internal_error, "zlib cannot compress a block");
    compressed_.resize(end + size);
    compressed_bytes_.push_back(size);
    block_.clear();
  }

  std::vector<char> block_;
  std::vector<std::uint64_t> compressed_bytes_;
  std::string compressed_;
};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\n':
        safe += "&#10;";
        break;
      case '\t':
        safe += "&#9;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

/// The XML part and, beside it, the compressed arrays that it points into.
class VtuDocument {
 public:
  void text(std::string_view line) { xml_ += line; }

  void array(const char* type, std::string_view name, int components, CompressedArray&& values) {
    xml_ += std::string("        <DataArray type=\"") + type + "\" Name=\"" + escaped(name) + "\"";
    // meshio takes a scalar for a vector of one when the count is spelt out.
    if (components > 1) xml_ += " NumberOfComponents=\"" + std::to_string(components) + "\"";
    xml_ += " format=\"appended\" offset=\"" + std::to_string(offset_) + "\"/>\n";
    arrays_.push_back(std::move(values).finish());
    offset_ += arrays_.back().size();
  }

  void write(const std::filesystem::path& path) const {
    PendingFile file(path);
    std::ofstream stream(file.temporary_path(), std::ios::binary);
    stream << xml_ << "  <AppendedData encoding=\"raw\">\n_";
    for (const std::string& bytes : arrays_) {
      stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    stream << "\n  </AppendedData>\n</VTKFile>\n";
    stream.close();
    if (!stream) {
      throw Error(ExitCode::internal_error,
                  "cannot write '" + path.string() + "': " + std::strerror(errno));
    }
    file.commit();
  }

 private:
  std::string xml_;
  std::vector<std::string> arrays_;
  std::size_t offset_ = 0;
};

void add_points(VtuDocument& document, const Quad8Mesh& mesh) {
  CompressedArray points;
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    points.push(mesh.x[node]);
    points.push(mesh.y[node]);
    points.push(0.0);
  }
  document.text("      <Points>\n");
  document.array("Float64", "Points", 3, std::move(points));
  document.text("      </Points>\n");
}

void add_cells(VtuDocument& document, const Quad8Mesh& mesh) {
  CompressedArray connectivity;
  CompressedArray offsets;
  CompressedArray types;
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    for (const NodeId node : mesh.quad8[element]) connectivity.push(node);
    offsets.push(static_cast<std::int64_t>((element + 1) * kNodesPerElement));
    types.push(kQuadraticQuad);
  }
  document.text("      <Cells>\n");
  document.array("Int32", "connectivity", 1, std::move(connectivity));
  document.array("Int64", "offsets", 1, std::move(offsets));
  document.array("UInt8", "types", 1, std::move(types));
  document.text("      </Cells>\n");
}

void add_field(VtuDocument& document, const Field& field) {
  CompressedArray values;
  if (field.components == 2) {
    for (std::size_t item = 0; item < field.values.size(); item += 2) {
      values.push(field.values[item]);
      values.push(field.values[item + 1]);
      values.push(0.0);
    }
  } else {
    for (const double value : field.values) values.push(value);
  }
  document.array("Float64", field.name, field.components == 1 ? 1 : 3, std::move(values));
}

/// The attributes name what a viewer shows first: the first scalar and the first vector.
std::string active_fields(const std::vector<Field>& fields) {
  std::string scalars;
  std::string vectors;
  for (const Field& field : fields) {
    if (field.components == 1 && scalars.empty()) {
      scalars = " Scalars=\"" + escaped(field.name) + "\"";
    }
    if (field.components > 1 && vectors.empty()) {
      vectors = " Vectors=\"" + escaped(field.name) + "\"";
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
  document.write(path);
}

}  // namespace tessera

#include "host/io/field_file.hpp"

#include <algorithm>
#include <cctype>

#include "host/errors.hpp"
#include "host/io/hdf5_field_writer.hpp"
#include "host/io/vtu_writer.hpp"

namespace tessera {
namespace {

enum class FieldFormat { vtu, vtkhdf, h5, unknown };

constexpr bool kHaveHdf5 = TESSERA_HAVE_HDF5 != 0;
constexpr const char* kValidExtensions =
    kHaveHdf5 ? ".vtu, .vtkhdf, .hdf or .h5" : ".vtu (this build has no HDF5)";

FieldFormat format_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (extension == ".vtu") return FieldFormat::vtu;
  if (extension == ".vtkhdf" || extension == ".hdf") return FieldFormat::vtkhdf;
  if (extension == ".h5") return FieldFormat::h5;
  return FieldFormat::unknown;
}

void require_fit(const Field& field, std::size_t items, const char* place) {
  const bool known_shape = field.components >= 1 && field.components <= 3;
  if (known_shape && field.values.size() == items * static_cast<std::size_t>(field.components)) {
    return;
  }
  throw Error(ExitCode::internal_error, "field '" + field.name + "' has " +
                                            std::to_string(field.values.size()) + " values in " +
                                            std::to_string(field.components) + " components for " +
                                            std::to_string(items) + " " + place);
}

}  // namespace

std::string why_no_field_format(const std::filesystem::path& path) {
  const FieldFormat format = format_of(path);
  if (format == FieldFormat::unknown) {
    return "the extension '" + path.extension().string() + "' names no format; valid are " +
           kValidExtensions;
  }
  if (format == FieldFormat::vtu || kHaveHdf5) return {};
  return "this build has no HDF5; configure with -DTESSERA_HDF5=ON (Debian: libhdf5-dev) or write "
         "a .vtu file";
}

void write_fields(const std::filesystem::path& path, const FieldFile& content) {
  if (const std::string reason = why_no_field_format(path); !reason.empty()) {
    throw UsageError("cannot write fields to '" + path.string() + "': " + reason);
  }
  for (const Field& field : content.point_fields) {
    require_fit(field, content.mesh.node_count(), "nodes");
  }
  for (const Field& field : content.cell_fields) {
    require_fit(field, content.mesh.element_count(), "elements");
  }
  const FieldFormat format = format_of(path);
  if (format == FieldFormat::vtu) return write_vtu(path, content);
  if constexpr (kHaveHdf5) {
    if (format == FieldFormat::vtkhdf) return write_vtkhdf(path, content);
    return write_h5(path, content);
  }
}

}  // namespace tessera

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// The bytes of a Gmsh MSH file, and how a message names a place in them.
struct MshText {
  std::string_view bytes;
  /// File name; every message starts with it.
  std::string source;
  bool binary = false;

  /// "mesh.msh: line 12", or "mesh.msh: byte 1234" in a binary file.
  [[nodiscard]] std::string place(std::size_t offset) const;
  /// Throws InputError "<place>: <message>".
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const;
};

/// What stands between "$Name" and "$EndName": bytes [begin, end) of the file.
struct MshSection {
  std::string_view name;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Versions of the format that this program reads and writes.
enum class MshVersion { v22, v41 };

/// Reads $MeshFormat, sets `text.binary`, and refuses every version, data size and byte order that
/// is not supported, by name and with the way to convert the file. Throws InputError.
MshVersion read_mesh_format(MshText& text);

/// The sections of a file, in any order; text between sections is comment, as in Gmsh.
class MshSections {
 public:
  /// Throws InputError for a section that does not end (a file cut short), an end without a start,
  /// and a second copy of a section that may stand once only.
  explicit MshSections(const MshText& text);

  /// The section of that name, or nullptr.
  [[nodiscard]] const MshSection* find(std::string_view name) const;
  /// The section of that name; throws InputError when there is none.
  [[nodiscard]] const MshSection& require(std::string_view name) const;

 private:
  const MshText& text_;
  std::vector<MshSection> sections_;
};

}  // namespace tessera

#include "host/io/msh_reader.hpp"

#include <array>
#include <cmath>

#include "host/io/file_bytes.hpp"
#include "host/io/msh_cursor.hpp"
#include "host/io/msh_sections.hpp"
#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

void refuse_partitioned(const MshText& text, const MshSections& sections) {
  const MshSection* section = sections.find("PartitionedEntities");
  if (section == nullptr) return;
  text.fail(section->begin,
            "the mesh is partitioned (section '$PartitionedEntities'), which is not supported; "
            "write it without partitions (in Gmsh: Mesh > Unpartition)");
}

/// The text between the first and the last double quote of a line of $PhysicalNames.
std::string quoted_name(const MshText& text, std::size_t offset, std::string_view line) {
  const std::size_t open = line.find('"');
  const std::size_t close = line.rfind('"');
  if (open == std::string_view::npos || open == close) {
    text.fail(offset,
              "a physical name must stand in double quotes, found '" + printable(line) + "'");
  }
  return std::string(line.substr(open + 1, close - open - 1));
}

}  // namespace

PhysicalNames read_physical_names(const MshText& text, const MshSections& sections) {
  PhysicalNames names;
  const MshSection* section = sections.find("PhysicalNames");
  if (section == nullptr) return names;
  AsciiCursor cursor(text, section->begin, section->end);
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int64_t count = cursor.size("the number of physical names");
  constexpr std::size_t kWordsOfAName = 3;  // dimension, number, name
  require_room(cursor, start, count, "physical names", kWordsOfAName);
  cursor.end_record();
  for (std::int64_t item = 0; item < count; ++item) {
    cursor.begin_record();
    const std::size_t line = cursor.offset();
    const std::int32_t dimension = cursor.integer("the dimension of a physical group");
    const std::int64_t number = cursor.integer("the number of a physical group");
    if (dimension < 0 || dimension > 3) {
      text.fail(line, "physical group " + std::to_string(number) + " has dimension " +
                          std::to_string(dimension) + "; it must be 0 to 3");
    }
    const bool is_new =
        names.try_emplace({dimension, number}, quoted_name(text, line, cursor.rest_of_line()))
            .second;
    if (!is_new) {
      text.fail(line, "physical group " + std::to_string(number) + " of dimension " +
                          std::to_string(dimension) + " has a second name; one is valid");
    }
  }
  require_section_end(text, cursor.offset(), section->end,
                      std::to_string(count) + " physical names");
  return names;
}

void append_node(const MshText& text, std::size_t offset, std::int64_t tag,
                 const std::array<double, 3>& position, MshNodes& nodes) {
  if (tag < 1) {
    text.fail(offset, "node tag " + std::to_string(tag) + " must be 1 or more");
  }
  for (std::size_t axis = 0; axis < position.size(); ++axis) {
    if (std::isfinite(position[axis])) continue;
    text.fail(offset, "node " + std::to_string(tag) + " has " + "xyz"[axis] + " = " +
                          short_number(position[axis]) + "; it must be a finite number");
  }
  nodes.tags.push_back(tag);
  nodes.x.push_back(position[0]);
  nodes.y.push_back(position[1]);
  nodes.z.push_back(position[2]);
}

const MshElementType& require_element_type(const MshText& text, std::size_t offset,
                                           std::int32_t number) {
  const MshElementType* type = find_msh_element_type(number);
  if (type == nullptr) {
    text.fail(offset, "element type " + std::to_string(number) +
                          " is unknown; valid are 16 (8-node quadrilateral), 10 (9-node) and 8 "
                          "(3-node line)");
  }
  return *type;
}

Quad8Mesh parse_msh(std::string_view bytes, const std::string& source) {
  MshText text{bytes, source};
  const MshVersion version = read_mesh_format(text);
  const MshSections sections(text);
  refuse_partitioned(text, sections);
  const PhysicalNames names = read_physical_names(text, sections);
  const bool is_v22 = version == MshVersion::v22;
  MshMeshBuilder builder(
      text, is_v22 ? read_msh22_nodes(text, sections) : read_msh41_nodes(text, sections));
  if (is_v22) {
    read_msh22_elements(text, sections, builder);
  } else {
    read_msh41_elements(text, sections, builder);
  }
  return builder.finish(names);
}

Quad8Mesh read_msh(const std::filesystem::path& path) {
  const FileBytes bytes = read_file_bytes(path);
  return parse_msh(bytes.view(), path.string());
}

}  // namespace tessera

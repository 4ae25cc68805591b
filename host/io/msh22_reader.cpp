#include <array>
#include <vector>

#include "host/io/msh_cursor.hpp"
#include "host/io/msh_sections.hpp"

namespace tessera {
namespace {

/// The count that stands as text on the first line of a section in both flavours.
struct CountLine {
  std::int64_t count;
  std::size_t offset;
  std::size_t end;
};

CountLine read_count_line(const MshText& text, const MshSection& section, const char* what) {
  AsciiCursor cursor(text, section.begin, section.end);
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int64_t count = cursor.size(what);
  cursor.end_record();
  return {count, start, cursor.offset()};
}

template <class Cursor>
MshNodes read_nodes(const MshText& text, const MshSection& section) {
  const CountLine line = read_count_line(text, section, "the number of nodes");
  Cursor cursor(text, line.end, section.end);
  constexpr std::size_t kNumbersOfANode = 4;  // tag, x, y, z
  require_room(cursor, line.offset, line.count, "nodes", kNumbersOfANode);
  MshNodes nodes;
  nodes.reserve(static_cast<std::size_t>(line.count));
  for (std::int64_t node = 0; node < line.count; ++node) {
    cursor.begin_record();
    const std::size_t start = cursor.offset();
    const std::int64_t tag = cursor.integer("a node tag");
    const double x = cursor.real("coordinate x of a node");
    const double y = cursor.real("coordinate y of a node");
    const double z = cursor.real("coordinate z of a node");
    cursor.end_record();
    append_node(text, start, tag, {x, y, z}, nodes);
  }
  require_section_end(text, cursor.offset(), section.end, std::to_string(line.count) + " nodes");
  return nodes;
}

/// Remembers the set of the last physical tag, since elements of one group stand together.
class LastGroup {
 public:
  explicit LastGroup(MshMeshBuilder& builder) : builder_(builder) {}
  GroupSetId of(std::int32_t physical_tag) {
    if (physical_tag != tag_) {
      tag_ = physical_tag;
      set_ = builder_.groups_of(std::array{physical_tag});
    }
    return set_;
  }

 private:
  MshMeshBuilder& builder_;
  std::int32_t tag_ = 0;
  GroupSetId set_ = GroupSets::kEmpty;
};

/// What precedes one element in ASCII, and a run of elements in binary.
struct RunHeader {
  const MshElementType* type = nullptr;
  std::int64_t element_count = 1;
  std::int32_t tag_count = 0;
};

std::int32_t require_tag_count(const MshText& text, std::size_t offset, std::int32_t tag_count,
                               std::size_t remaining) {
  require_room(text, offset, tag_count, "tags for an element", 1, remaining);
  return tag_count;
}

/// Reads what follows the header: tags (the first is the physical group) and nodes.
template <class Cursor>
void read_tags_and_nodes(Cursor& cursor, const RunHeader& header, MshElement& element,
                         LastGroup& last_group, MshMeshBuilder& builder) {
  std::int32_t physical_tag = 0;
  for (std::int32_t tag = 0; tag < header.tag_count; ++tag) {
    const std::int32_t value = cursor.integer("a tag of an element");
    if (tag == 0) physical_tag = value;
  }
  std::array<std::int64_t, kMostMshElementNodes> nodes;
  const auto node_count = static_cast<std::size_t>(header.type->node_count);
  for (std::size_t local = 0; local < node_count; ++local) {
    nodes[local] = cursor.integer("a node of an element");
  }
  cursor.end_record();
  if (element.tag < 1) {
    cursor.text().fail(element.offset,
                       "element tag " + std::to_string(element.tag) + " must be 1 or more");
  }
  element.type = header.type;
  element.groups = last_group.of(physical_tag);
  element.nodes = {nodes.data(), node_count};
  builder.add(element);
}

void read_ascii_element(AsciiCursor& cursor, LastGroup& last_group, MshMeshBuilder& builder) {
  cursor.begin_record();
  MshElement element;
  element.offset = cursor.offset();
  element.tag = cursor.integer("an element tag");
  RunHeader header;
  header.type = &require_element_type(cursor.text(), element.offset,
                                      cursor.integer("the type of an element"));
  header.tag_count =
      require_tag_count(cursor.text(), element.offset,
                        cursor.integer("the number of tags of an element"), cursor.remaining());
  read_tags_and_nodes(cursor, header, element, last_group, builder);
}

/// Reads one run of elements of one type; returns how many, at most `most`.
std::int64_t read_binary_run(BinaryCursor& cursor, std::int64_t most, LastGroup& last_group,
                             MshMeshBuilder& builder) {
  const MshText& text = cursor.text();
  const std::size_t start = cursor.offset();
  RunHeader header;
  header.type = &require_element_type(text, start, cursor.integer("the type of elements"));
  header.element_count = cursor.integer("the number of elements that follow");
  header.tag_count = require_tag_count(
      text, start, cursor.integer("the number of tags of an element"), cursor.remaining());
  if (header.element_count < 1 || header.element_count > most) {
    text.fail(start, "a run of " + std::to_string(header.element_count) +
                         " elements; it must be 1 to " + std::to_string(most) +
                         ", the elements that are still to come");
  }
  for (std::int64_t item = 0; item < header.element_count; ++item) {
    MshElement element;
    element.offset = cursor.offset();
    element.tag = cursor.integer("an element tag");
    read_tags_and_nodes(cursor, header, element, last_group, builder);
  }
  return header.element_count;
}

}  // namespace

MshNodes read_msh22_nodes(const MshText& text, const MshSections& sections) {
  if (const MshSection* section = sections.find("ParametricNodes")) {
    text.fail(section->begin,
              "section '$ParametricNodes' is not supported; write the file with "
              "Mesh.SaveParametric=0");
  }
  const MshSection& section = sections.require("Nodes");
  return text.binary ? read_nodes<BinaryCursor>(text, section)
                     : read_nodes<AsciiCursor>(text, section);
}

void read_msh22_elements(const MshText& text, const MshSections& sections,
                         MshMeshBuilder& builder) {
  const MshSection& section = sections.require("Elements");
  const CountLine line = read_count_line(text, section, "the number of elements");
  LastGroup last_group(builder);
  std::size_t end = line.end;
  constexpr std::size_t kFewestNumbers = 2;  // tag and one node (in ASCII also type, tag count)
  if (text.binary) {
    BinaryCursor cursor(text, line.end, section.end);
    require_room(cursor, line.offset, line.count, "elements", kFewestNumbers);
    for (std::int64_t done = 0; done < line.count;) {
      done += read_binary_run(cursor, line.count - done, last_group, builder);
    }
    end = cursor.offset();
  } else {
    AsciiCursor cursor(text, line.end, section.end);
    require_room(cursor, line.offset, line.count, "elements", kFewestNumbers + 2);
    for (std::int64_t done = 0; done < line.count; ++done) {
      read_ascii_element(cursor, last_group, builder);
    }
    end = cursor.offset();
  }
  require_section_end(text, end, section.end, std::to_string(line.count) + " elements");
}

}  // namespace tessera

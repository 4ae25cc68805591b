#include <array>
#include <map>
#include <utility>
#include <vector>

#include "host/io/msh_cursor.hpp"
#include "host/io/msh_sections.hpp"

namespace tessera {
namespace {

/// The physical groups of each entity, by (dimension, entity tag).
using EntityGroups = std::map<std::pair<int, std::int32_t>, GroupSetId>;

/// How the blocks of $Nodes and $Elements start.
struct BlockTotals {
  std::size_t offset = 0;
  std::int64_t block_count = 0;
  std::int64_t item_count = 0;
};

template <class Cursor>
BlockTotals read_totals(Cursor& cursor, const char* items, std::size_t numbers_each) {
  cursor.begin_record();
  BlockTotals totals;
  totals.offset = cursor.offset();
  totals.block_count = cursor.size("the number of entity blocks");
  totals.item_count = cursor.size("the number of nodes or elements");
  cursor.size("the smallest tag");
  cursor.size("the largest tag");
  cursor.end_record();
  constexpr std::size_t kNumbersOfABlock = 4;
  require_room(cursor, totals.offset, totals.block_count, "entity blocks", kNumbersOfABlock);
  require_room(cursor, totals.offset, totals.item_count, items, numbers_each);
  return totals;
}

void require_dimension(const MshText& text, std::size_t offset, std::int32_t dimension) {
  if (dimension >= 0 && dimension <= 3) return;
  text.fail(offset, "entity dimension " + std::to_string(dimension) + " must be 0 to 3");
}

void require_announced(const MshText& text, const BlockTotals& totals, std::int64_t found,
                       const char* items) {
  if (found == totals.item_count) return;
  text.fail(totals.offset, "the section announces " + std::to_string(totals.item_count) + " " +
                               items + ", but its blocks hold " + std::to_string(found));
}

/// Reads `count` integers that may go on over line ends; `what` names one of them.
template <class Cursor>
std::vector<std::int32_t> read_tag_list(Cursor& cursor, const char* items, const char* what) {
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int64_t count = cursor.size(items);
  require_room(cursor, start, count, items, 1);
  std::vector<std::int32_t> tags;
  tags.reserve(static_cast<std::size_t>(count));
  for (std::int64_t item = 0; item < count; ++item) {
    cursor.begin_record();
    tags.push_back(cursor.integer(what));
  }
  return tags;
}

/// One line of $Entities. Its box and its boundary are read over; its groups are kept.
template <class Cursor>
void read_entity(Cursor& cursor, int dimension, MshMeshBuilder& builder, EntityGroups& entities) {
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int32_t tag = cursor.integer("an entity tag");
  const int box_numbers = dimension == 0 ? 3 : 6;
  for (int number = 0; number < box_numbers; ++number) {
    cursor.begin_record();
    cursor.real("a coordinate of an entity");
  }
  const std::vector<std::int32_t> groups =
      read_tag_list(cursor, "physical tags of an entity", "a physical tag");
  if (dimension > 0) read_tag_list(cursor, "bounding entities", "the tag of a bounding entity");
  if (!entities.try_emplace({dimension, tag}, builder.groups_of(groups)).second) {
    cursor.text().fail(start, "entity " + std::to_string(tag) + " of dimension " +
                                  std::to_string(dimension) + " stands twice");
  }
}

template <class Cursor>
EntityGroups read_entities(const MshText& text, const MshSection& section,
                           MshMeshBuilder& builder) {
  Cursor cursor(text, section.begin, section.end);
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  std::array<std::int64_t, 4> counts;  // [dimension]
  constexpr std::array kNames{"points", "curves", "surfaces", "volumes"};
  for (std::size_t dimension = 0; dimension < counts.size(); ++dimension) {
    counts[dimension] = cursor.size(kNames[dimension]);
    constexpr std::size_t kFewestNumbers = 5;  // tag, x, y, z, number of groups
    require_room(cursor, start, counts[dimension], kNames[dimension], kFewestNumbers);
  }
  cursor.end_record();
  EntityGroups entities;
  for (std::size_t dimension = 0; dimension < counts.size(); ++dimension) {
    for (std::int64_t entity = 0; entity < counts[dimension]; ++entity) {
      read_entity(cursor, static_cast<int>(dimension), builder, entities);
    }
  }
  require_section_end(text, cursor.offset(), section.end,
                      std::to_string(entities.size()) + " entities");
  return entities;
}

/// One block of $Nodes: header, then all tags, then all coordinates.
template <class Cursor>
void read_node_block(Cursor& cursor, MshNodes& nodes, std::vector<std::int64_t>& tags) {
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int32_t dimension = cursor.integer("the dimension of an entity");
  cursor.integer("an entity tag");
  const std::int32_t parametric = cursor.integer("the parametric flag");
  const std::int64_t count = cursor.size("the number of nodes in the block");
  cursor.end_record();
  require_dimension(cursor.text(), start, dimension);
  if (parametric != 0 && parametric != 1) {
    cursor.text().fail(
        start, "the parametric flag is " + std::to_string(parametric) + "; it must be 0 or 1");
  }
  require_room(cursor, start, count, "nodes", 4);
  tags.resize(static_cast<std::size_t>(count));
  for (std::int64_t& tag : tags) {
    cursor.begin_record();
    tag = cursor.size("a node tag");
  }
  for (const std::int64_t tag : tags) {
    cursor.begin_record();
    const std::size_t record = cursor.offset();
    const double x = cursor.real("coordinate x of a node");
    const double y = cursor.real("coordinate y of a node");
    const double z = cursor.real("coordinate z of a node");
    for (int extra = 0; extra < parametric * dimension; ++extra) cursor.real("a parameter");
    cursor.end_record();
    append_node(cursor.text(), record, tag, {x, y, z}, nodes);
  }
}

template <class Cursor>
MshNodes read_nodes(const MshText& text, const MshSection& section) {
  Cursor cursor(text, section.begin, section.end);
  constexpr std::size_t kNumbersOfANode = 4;  // tag, x, y, z
  const BlockTotals totals = read_totals(cursor, "nodes", kNumbersOfANode);
  MshNodes nodes;
  nodes.reserve(static_cast<std::size_t>(totals.item_count));
  std::vector<std::int64_t> tags;
  for (std::int64_t block = 0; block < totals.block_count; ++block) {
    read_node_block(cursor, nodes, tags);
  }
  require_announced(text, totals, static_cast<std::int64_t>(nodes.tags.size()), "nodes");
  require_section_end(text, cursor.offset(), section.end,
                      std::to_string(totals.block_count) + " blocks of nodes");
  return nodes;
}

/// What the header of one block of $Elements says of all its elements.
struct ElementBlock {
  const MshElementType* type = nullptr;
  GroupSetId groups = GroupSets::kEmpty;
  std::int64_t element_count = 0;
};

GroupSetId groups_of_entity(const MshText& text, std::size_t offset, const EntityGroups* entities,
                            int dimension, std::int32_t tag) {
  if (entities == nullptr) return GroupSets::kEmpty;
  const auto found = entities->find({dimension, tag});
  if (found == entities->end()) {
    text.fail(offset, "elements lie on entity " + std::to_string(tag) + " of dimension " +
                          std::to_string(dimension) + ", which is not in $Entities");
  }
  return found->second;
}

template <class Cursor>
ElementBlock read_element_block_header(Cursor& cursor, const EntityGroups* entities) {
  const MshText& text = cursor.text();
  cursor.begin_record();
  const std::size_t start = cursor.offset();
  const std::int32_t dimension = cursor.integer("the dimension of an entity");
  const std::int32_t entity = cursor.integer("an entity tag");
  const std::int32_t type_number = cursor.integer("the type of elements");
  ElementBlock block;
  block.element_count = cursor.size("the number of elements in the block");
  cursor.end_record();
  require_dimension(text, start, dimension);
  block.type = &require_element_type(text, start, type_number);
  if (block.type->dimension != dimension) {
    text.fail(start, "elements of type '" + std::string(block.type->name) +
                         "' lie on an entity of dimension " + std::to_string(dimension) +
                         "; it must be " + std::to_string(block.type->dimension));
  }
  const auto numbers_each = static_cast<std::size_t>(1 + block.type->node_count);
  require_room(cursor, start, block.element_count, "elements", numbers_each);
  block.groups = groups_of_entity(text, start, entities, dimension, entity);
  return block;
}

template <class Cursor>
void read_element(Cursor& cursor, const ElementBlock& block, MshMeshBuilder& builder) {
  cursor.begin_record();
  MshElement element;
  element.type = block.type;
  element.groups = block.groups;
  element.offset = cursor.offset();
  element.tag = cursor.size("an element tag");
  std::array<std::int64_t, kMostMshElementNodes> nodes;
  const auto node_count = static_cast<std::size_t>(block.type->node_count);
  for (std::size_t local = 0; local < node_count; ++local) {
    nodes[local] = cursor.size("a node of an element");
  }
  cursor.end_record();
  if (element.tag < 1) cursor.text().fail(element.offset, "element tag 0 must be 1 or more");
  element.nodes = {nodes.data(), node_count};
  builder.add(element);
}

template <class Cursor>
void read_elements(const MshText& text, const MshSections& sections, MshMeshBuilder& builder) {
  EntityGroups entities;
  const MshSection* entity_section = sections.find("Entities");
  if (entity_section != nullptr) entities = read_entities<Cursor>(text, *entity_section, builder);
  const MshSection& section = sections.require("Elements");
  Cursor cursor(text, section.begin, section.end);
  constexpr std::size_t kFewestNumbers = 2;  // tag and one node
  const BlockTotals totals = read_totals(cursor, "elements", kFewestNumbers);
  std::int64_t found = 0;
  for (std::int64_t item = 0; item < totals.block_count; ++item) {
    const ElementBlock block =
        read_element_block_header(cursor, entity_section == nullptr ? nullptr : &entities);
    for (std::int64_t element = 0; element < block.element_count; ++element) {
      read_element(cursor, block, builder);
    }
    found += block.element_count;
  }
  require_announced(text, totals, found, "elements");
  require_section_end(text, cursor.offset(), section.end,
                      std::to_string(totals.block_count) + " blocks of elements");
}

}  // namespace

MshNodes read_msh41_nodes(const MshText& text, const MshSections& sections) {
  const MshSection& section = sections.require("Nodes");
  return text.binary ? read_nodes<BinaryCursor>(text, section)
                     : read_nodes<AsciiCursor>(text, section);
}

void read_msh41_elements(const MshText& text, const MshSections& sections,
                         MshMeshBuilder& builder) {
  if (text.binary) {
    read_elements<BinaryCursor>(text, sections, builder);
  } else {
    read_elements<AsciiCursor>(text, sections, builder);
  }
}

}  // namespace tessera

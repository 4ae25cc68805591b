#include "host/io/msh_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "host/errors.hpp"
#include "host/io/msh_cursor.hpp"

namespace tessera {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr const char* kHowToConvert =
    "; Tessera reads MSH 2.2 and 4.1 (convert with: gmsh -save -format msh41 OLD.msh -o NEW.msh)";

std::size_t end_of_line(std::string_view bytes, std::size_t from) {
  return std::min(bytes.find('\n', from), bytes.size());
}

/// The word that starts at `from`.
std::string_view word_at(std::string_view bytes, std::size_t from) {
  return bytes.substr(from, std::min(bytes.find_first_of(kWhiteSpace, from), bytes.size()) - from);
}

/// The position of the word `marker`, not of a longer word that starts like it.
std::size_t find_word(std::string_view bytes, std::string_view marker, std::size_t from) {
  for (std::size_t found = bytes.find(marker, from); found != std::string_view::npos;
       found = bytes.find(marker, found + 1)) {
    const std::size_t after = found + marker.size();
    if (after == bytes.size() || kWhiteSpace.find(bytes[after]) != std::string_view::npos) {
      return found;
    }
  }
  return std::string_view::npos;
}

/// The first line that starts with '$'.
std::size_t find_first_section(const MshText& text) {
  std::size_t line = 0;
  while (line < text.bytes.size() && text.bytes[line] != '$') {
    line = end_of_line(text.bytes, line) + 1;
  }
  if (line >= text.bytes.size()) {
    throw InputError(text.source + ": not a Gmsh mesh: no line '$MeshFormat' (" +
                     std::to_string(text.bytes.size()) + " bytes read)");
  }
  return line;
}

void require_this_byte_order(const MshText& text, std::size_t offset, std::size_t end) {
  std::array<char, 4> bytes{};
  if (offset + bytes.size() > end) {
    text.fail(offset, "the binary number 1 that shows the byte order is missing");
  }
  std::memcpy(bytes.data(), text.bytes.data() + offset, bytes.size());
  std::int32_t native = 0;
  std::memcpy(&native, bytes.data(), sizeof native);
  std::reverse(bytes.begin(), bytes.end());
  std::int32_t swapped = 0;
  std::memcpy(&swapped, bytes.data(), sizeof swapped);
  if (native == 1) return;
  if (swapped == 1) {
    text.fail(offset, std::string("the file is binary in the other byte order") + kHowToConvert);
  }
  text.fail(offset, "$MeshFormat says binary (file type 1), but the number after it is " +
                        std::to_string(native) + ", not 1");
}

MshVersion version_of(const MshText& text, std::size_t offset, std::string_view word) {
  if (word == "2.2") return MshVersion::v22;
  if (word == "4.1") return MshVersion::v41;
  text.fail(offset, "MSH version '" + printable(word) + "' is not supported" + kHowToConvert);
}

bool may_stand_once_only(std::string_view name) {
  return name == "MeshFormat" || name == "PhysicalNames" || name == "Entities" || name == "Nodes" ||
         name == "Elements";
}

}  // namespace

std::string MshText::place(std::size_t offset) const {
  if (binary) return source + ": byte " + std::to_string(offset);
  const std::string_view before = bytes.substr(0, offset);
  return source + ": line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

void MshText::fail(std::size_t offset, const std::string& message) const {
  throw InputError(place(offset) + ": " + message);
}

MshVersion read_mesh_format(MshText& text) {
  const std::size_t start = find_first_section(text);
  const std::string_view name = word_at(text.bytes, start);
  if (name == "$NOD") {
    text.fail(start, std::string("MSH version '1' is not supported") + kHowToConvert);
  }
  if (name != "$MeshFormat") {
    text.fail(start, "not a Gmsh mesh: the first section is '" + printable(name) +
                         "', it must be '$MeshFormat'");
  }
  const std::size_t line = std::min(end_of_line(text.bytes, start) + 1, text.bytes.size());
  const std::size_t end = find_word(text.bytes, "$EndMeshFormat", line);
  if (end == std::string_view::npos) {
    text.fail(start, "'$MeshFormat' has no '$EndMeshFormat': the file is cut short");
  }
  const std::string_view version_word = word_at(text.bytes, line);
  const MshVersion version = version_of(text, line, version_word);
  AsciiCursor cursor(text, line + version_word.size(), end);
  const std::int32_t file_type = cursor.integer("the file type");
  const std::int32_t data_size = cursor.integer("the data size");
  cursor.end_record();
  if (file_type != 0 && file_type != 1) {
    text.fail(line, "file type " + std::to_string(file_type) + " must be 0 (ASCII) or 1 (binary)");
  }
  if (data_size != 8) {
    text.fail(line, "data size " + std::to_string(data_size) + " is not supported; it must be 8");
  }
  text.binary = file_type == 1;
  if (text.binary) require_this_byte_order(text, cursor.offset(), end);
  return version;
}

MshSections::MshSections(const MshText& text) : text_(text) {
  const std::string_view bytes = text.bytes;
  std::size_t line = 0;
  while (line < bytes.size()) {
    if (bytes[line] != '$') {
      line = end_of_line(bytes, line) + 1;
      continue;
    }
    const std::string_view name = word_at(bytes, line + 1);
    if (name.starts_with("End")) {
      text.fail(line, "'$" + printable(name) + "' ends a section that was not opened");
    }
    if (may_stand_once_only(name) && find(name) != nullptr) {
      text.fail(line, "a second section '$" + std::string(name) + "'; only one is valid");
    }
    const std::size_t begin = std::min(end_of_line(bytes, line) + 1, bytes.size());
    const std::string marker = "$End" + std::string(name);
    const std::size_t end = find_word(bytes, marker, begin);
    if (end == std::string_view::npos) {
      text.fail(line, "section '$" + printable(name) + "' has no '$End" + printable(name) +
                          "': the file is cut short or damaged");
    }
    sections_.push_back({name, begin, end});
    line = end_of_line(bytes, end + marker.size()) + 1;
  }
}

const MshSection* MshSections::find(std::string_view name) const {
  const auto found = std::find_if(sections_.begin(), sections_.end(),
                                  [&](const MshSection& section) { return section.name == name; });
  return found == sections_.end() ? nullptr : &*found;
}

const MshSection& MshSections::require(std::string_view name) const {
  const MshSection* section = find(name);
  if (section == nullptr) {
    throw InputError(text_.source + ": no section '$" + std::string(name) +
                     "': the file is cut short or is no mesh");
  }
  return *section;
}

}  // namespace tessera

#include "tests/ptx/replay/variable_image.hpp"

#include <cstring>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {

void VariableImage::add(const std::string& atom, std::int64_t addend) {
  const std::size_t size = variable_.type.bytes();
  if (at_ + size > variable_.bytes) {
    throw ReplayError("more values than '" + variable_.name + "' has room for");
  }
  if (const auto value = literal_value(atom)) {
    std::memcpy(variable_.image.data() + at_, &*value, size);  // little-endian: the low bytes
  } else if (size == sizeof(std::uint64_t)) {
    variable_.relocations.push_back({at_, atom, addend});
  } else {
    throw ReplayError("the address of '" + atom + "' does not fit into an element");
  }
  at_ += size;
}

}  // namespace tessera::ptx

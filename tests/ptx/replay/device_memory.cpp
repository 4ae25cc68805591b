#include "tests/ptx/replay/device_memory.hpp"

#include <algorithm>
#include <cstring>
#include <sstream>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kAlignment = 256;
constexpr std::size_t kGuard = 256;

std::size_t offset_of(std::uint64_t address) {
  return static_cast<std::size_t>(address - kGlobalWindow);
}

std::string hexadecimal(std::uint64_t address) {
  std::ostringstream text;
  text << "0x" << std::hex << address;
  return text.str();
}

}  // namespace

std::uint64_t DeviceMemory::allocate_bytes(std::size_t bytes, const std::string& label) {
  const std::size_t begin = (bytes_.size() + kGuard + kAlignment - 1) / kAlignment * kAlignment;
  bytes_.resize(begin + bytes + kGuard);
  bytes_.claim(begin, bytes);
  const std::uint64_t address = kGlobalWindow + begin;
  allocations_[address] = {bytes, label, false};
  return address;
}

void DeviceMemory::release(std::uint64_t address) {
  const auto found = allocations_.find(address);
  if (found == allocations_.end() || found->second.released) {
    throw ReplayError("release of " + hexadecimal(address) + ", which is no allocation");
  }
  found->second.released = true;
  bytes_.disown(offset_of(address), found->second.bytes);
}

void DeviceMemory::require_claimed(std::uint64_t address, std::size_t bytes,
                                   const char* verb) const {
  if (bytes == 0 || (address >= kGlobalWindow && bytes_.claimed(offset_of(address), bytes))) return;
  throw ReplayError(std::string("the host ") + verb + " " + std::to_string(bytes) + " bytes at " +
                    hexadecimal(address) + ", " + neighbourhood(address));
}

void DeviceMemory::write(std::uint64_t address, std::span<const std::byte> from) {
  require_claimed(address, from.size(), "writes");
  if (!from.empty()) bytes_.store(offset_of(address), from.data(), from.size());
}

void DeviceMemory::read(std::uint64_t address, std::span<std::byte> to) const {
  require_claimed(address, to.size(), "reads");
  const bool is_whole = to.empty() || bytes_.written(offset_of(address), to.size());
  for (std::size_t index = 0; !is_whole && index < to.size(); ++index) {
    if (!bytes_.written(offset_of(address) + index, 1)) {
      throw ReplayError("the host reads byte " + std::to_string(index) + " of " +
                        std::to_string(to.size()) + " at " + hexadecimal(address) +
                        ", which nobody wrote: " + neighbourhood(address + index));
    }
  }
  if (!to.empty()) std::memcpy(to.data(), bytes_.at(offset_of(address)), to.size());
}

void DeviceMemory::copy(std::uint64_t to, std::uint64_t from, std::size_t bytes) {
  require_claimed(to, bytes, "writes");
  require_claimed(from, bytes, "reads");
  if (bytes > 0) bytes_.copy(offset_of(to), offset_of(from), bytes);
}

std::string DeviceMemory::neighbourhood(std::uint64_t address) const {
  auto next = allocations_.upper_bound(address);
  if (next == allocations_.begin()) {
    if (next == allocations_.end()) return "nothing is allocated";
    return std::to_string(next->first - address) + " bytes before the first allocation" +
           (address < kGlobalWindow ? " (no address of global memory)" : "");
  }
  const auto& [begin, allocation] = *std::prev(next);
  const std::string name =
      (allocation.label.empty() ? "an allocation" : "'" + allocation.label + "'") +
      (allocation.released ? ", released," : "") + " of " + std::to_string(allocation.bytes) +
      " bytes";
  const std::uint64_t inside = address - begin;
  if (inside < allocation.bytes) return "byte " + std::to_string(inside) + " of " + name;
  return std::to_string(inside - allocation.bytes) + " bytes past the end of " + name;
}

std::uint64_t DeviceMemory::variable_address(const std::shared_ptr<const Syntax>& module,
                                             const std::string& name) {
  Placed& placed = modules_[module];
  if (placed.empty()) place_variables(*module, placed);
  const auto found = placed.find(name);
  if (found == placed.end()) {
    throw ReplayError("the module defines no variable '" + name + "' in global memory");
  }
  return found->second;
}

void DeviceMemory::place_variables(const Syntax& module, Placed& placed) {
  for (const Variable& variable : module.variables) {
    if (variable.space == Space::shared || variable.external) continue;
    const std::uint64_t address = allocate_bytes(variable.bytes, variable.name);
    placed[variable.name] = address;
    std::vector<std::byte> image = variable.image;
    image.resize(variable.bytes);  // what has no initialiser is zero
    write(address, image);
  }
  for (const Variable& variable : module.variables) {
    for (const auto& [offset, symbol, addend] : variable.relocations) {
      const auto target = placed.find(symbol);
      if (target == placed.end()) continue;  // a function: calls through pointers are refused
      const std::uint64_t value = target->second + static_cast<std::uint64_t>(addend);
      write(placed.at(variable.name) + offset, std::as_bytes(std::span(&value, 1)));
    }
  }
}

}  // namespace tessera::ptx

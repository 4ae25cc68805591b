#include <cstring>
#include <set>
#include <string>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// ld and st, in every address space, of one element or a vector.

namespace tessera::ptx {
namespace {

std::uint64_t address_of(Warp& warp, const Instruction& instruction, int lane) {
  const std::uint64_t address = warp.lanes(instruction.from[0])[static_cast<std::size_t>(lane)] +
                                static_cast<std::uint64_t>(instruction.offset);
  return instruction.detail_as<AccessDetail>().narrow_address ? address & 0xffffffffu : address;
}

template <class T>
void load(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const std::size_t bytes = sizeof(T) * instruction.count;
  for_each_lane(mask, [&](int lane) {
    const std::uint64_t address = address_of(warp, instruction, lane);
    const Location location = warp.locate_written(instruction, lane, address, bytes, "reads");
    warp.watch(instruction, lane, location, bytes, RaceWatch::Touch::read);
    const std::byte* const from = location.memory->at(location.offset);
    for (std::size_t element = 0; element < instruction.count; ++element) {
      T value;
      std::memcpy(&value, from + element * sizeof(T), sizeof(T));
      warp.lanes(instruction.to[element])[static_cast<std::size_t>(lane)] = bits_of(value);
    }
  });
}

template <class T>
void store(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const std::size_t bytes = sizeof(T) * instruction.count;
  for_each_lane(mask, [&](int lane) {
    const std::uint64_t address = address_of(warp, instruction, lane);
    const Location location = warp.locate(instruction, lane, address, bytes, "writes");
    warp.watch(instruction, lane, location, bytes, RaceWatch::Touch::write);
    for (std::size_t element = 0; element < instruction.count; ++element) {
      const Lanes& values = warp.lanes(instruction.from[element + 1]);
      const T value = value_in<T>(values[static_cast<std::size_t>(lane)]);
      location.memory->store(location.offset + element * sizeof(T), &value, sizeof(T));
    }
  });
}

Handler load_handler(ScalarType type) {
  const bool is_signed = type.kind == 's';
  switch (type.bits) {
    case 8:
      return is_signed ? load<std::int8_t> : load<std::uint8_t>;
    case 16:
      return is_signed ? load<std::int16_t> : load<std::uint16_t>;
    case 32:
      return is_signed ? load<std::int32_t> : load<std::uint32_t>;
    default:
      return load<std::uint64_t>;
  }
}

Handler store_handler(ScalarType type) {
  switch (type.bits) {
    case 8:
      return store<std::uint8_t>;
    case 16:
      return store<std::uint16_t>;
    case 32:
      return store<std::uint32_t>;
    default:
      return store<std::uint64_t>;
  }
}

/// Order and caching change no value: one warp runs at a time and every write is seen at once.
bool is_hint(const std::string& modifier) {
  static const std::set<std::string> kHints = {
      "weak", "volatile", "relaxed", "acquire", "release", "cta", "gpu", "sys",  "cluster", "nc",
      "ca",   "cg",       "cs",      "lu",      "cv",      "wb",  "wt",  "mmio", "unified"};
  return kHints.contains(modifier) || modifier.starts_with("L1::") || modifier.starts_with("L2::");
}

void decode_modifiers(const Opcode& opcode, Instruction& out) {
  for (std::size_t index = 0; index + 1 < opcode.modifiers.size(); ++index) {
    const std::string& modifier = opcode.modifiers[index];
    if (modifier == "global") {
      out.space = Space::global;
    } else if (modifier == "shared" || modifier == "shared::cta") {
      out.space = Space::shared;
    } else if (modifier == "local") {
      out.space = Space::local;
    } else if (modifier == "const") {
      out.space = Space::constant;
    } else if (modifier.starts_with("param")) {
      out.space = Space::param;
    } else if (modifier == "v2" || modifier == "v4" || modifier == "v8") {
      out.count = static_cast<std::uint8_t>(modifier[1] - '0');
    } else if (!is_hint(modifier)) {
      throw ReplayError("modifier '." + modifier + "' is not known");
    }
  }
}

}  // namespace

void decode_address(const Operand& operand, Names& names, Instruction& out) {
  if (operand.form != Operand::Form::address) throw ReplayError("an address is expected");
  const std::string& base = operand.parts.at(0);
  // The parameters of an inlined function lie in local memory.
  const auto place = names.place(base);
  if (out.space == Space::param && place) out.space = place->space;
  out.offset = operand.offset;
  out.detail = std::bit_cast<std::uint32_t>(AccessDetail{names.is_narrow(base), {}, {}});
  out.add_from(names.source(base));
}

void decode_ordering(const Opcode& opcode, Ordering usual, Instruction& out) {
  auto detail = out.detail_as<AccessDetail>();
  detail.ordering = usual;
  if (opcode.has("nc")) detail.ordering = Ordering::read_only;
  if (opcode.has("relaxed") || opcode.has("volatile")) detail.ordering = Ordering::relaxed;
  if (opcode.has("acquire")) detail.ordering = Ordering::acquire;
  if (opcode.has("release")) detail.ordering = Ordering::release;
  if (opcode.has("acq_rel")) detail.ordering = Ordering::acquire_release;
  out.detail = std::bit_cast<std::uint32_t>(detail);
}

bool decode_access(const Opcode& opcode, const InstructionText& text, Names& names,
                   Instruction& out) {
  const bool is_load = opcode.base == "ld" || opcode.base == "ldu";
  if (!is_load && opcode.base != "st") return false;
  check_operand_count(text, 2, 2);
  decode_modifiers(opcode, out);
  decode_address(text.operands[is_load ? 1 : 0], names, out);
  decode_ordering(opcode, Ordering::weak, out);
  const Operand& values = text.operands[is_load ? 0 : 1];
  if (values.parts.size() != out.count) {
    throw ReplayError(std::to_string(out.count) + " values are expected");
  }
  for (const std::string& value : values.parts) {
    if (is_load) {
      out.add_to(names.target(value));
    } else {
      out.add_from(names.source(value));
    }
  }
  out.handler = is_load ? load_handler(opcode.type()) : store_handler(opcode.type());
  return true;
}

}  // namespace tessera::ptx

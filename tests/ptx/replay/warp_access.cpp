#include <sstream>

#include "tests/ptx/replay/block.hpp"
#include "tests/ptx/replay/replay_error.hpp"
#include "tests/ptx/replay/warp.hpp"

// Where the addresses and special registers of a warp lead, and how it reports what went wrong.

namespace tessera::ptx {
namespace {

constexpr std::size_t kLocalGap = 16;

Space space_of(std::uint64_t address) {
  switch (address >> kWindowBits) {
    case kSharedWindow >> kWindowBits:
      return Space::shared;
    case kLocalWindow >> kWindowBits:
      return Space::local;
    case kParamWindow >> kWindowBits:
      return Space::param;
    default:
      return Space::global;
  }
}

std::uint64_t window_of(Space space) {
  switch (space) {
    case Space::shared:
      return kSharedWindow;
    case Space::local:
      return kLocalWindow;
    case Space::param:
      return kParamWindow;
    default:
      return 0;
  }
}

/// An address within its space.
struct Place {
  Space space;
  std::uint64_t inside;
};

Place place_of(Space space, std::uint64_t address) {
  if (space != Space::generic) return {space, address};
  const Space found = space_of(address);
  return {found, address - window_of(found)};
}

/// Accesses have 1, 2, 4, 8, 16 or 32 bytes.
bool is_aligned(std::uint64_t address, std::size_t bytes) { return (address & (bytes - 1)) == 0; }

Dim position(std::size_t linear, const Dim& shape) {
  return {static_cast<unsigned>(linear % shape.x),
          static_cast<unsigned>(linear / shape.x % shape.y),
          static_cast<unsigned>(linear / (std::size_t{shape.x} * shape.y))};
}

std::ostream& operator<<(std::ostream& stream, const Dim& dim) {
  return stream << '(' << dim.x << ", " << dim.y << ", " << dim.z << ')';
}

unsigned component(const Dim& dim, char axis) {
  return axis == 'x' ? dim.x : (axis == 'y' ? dim.y : dim.z);
}

std::string layout_story(const Layout& layout, std::uint64_t address, std::size_t dynamic_bytes) {
  std::string text = "the variables there are";
  for (const auto& extent : layout.extents) {
    text += " '" + extent.name + "' at " + std::to_string(extent.offset) + " (" +
            std::to_string(extent.bytes) + " bytes)";
  }
  if (layout.extents.empty()) text += " none";
  if (dynamic_bytes > 0) text += " and " + std::to_string(dynamic_bytes) + " dynamic bytes";
  return "address " + std::to_string(address) + "; " + text;
}

}  // namespace

Location Warp::resolve(Space space, int lane, std::uint64_t inside) {
  if (space == Space::shared) return {&block_.shared(), inside};
  if (space == Space::param) return {&launch_.parameters, inside};
  if (space == Space::local) {
    const std::size_t stride = program().local.bytes + kLocalGap;
    // Past the own frame lies the next lane's: an offset that no frame has instead.
    const std::size_t offset = inside < stride ? inside : kWarpSize * stride;
    return {&local_, static_cast<std::size_t>(lane) * stride + offset};
  }
  return {&launch_.memory.bytes(), static_cast<std::size_t>(inside - kGlobalWindow)};
}

Location Warp::locate(const Instruction& instruction, int lane, std::uint64_t address,
                      std::size_t bytes, std::string_view verb) {
  const Place place = place_of(instruction.space, address);
  const Location location = resolve(place.space, lane, place.inside);
  if (!is_aligned(address, bytes)) {
    fail(instruction, lane,
         std::string(verb) + ' ' + std::to_string(bytes) +
             " bytes at an address that is no multiple of that: " +
             space_story(place.space, place.inside));
  }
  if (!location.memory->claimed(location.offset, bytes)) {
    fail(instruction, lane,
         std::string(verb) + ' ' + std::to_string(bytes) +
             " bytes out of bounds: " + space_story(place.space, place.inside));
  }
  return location;
}

Location Warp::locate_written(const Instruction& instruction, int lane, std::uint64_t address,
                              std::size_t bytes, std::string_view verb) {
  const Place place = place_of(instruction.space, address);
  const Location location = resolve(place.space, lane, place.inside);
  if (is_aligned(address, bytes) && location.memory->written(location.offset, bytes)) {
    return location;
  }
  static_cast<void>(locate(instruction, lane, address, bytes, verb));
  fail(instruction, lane,
       std::string(verb) + ' ' + std::to_string(bytes) +
           " bytes that nobody wrote: " + space_story(place.space, place.inside));
}

std::size_t Warp::number_in_launch() const {
  const Dim& grid = launch_.shape.grid;
  const Dim& block = block_.index();
  const std::size_t linear =
      block.x + std::size_t{grid.x} * (block.y + std::size_t{grid.y} * block.z);
  return linear * launch_.shape.warps_per_block() + static_cast<std::size_t>(number_);
}

void Warp::watch_closely(const Instruction& instruction, int lane, const Location& location,
                         std::size_t bytes, RaceWatch::Touch kind) const {
  if (location.memory != &launch_.memory.bytes()) return;
  const Ordering ordering = instruction.detail_as<AccessDetail>().ordering;
  const std::string fault =
      launch_.races->touch(number_in_launch(), kind, ordering, location.offset, bytes);
  if (!fault.empty()) {
    fail(instruction, lane,
         fault + ": " + space_story(Space::global, location.offset + kGlobalWindow));
  }
}

void Warp::fence() {
  if (launch_.races) launch_.races->fence(number_in_launch());
}

std::string Warp::space_story(Space space, std::uint64_t address) const {
  switch (space) {
    case Space::shared:
      return "shared memory, " +
             layout_story(program().shared, address, launch_.shape.dynamic_shared_bytes);
    case Space::local:
      return "local memory, " + layout_story(program().local, address, 0);
    case Space::param:
      return "byte " + std::to_string(address) + " of " +
             std::to_string(program().parameter_bytes) + " bytes of parameters";
    default: {
      std::ostringstream text;
      text << "0x" << std::hex << address << ", ";
      return text.str() + launch_.memory.neighbourhood(address);
    }
  }
}

void Warp::fail(const Instruction& instruction, int lane, const std::string& what) const {
  std::ostringstream text;
  text << "kernel '" << program().readable_name << "', PTX line " << instruction.line << " `"
       << launch_.syntax->line_text(instruction.line) << "`, block " << block_.index();
  if (lane >= 0) {
    const std::size_t linear =
        static_cast<std::size_t>(number_) * kWarpSize + static_cast<std::size_t>(lane);
    text << ", thread " << position(linear, launch_.shape.block);
  } else {
    text << ", warp " << number_;
  }
  throw ReplayError(text.str() + ": " + what);
}

void Warp::fill_presets() {
  for (const Preset& preset : program().presets) {
    switch (preset.kind) {
      case Preset::Kind::value:
        registers_[preset.reg].fill(preset.value);
        break;
      case Preset::Kind::variable:
        registers_[preset.reg].fill(launch_.memory.variable_address(launch_.syntax, preset.name));
        break;
      case Preset::Kind::dynamic_shared:
        registers_[preset.reg].fill(block_.dynamic_shared_offset());
        break;
      case Preset::Kind::special:
        fill_special(preset);
        break;
    }
  }
}

void Warp::fill_special(const Preset& preset) {
  const std::string& name = preset.name;
  const char axis = name.back();
  const auto value = [&](std::size_t lane) -> std::uint64_t {
    const std::uint64_t bit = std::uint64_t{1} << lane;
    const Dim& block = launch_.shape.block;
    if (name.starts_with("%tid")) {
      return component(position(static_cast<std::size_t>(number_) * kWarpSize + lane, block), axis);
    }
    if (name.starts_with("%ntid")) return component(block, axis);
    if (name.starts_with("%ctaid")) return component(block_.index(), axis);
    if (name.starts_with("%nctaid")) return component(launch_.shape.grid, axis);
    if (name == "%laneid") return lane;
    if (name == "%warpid") return static_cast<std::uint64_t>(number_);
    if (name == "%nwarpid") return (block.count() + kWarpSize - 1) / kWarpSize;
    if (name == "WARP_SZ") return kWarpSize;
    if (name == "%lanemask_eq") return bit;
    if (name == "%lanemask_lt") return bit - 1;
    if (name == "%lanemask_le") return 2 * bit - 1;
    if (name == "%lanemask_ge") return kAllLanes & ~(bit - 1);
    if (name == "%lanemask_gt") return kAllLanes & ~(2 * bit - 1);
    if (name == "%dynamic_smem_size") return launch_.shape.dynamic_shared_bytes;
    if (name == "%total_smem_size") return block_.shared().size();
    return name == "%nsmid" ? 1 : 0;  // clocks and numbers of places: 0
  };
  Lanes& lanes = registers_[preset.reg];
  for (std::size_t lane = 0; lane < kWarpSize; ++lane) lanes[lane] = value(lane);
}

}  // namespace tessera::ptx

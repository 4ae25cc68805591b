#include "tests/ptx/replay/names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

constexpr auto kSpecialRegisters =
    std::to_array<std::string_view>({"%tid.x",           "%tid.y",       "%tid.z",
                                     "%ntid.x",          "%ntid.y",      "%ntid.z",
                                     "%ctaid.x",         "%ctaid.y",     "%ctaid.z",
                                     "%nctaid.x",        "%nctaid.y",    "%nctaid.z",
                                     "%laneid",          "%warpid",      "%nwarpid",
                                     "%lanemask_eq",     "%lanemask_le", "%lanemask_lt",
                                     "%lanemask_ge",     "%lanemask_gt", "%clock",
                                     "%clock64",         "%globaltimer", "%smid",
                                     "%nsmid",           "%gridid",      "%dynamic_smem_size",
                                     "%total_smem_size", "WARP_SZ"});

bool is_special(const std::string& name) {
  return std::find(kSpecialRegisters.begin(), kSpecialRegisters.end(), name) !=
         kSpecialRegisters.end();
}

}  // namespace

void Names::declare(const RegisterDeclaration& registers) {
  auto& known = frames_.back().back().registers;
  if (registers.count == 0) known[registers.name] = {new_register(), registers.type.bits};
  for (int number = 0; number < registers.count; ++number) {
    known[registers.name + std::to_string(number)] = {new_register(), registers.type.bits};
  }
}

void Names::declare(const Variable& variable) {
  if (variable.space == Space::shared) {
    if (variable.bytes > 0) place_shared(variable);
    return;
  }
  // What a caller hands to a function lies in the caller's local memory.
  bind(variable.name, {Space::local, program_.local.add(variable)});
}

void Names::bind(const std::string& name, Place place) {
  frames_.back().back().places[name] = place;
}

std::size_t Names::place_shared(const Variable& variable) {
  const auto [entry, is_new] = shared_places_.try_emplace(variable.name, 0);
  if (is_new) entry->second = program_.shared.add(variable);
  return entry->second;
}

const Names::Register* Names::find_register(const std::string& name) const {
  const auto& frame = frames_.back();
  for (auto scope = frame.rbegin(); scope != frame.rend(); ++scope) {
    const auto found = scope->registers.find(name);
    if (found != scope->registers.end()) return &found->second;
  }
  return nullptr;
}

std::optional<Names::Place> Names::find_place(const std::string& name) const {
  const auto& frame = frames_.back();
  for (auto scope = frame.rbegin(); scope != frame.rend(); ++scope) {
    const auto found = scope->places.find(name);
    if (found != scope->places.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<Names::Place> Names::place(const std::string& name) const {
  if (const auto found = find_place(name)) return found;
  if (const auto shared = shared_places_.find(name); shared != shared_places_.end()) {
    return Place{Space::shared, shared->second};
  }
  const Variable* variable = syntax_.variable(name);
  if (variable == nullptr) return std::nullopt;
  return Place{variable->space, 0};
}

bool Names::is_narrow(const std::string& name) const {
  const Register* found = find_register(name);
  return found != nullptr && found->bits == 32;
}

std::uint32_t Names::source(const std::string& atom) {
  if (const auto value = literal_value(atom)) return constant(*value);
  if (const Register* found = find_register(atom)) return found->number;
  if (is_special(atom)) return preset(Preset::Kind::special, atom);
  return variable_address(atom);
}

std::uint32_t Names::variable_address(const std::string& name) {
  if (const auto found = find_place(name)) return constant(found->offset);
  if (const auto shared = shared_places_.find(name); shared != shared_places_.end()) {
    return constant(shared->second);
  }
  const Variable* variable = syntax_.variable(name);
  if (variable == nullptr) throw ReplayError("'" + name + "' is not known");
  if (variable->space != Space::shared) return preset(Preset::Kind::variable, name);
  if (variable->bytes == 0) return preset(Preset::Kind::dynamic_shared, name);
  return constant(place_shared(*variable));
}

std::uint32_t Names::target(const std::string& atom) {
  if (atom == "_") {
    if (sink_ == kNoRegister) sink_ = new_register();
    return sink_;
  }
  const Register* found = find_register(atom);
  if (found == nullptr) throw ReplayError("'" + atom + "' is no register");
  return found->number;
}

std::uint32_t Names::carry() {
  if (carry_ == kNoRegister) carry_ = new_register();
  return carry_;
}

std::uint32_t Names::constant(std::uint64_t value) {
  const auto [entry, is_new] = constants_.try_emplace(value, 0);
  if (is_new) {
    entry->second = new_register();
    program_.presets.push_back({Preset::Kind::value, entry->second, value, {}});
  }
  return entry->second;
}

std::uint32_t Names::preset(Preset::Kind kind, const std::string& name) {
  const auto [entry, is_new] = named_presets_.try_emplace(name, 0);
  if (is_new) {
    entry->second = new_register();
    program_.presets.push_back({kind, entry->second, 0, name});
  }
  return entry->second;
}

}  // namespace tessera::ptx

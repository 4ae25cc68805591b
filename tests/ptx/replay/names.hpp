#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/ptx/replay/program.hpp"

namespace tessera::ptx {

/// Gives a meaning to every name of one kernel: registers, literals, special registers and
/// variables all become register numbers; variables get their place. Functions that are inlined
/// get a frame of their own, in which the names of the caller are not seen.
class Names {
 public:
  /// Where a variable lies; `offset` within its space (not for global and constant ones).
  struct Place {
    Space space = Space::generic;
    std::size_t offset = 0;
  };

  Names(const Syntax& syntax, Program& program) : syntax_(syntax), program_(program) {}

  void open_frame() { frames_.emplace_back(1); }
  void close_frame() { frames_.pop_back(); }
  void open_scope() { frames_.back().emplace_back(); }
  void close_scope() { frames_.back().pop_back(); }

  void declare(const RegisterDeclaration& registers);
  /// A local, shared or call parameter variable of the frame.
  void declare(const Variable& variable);
  /// Makes `name` stand for a place that exists already.
  void bind(const std::string& name, Place place);

  /// The register to read for a name or literal. Throws ReplayError when `atom` is neither.
  std::uint32_t source(const std::string& atom);
  /// The register to write; `_` is one that nobody reads.
  std::uint32_t target(const std::string& atom);
  /// The carry flag of the frame's kernel.
  std::uint32_t carry();
  /// A register that holds `value`.
  std::uint32_t constant(std::uint64_t value);
  /// Where the variable `name` lies, nothing if it is no variable of this kernel.
  [[nodiscard]] std::optional<Place> place(const std::string& name) const;
  /// Whether `name` is a register of 32 bits.
  [[nodiscard]] bool is_narrow(const std::string& name) const;

 private:
  struct Register {
    std::uint32_t number;
    int bits;
  };
  struct Scope {
    std::unordered_map<std::string, Register> registers;
    std::unordered_map<std::string, Place> places;
  };

  std::uint32_t new_register() { return program_.register_count++; }
  std::uint32_t preset(Preset::Kind kind, const std::string& name);
  std::uint32_t variable_address(const std::string& name);
  [[nodiscard]] const Register* find_register(const std::string& name) const;
  [[nodiscard]] std::optional<Place> find_place(const std::string& name) const;
  std::size_t place_shared(const Variable& variable);

  const Syntax& syntax_;
  Program& program_;
  std::vector<std::vector<Scope>> frames_;
  std::map<std::uint64_t, std::uint32_t> constants_;
  std::map<std::string, std::uint32_t> named_presets_;
  std::map<std::string, std::size_t> shared_places_;
  std::uint32_t sink_ = kNoRegister;
  std::uint32_t carry_ = kNoRegister;
};

}  // namespace tessera::ptx

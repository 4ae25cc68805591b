#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ptx/replay/program.hpp"
#include "tests/ptx/replay/syntax.hpp"

namespace tessera::ptx {

/// The PTX of one translation unit, as nvcc emitted it.
class Module {
 public:
  /// Throws ReplayError, with line and text, for what is no PTX. Instructions are looked at when
  /// their kernel is asked for, so that a kernel which nobody replays may hold anything.
  explicit Module(std::string_view text);
  /// The module in the file `path`.
  static Module from_file(const std::string& path);

  /// Mangled names of all kernels, in the order of the text.
  [[nodiscard]] std::vector<std::string> entries() const;
  /// The one kernel whose mangled name is `name`, or whose demangled name contains it. Throws
  /// ReplayError, with the candidates, when there is none or more than one.
  [[nodiscard]] std::string find_entry(const std::string& name) const;
  /// The kernel of this mangled name, decoded once. Throws ReplayError, with line and text, for the
  /// first instruction that is not known or not allowed.
  [[nodiscard]] const Program& program(const std::string& entry) const;
  /// What `program` would say about each kernel that it cannot decode; empty when all is known.
  [[nodiscard]] std::vector<std::string> faults() const;

  [[nodiscard]] const std::shared_ptr<const Syntax>& syntax() const { return syntax_; }

 private:
  std::shared_ptr<const Syntax> syntax_;
  mutable std::map<std::string, std::unique_ptr<const Program>> programs_;
};

/// Whether the mangled name is one of a kernel that CUB or Thrust brought along.
bool is_of_library(const std::string& mangled);

/// The name as it stands in C++, or `mangled` itself.
std::string demangled(const std::string& mangled);

}  // namespace tessera::ptx

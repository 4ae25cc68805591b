#include "tests/ptx/replay/module.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <fstream>
#include <sstream>

#include "tests/ptx/replay/flattener.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {

Module::Module(std::string_view text) : syntax_(std::make_shared<const Syntax>(parse(text))) {}

Module Module::from_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw ReplayError("cannot open '" + path + "'");
  std::ostringstream text;
  text << file.rdbuf();
  return Module(text.str());
}

std::vector<std::string> Module::entries() const {
  std::vector<std::string> names;
  for (const Function& function : syntax_->functions) {
    if (function.is_entry && function.has_body) names.push_back(function.name);
  }
  return names;
}

std::string Module::find_entry(const std::string& name) const {
  std::vector<std::string> found;
  std::string all;
  for (const std::string& entry : entries()) {
    if (entry == name) return entry;
    if (demangled(entry).find(name) != std::string::npos) found.push_back(entry);
    all += "\n  " + demangled(entry);
  }
  if (found.size() == 1) return found.front();
  throw ReplayError(std::to_string(found.size()) + " kernels are called '" + name +
                    "'; the module has" + (all.empty() ? " none" : all));
}

const Program& Module::program(const std::string& entry) const {
  auto& program = programs_[entry];
  if (!program) {
    const Function* function = syntax_->function(entry);
    if (function == nullptr || !function->is_entry) {
      throw ReplayError("the module has no kernel '" + entry + "'");
    }
    Program flat = flatten(*syntax_, *function);
    flat.readable_name = demangled(entry);
    program = std::make_unique<const Program>(std::move(flat));
  }
  return *program;
}

std::vector<std::string> Module::faults() const {
  std::vector<std::string> all;
  for (const std::string& entry : entries()) {
    try {
      static_cast<void>(program(entry));
    } catch (const ReplayError& error) {
      all.push_back(demangled(entry) + ": " + error.what());
    }
  }
  return all;
}

bool is_of_library(const std::string& mangled) {
  return mangled.starts_with("_ZN3cub") || mangled.starts_with("_ZN6thrust");
}

std::string demangled(const std::string& mangled) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? std::string(name.get()) : mangled;
}

}  // namespace tessera::ptx

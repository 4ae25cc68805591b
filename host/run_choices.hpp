#pragma once

#include <string>

#include "host/choice.hpp"

namespace tessera {

/// What every running command lets a user choose: where it runs, and what it says.
struct RunChoices {
  Choice<std::string> backend;
  Choice<int> device;
  Choice<int> workers;
  Choice<bool> reproducible;
  Choice<std::string> json;
  Choice<bool> dry_run;
  Choice<bool> quiet;
  Choice<bool> verbose;
  Choice<bool> no_progress;
  Choice<std::string> trace;

  /// Takes every choice from `fallback` that is not set here.
  void fill_from(const RunChoices& fallback);
};

}  // namespace tessera

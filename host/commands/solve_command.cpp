#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/solve_outputs.hpp"
#include "host/commands/solve_settings.hpp"
#include "host/io/case_file.hpp"
#include "host/io/mesh_file.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/flow_summary.hpp"
#include "host/report/progress.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace
}  // namespace tessera

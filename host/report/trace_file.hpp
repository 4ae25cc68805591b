#pragma once

#include <string>
#include <string_view>

#include "cpu_fallback/trace.hpp"

namespace tessera {

/// A trace in the format of Chrome, which chrome://tracing and ui.perfetto.dev open: a track for
/// the ranges and one for every worker. An event of a worker is its share of the chunks of one
/// phase; gaps between them are waits for the others, or work of the caller alone. Times in
/// microseconds since recording began.
[[nodiscard]] std::string chrome_trace(const cpu::Trace& trace, std::string_view team);

/// The stage that a chunk body belongs to, from cpu::body_name: "multiply_direction"; for compilers
/// that name a lambda by its place, the file and the line.
[[nodiscard]] std::string stage_of_body(std::string_view body_name);

}  // namespace tessera

#pragma once

#include <string>

#include "host/bench/bench_results.hpp"

namespace tessera {

/// One self-contained HTML page: per problem the table and the bars of its stages, then scaling
/// over workers, crossover over sizes, and the roofline with what it means. Opens without a
/// network.
[[nodiscard]] std::string bench_page(const BenchResults& results, const std::string& machine);

/// The speed-ups over the number of workers, as an SVG; empty for one number of workers.
[[nodiscard]] std::string scaling_chart(const BenchResults& results);

}  // namespace tessera

#pragma once

#include <span>
#include <string>

#include "host/io/history_file.hpp"

namespace tessera {

/// The history of an iteration as an inline SVG element: relative residual on a logarithmic axis
/// over the iteration; the true residual, where it was computed, as dots. Long histories are
/// thinned to what the eye can tell apart. Empty when fewer than two residuals are positive.
[[nodiscard]] std::string residual_chart(std::span<const HistoryRow> history);

}  // namespace tessera

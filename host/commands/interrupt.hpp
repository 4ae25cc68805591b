#pragma once

namespace tessera {

/// From here on SIGINT and SIGTERM end the program at once with 130 or 143: pending result files
/// are removed, worker processes die with their parent, shared mappings with their last user.
void end_cleanly_on_signals();

}  // namespace tessera

#pragma once

namespace tessera {

/// From here on SIGINT, SIGTERM, SIGHUP and SIGPIPE end the program at once with 128 + their number
/// (130, 143, 129, 141), unless the caller has them ignored: pending result files are removed,
/// worker processes die with their parent, shared mappings with their last user.
void end_cleanly_on_signals();

}  // namespace tessera

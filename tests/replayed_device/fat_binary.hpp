#pragma once

#include <optional>
#include <string_view>

namespace tessera::support {

struct EmbeddedPtx {
  int architecture = 0;  // 10 x major + minor
  std::string_view text;
};

/// The newest PTX for at most `architecture` in what nvcc hands to __cudaRegisterFatBinary; nothing
/// when there is none. The text lies in the program itself. Throws ptx::ReplayError for what is no
/// fat binary and for compressed PTX.
std::optional<EmbeddedPtx> newest_ptx(const void* wrapper, int architecture);

}  // namespace tessera::support

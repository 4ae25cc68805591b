#pragma once

#include <cstdint>
#include <ostream>

namespace tessera::fenced {

/// Copies between host and fenced memory so far.
struct Transfers {
  std::int64_t uploads = 0;
  std::int64_t uploaded_bytes = 0;
  std::int64_t downloads = 0;
  std::int64_t downloaded_bytes = 0;
  std::int64_t scalars = 0;  // numbers that stages return

  friend bool operator==(const Transfers&, const Transfers&) = default;
  friend Transfers operator-(const Transfers& a, const Transfers& b) {
    return {a.uploads - b.uploads, a.uploaded_bytes - b.uploaded_bytes, a.downloads - b.downloads,
            a.downloaded_bytes - b.downloaded_bytes, a.scalars - b.scalars};
  }
  friend std::ostream& operator<<(std::ostream& stream, const Transfers& t) {
    return stream << t.uploads << " uploads (" << t.uploaded_bytes << " bytes), " << t.downloads
                  << " downloads (" << t.downloaded_bytes << " bytes), " << t.scalars << " scalars";
  }
};

}  // namespace tessera::fenced

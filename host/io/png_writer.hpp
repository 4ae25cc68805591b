#pragma once

#include <filesystem>
#include <string>

#include "host/report/image.hpp"

namespace tessera {

/// The image as the bytes of a PNG file: 8-bit RGB, rows filtered with Sub or Up, one zlib stream.
/// The same image gives the same bytes. Source: W3C PNG specification (2nd edition), 5, 7.3, 9.
[[nodiscard]] std::string encode_png(const Image& image);

/// Writes `encode_png` to `path`, whole or not at all. Throws as `write_whole_file`.
void write_png(const std::filesystem::path& path, const Image& image);

}  // namespace tessera

#include "host/io/png_writer.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "host/errors.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

using Row = std::vector<std::uint8_t>;

constexpr std::size_t kChannels = 3;
constexpr std::uint8_t kFilterSub = 1;
constexpr std::uint8_t kFilterUp = 2;
constexpr int kCompressionLevel = 6;

void append_big_endian(std::string& bytes, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
}

/// [length of data][type][data][CRC-32 of type and data]
void append_chunk(std::string& file, std::string_view type, std::string_view data) {
  append_big_endian(file, data.size());
  const std::size_t start = file.size();
  file += type;
  file += data;
  const auto* checked = reinterpret_cast<const Bytef*>(file.data() + start);
  append_big_endian(file, crc32_z(0, checked, file.size() - start));
}

Row row_of(const Image& image, int row) {
  Row bytes;
  bytes.reserve(static_cast<std::size_t>(image.width()) * kChannels);
  for (int column = 0; column < image.width(); ++column) {
    const Colour& pixel = image.at(column, row);
    bytes.insert(bytes.end(), {pixel.red, pixel.green, pixel.blue});
  }
  return bytes;
}

Row minus_left(const Row& row) {
  Row filtered = row;
  for (std::size_t byte = kChannels; byte < row.size(); ++byte) {
    filtered[byte] = static_cast<std::uint8_t>(row[byte] - row[byte - kChannels]);
  }
  return filtered;
}

Row minus_above(const Row& row, const Row& above) {
  Row filtered = row;
  for (std::size_t byte = 0; byte < row.size(); ++byte) {
    filtered[byte] = static_cast<std::uint8_t>(row[byte] - above[byte]);
  }
  return filtered;
}

/// The usual estimate of how well a filtered row compresses: the sum of its bytes as signed
/// numbers.
std::int64_t roughness(const Row& filtered) {
  std::int64_t sum = 0;
  for (const std::uint8_t byte : filtered) sum += std::abs(static_cast<std::int8_t>(byte));
  return sum;
}

std::string filtered_rows(const Image& image) {
  const std::size_t row_bytes = static_cast<std::size_t>(image.width()) * kChannels;
  std::string bytes;
  bytes.reserve((row_bytes + 1) * static_cast<std::size_t>(image.height()));
  Row above(row_bytes, 0);
  for (int row = 0; row < image.height(); ++row) {
    Row current = row_of(image, row);
    const Row sub = minus_left(current);
    const Row up = minus_above(current, above);
    const bool up_is_better = roughness(up) < roughness(sub);
    const Row& best = up_is_better ? up : sub;
    bytes += static_cast<char>(up_is_better ? kFilterUp : kFilterSub);
    bytes.append(best.begin(), best.end());
    above = std::move(current);
  }
  return bytes;
}

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), kCompressionLevel);
  if (status != Z_OK) throw Error(ExitCode::internal_error, "zlib cannot compress a picture");
  packed.resize(size);
  return packed;
}

}  // namespace

std::string encode_png(const Image& image) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
  constexpr std::string_view kEightBitRgb("\x08\x02\x00\x00\x00", 5);
  std::string header;
  append_big_endian(header, static_cast<std::size_t>(image.width()));
  append_big_endian(header, static_cast<std::size_t>(image.height()));
  header += kEightBitRgb;

  std::string file(kSignature);
  append_chunk(file, "IHDR", header);
  append_chunk(file, "IDAT", compressed(filtered_rows(image)));
  append_chunk(file, "IEND", {});
  return file;
}

void write_png(const std::filesystem::path& path, const Image& image) {
  write_whole_file(path, encode_png(image));
}

}  // namespace tessera

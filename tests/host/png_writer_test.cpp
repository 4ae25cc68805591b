#include "host/io/png_writer.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

struct Chunk {
  std::string type;
  std::string data;
};

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(0, 4)) number = number << 8 | static_cast<std::uint8_t>(byte);
  return number;
}

/// Splits a PNG into chunks and checks the signature and every CRC.
std::vector<Chunk> chunks_of(std::string_view file) {
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::vector<Chunk> chunks;
  for (std::size_t at = 8; at < file.size();) {
    const std::uint32_t size = big_endian(file.substr(at));
    const std::string_view checked = file.substr(at + 4, size + 4);
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), size + 4);
    EXPECT_EQ(sum, big_endian(file.substr(at + 8 + size)));
    chunks.push_back({std::string(checked.substr(0, 4)), std::string(checked.substr(4))});
    at += size + 12;
  }
  return chunks;
}

Image decoded(const std::string& file) {
  const std::vector<Chunk> chunks = chunks_of(file);
  const std::string& header = chunks.at(0).data;
  const auto width = static_cast<int>(big_endian(header));
  const auto height = static_cast<int>(big_endian(std::string_view(header).substr(4)));
  const std::size_t row_bytes = static_cast<std::size_t>(width) * 3;
  std::vector<std::uint8_t> rows((row_bytes + 1) * static_cast<std::size_t>(height));
  uLongf size = rows.size();
  const std::string& packed = chunks.at(1).data;
  EXPECT_EQ(
      uncompress(rows.data(), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
      Z_OK);
  EXPECT_EQ(size, rows.size());

  Image image(width, height);
  std::vector<std::uint8_t> above(row_bytes, 0);
  for (int row = 0; row < height; ++row) {
    const std::uint8_t* line = rows.data() + static_cast<std::size_t>(row) * (row_bytes + 1);
    std::vector<std::uint8_t> current(line + 1, line + 1 + row_bytes);
    EXPECT_TRUE(line[0] == 1 || line[0] == 2) << "filter " << int{line[0]};
    for (std::size_t byte = 0; byte < row_bytes; ++byte) {
      const std::uint8_t left = byte < 3 ? std::uint8_t{0} : current[byte - 3];
      current[byte] =
          static_cast<std::uint8_t>(current[byte] + (line[0] == 1 ? left : above[byte]));
    }
    for (int column = 0; column < width; ++column) {
      const auto byte = static_cast<std::size_t>(column) * 3;
      image.at(column, row) = {current[byte], current[byte + 1], current[byte + 2]};
    }
    above = current;
  }
  return image;
}

Image pattern(int width, int height) {
  Image image(width, height);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      const bool smooth = row < height / 2;
      const int mixed = smooth ? column : (column * 7919 + row * 104729) ^ (row * column);
      image.at(column, row) = {static_cast<std::uint8_t>(mixed), static_cast<std::uint8_t>(row),
                               static_cast<std::uint8_t>(mixed >> 5)};
    }
  }
  return image;
}

void expect_same_pixels(const Image& found, const Image& expected) {
  ASSERT_EQ(found.width(), expected.width());
  ASSERT_EQ(found.height(), expected.height());
  int different = 0;
  for (int row = 0; row < expected.height(); ++row) {
    for (int column = 0; column < expected.width(); ++column) {
      different += found.at(column, row) == expected.at(column, row) ? 0 : 1;
    }
  }
  EXPECT_EQ(different, 0);
}

TEST(PngWriter, EveryPixelComesBack) {
  const Image image = pattern(257, 131);
  expect_same_pixels(decoded(encode_png(image)), image);
}

TEST(PngWriter, OnePixelComesBack) {
  const Image image(1, 1, {1, 128, 255});
  expect_same_pixels(decoded(encode_png(image)), image);
}

TEST(PngWriter, DeclaresEightBitRgbWithoutInterlace) {
  const std::vector<Chunk> chunks = chunks_of(encode_png(pattern(5, 3)));
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(chunks[0].type, "IHDR");
  EXPECT_EQ(chunks[0].data, std::string("\0\0\0\5\0\0\0\3\x8\x2\0\0\0", 13));
  EXPECT_EQ(chunks[1].type, "IDAT");
  EXPECT_EQ(chunks[2].type, "IEND");
}

TEST(PngWriter, WritesTheFileThatItEncodes) {
  const support::TemporaryFolder folder;
  write_png(folder.path() / "a.png", pattern(8, 8));
  EXPECT_EQ(support::file_bytes(folder.path() / "a.png"), encode_png(pattern(8, 8)));
}

}  // namespace
}  // namespace tessera

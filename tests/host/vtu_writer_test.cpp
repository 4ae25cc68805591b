#include "host/io/vtu_writer.hpp"

#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>
#include <zlib.h>

#include "tests/support/result_sample.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using support::ResultSample;

/// Reads back what the writer promises: attributes by name, arrays by inflating their blocks.
class VtuReader {
 public:
  explicit VtuReader(std::string file) : file_(std::move(file)) {
    const std::string start = "<AppendedData encoding=\"raw\">\n_";
    const std::size_t found = file_.find(start);
    if (found == std::string::npos) throw std::runtime_error("no appended data");
    xml_ = file_.substr(0, found);
    data_ = found + start.size();
  }

  [[nodiscard]] const std::string& xml() const { return xml_; }

  template <class T>
  [[nodiscard]] std::vector<T> array(const std::string& name, const std::string& type) const {
    const std::string tag = tag_of(name);
    EXPECT_EQ(attribute(tag, "type"), type);
    const std::string bytes = inflated(data_ + std::stoul(attribute(tag, "offset")));
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

 private:
  [[nodiscard]] std::string tag_of(const std::string& name) const {
    const std::size_t middle = xml_.find("Name=\"" + name + "\"");
    if (middle == std::string::npos) throw std::runtime_error("no array " + name);
    const std::size_t start = xml_.rfind('<', middle);
    return xml_.substr(start, xml_.find("/>", middle) - start);
  }

  static std::string attribute(const std::string& tag, const std::string& name) {
    const std::size_t start = tag.find(name + "=\"") + name.size() + 2;
    return tag.substr(start, tag.find('"', start) - start);
  }

  [[nodiscard]] std::uint64_t word(std::size_t position) const {
    std::uint64_t value = 0;
    std::memcpy(&value, file_.data() + position, sizeof value);
    return value;
  }

  [[nodiscard]] std::string inflated(std::size_t position) const {
    const std::uint64_t blocks = word(position);
    const std::uint64_t full = word(position + 8);
    const std::uint64_t partial = word(position + 16);
    std::size_t block_start = position + 8 * (3 + blocks);
    std::string all;
    for (std::uint64_t block = 0; block < blocks; ++block) {
      const bool is_partial = block + 1 == blocks && partial != 0;
      std::string raw(is_partial ? partial : full, '\0');
      uLongf size = raw.size();
      const std::uint64_t packed = word(position + 8 * (3 + block));
      const int status =
          uncompress(reinterpret_cast<Bytef*>(raw.data()), &size,
                     reinterpret_cast<const Bytef*>(file_.data() + block_start), packed);
      if (status != Z_OK || size != raw.size()) throw std::runtime_error("block does not inflate");
      all += raw;
      block_start += packed;
    }
    return all;
  }

  std::string file_;
  std::string xml_;
  std::size_t data_ = 0;
};

bool same_bits(const std::vector<double>& left, const std::vector<double>& right) {
  return left.size() == right.size() &&
         std::memcmp(left.data(), right.data(), left.size() * sizeof(double)) == 0;
}

std::string written_bytes(const FieldFile& content) {
  const support::TemporaryFolder folder;
  write_vtu(folder.path() / "result.vtu", content);
  return support::file_bytes(folder.path() / "result.vtu");
}

VtuReader written(const FieldFile& content) { return VtuReader(written_bytes(content)); }

void expect_mesh(const VtuReader& file, const Quad8Mesh& mesh) {
  std::vector<double> points;
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    points.insert(points.end(), {mesh.x[node], mesh.y[node], 0.0});
  }
  EXPECT_TRUE(same_bits(file.array<double>("Points", "Float64"), points));
  std::vector<std::int32_t> nodes;
  std::vector<std::int64_t> ends;
  for (const Quad8& quad : mesh.quad8) {
    nodes.insert(nodes.end(), quad.begin(), quad.end());
    ends.push_back(static_cast<std::int64_t>(nodes.size()));
  }
  EXPECT_EQ(file.array<std::int32_t>("connectivity", "Int32"), nodes);
  EXPECT_EQ(file.array<std::int64_t>("offsets", "Int64"), ends);
  EXPECT_EQ(file.array<std::uint8_t>("types", "UInt8"),
            std::vector<std::uint8_t>(mesh.element_count(), 23));
}

void expect_fields(const VtuReader& file, const ResultSample& sample) {
  EXPECT_TRUE(same_bits(file.array<double>("potential", "Float64"), sample.potential));
  EXPECT_TRUE(
      same_bits(file.array<double>("a&lt;b &amp; &quot;c&quot;&gt;", "Float64"), sample.awkward));
  EXPECT_TRUE(same_bits(file.array<double>("speed", "Float64"), sample.speed));
  std::vector<double> velocity;
  for (std::size_t element = 0; element < sample.mesh.element_count(); ++element) {
    velocity.insert(velocity.end(),
                    {sample.velocity[2 * element], sample.velocity[2 * element + 1], 0.0});
  }
  EXPECT_TRUE(same_bits(file.array<double>("velocity", "Float64"), velocity));
}

TEST(VtuWriter, KeepsEveryBitOfASmallMesh) {
  const ResultSample sample(2, 2);
  const VtuReader file = written(sample.fields());
  expect_mesh(file, sample.mesh);
  expect_fields(file, sample);
}

TEST(VtuWriter, KeepsEveryBitAcrossManyBlocks) {
  const ResultSample sample(150, 140);
  ASSERT_GT(sample.mesh.node_count() * 3 * sizeof(double), std::size_t{1} << 20);
  const VtuReader file = written(sample.fields());
  expect_mesh(file, sample.mesh);
  expect_fields(file, sample);
}

TEST(VtuWriter, KeepsEveryBitOfAnArrayThatFillsItsBlocksExactly) {
  const Quad8Mesh mesh = support::structured_rectangle(256, 128, 1.0, 1.0);
  const std::vector<double> speed(mesh.element_count(), 0.1);
  ASSERT_EQ(speed.size() * sizeof(double) % (std::size_t{256} << 10), 0U);
  const VtuReader file = written({mesh, {}, {{"speed", speed}}});
  EXPECT_TRUE(same_bits(file.array<double>("speed", "Float64"), speed));
}

TEST(VtuWriter, WritesTheSameFileWithAnyNumberOfThreads) {
  const ResultSample sample(150, 140);
  FieldFile content = sample.fields();
  const std::string expected = written_bytes(content);
  for (const int workers : {2, 3, 7}) {
    content.workers = workers;
    EXPECT_EQ(written_bytes(content), expected) << workers;
  }
}

TEST(VtuWriter, CompressesConstantsAndStoresDigitsThatHardlyShrink) {
  const Quad8Mesh mesh = support::structured_rectangle(300, 200, 1.0, 1.0);
  const std::vector<double> constant(mesh.element_count(), 0.1);
  std::vector<double> random(mesh.element_count());
  std::mt19937_64 digits(7);
  for (double& value : random) value = static_cast<double>(digits() >> 11);
  const std::size_t bytes = mesh.element_count() * sizeof(double);
  const std::size_t bare = written_bytes({mesh, {}, {}}).size();
  EXPECT_LT(written_bytes({mesh, {}, {{"speed", constant}}}).size(), bare + bytes / 50);
  const std::size_t stored = written_bytes({mesh, {}, {{"speed", random}}}).size();
  EXPECT_GT(stored, bare + bytes);
  EXPECT_LT(stored, bare + bytes + bytes / 100);
  EXPECT_TRUE(same_bits(written({mesh, {}, {{"speed", random}}}).array<double>("speed", "Float64"),
                        random));
}

TEST(VtuWriter, NamesWhatAViewerShowsFirst) {
  const ResultSample sample(1, 1);
  const std::string xml = written(sample.fields()).xml();
  EXPECT_NE(xml.find("<PointData Scalars=\"potential\">"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<CellData Scalars=\"speed\" Vectors=\"velocity\">"), std::string::npos);
}

TEST(VtuWriter, WritesAMeshWithoutFields) {
  const Quad8Mesh mesh = support::structured_rectangle(2, 1, 1.0, 1.0);
  const VtuReader file = written({mesh, {}, {}});
  expect_mesh(file, mesh);
  EXPECT_NE(file.xml().find("<PointData>"), std::string::npos);
}

}  // namespace
}  // namespace tessera

#include "host/io/npy_file.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/io/npy_header.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::HasSubstr;

template <class Value>
std::string bytes_of(const std::vector<Value>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

std::string header(const std::string& dictionary, int major = 1) {
  std::string text = "\x93NUMPY";
  text += static_cast<char>(major);
  text += '\0';
  const std::size_t length = dictionary.size();
  text += static_cast<char>(length & 0xff);
  text += static_cast<char>(length >> 8);
  if (major > 1) text += std::string(2, '\0');
  return text + dictionary;
}

constexpr const char* kTwoByThree = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n";
const std::vector<double> kSix{0.0, -0.0, 1.0 / 3.0, 1e-310, -1e300, 5.0};

class NpyFile : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path written(const std::string& content) const {
    const std::filesystem::path path = folder_.path() / "field.npy";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  /// What reading as double says about a file with this content.
  [[nodiscard]] std::string complaint(const std::string& content) const {
    try {
      (void)read_npy<double>(written(content));
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("field.npy"));
      return error.what();
    }
    return "no complaint";
  }
  support::TemporaryFolder folder_;
};

TEST_F(NpyFile, GivesBackTheBitsThatWereWritten) {
  const std::filesystem::path path = folder_.path() / "field.npy";
  std::vector<double> values = kSix;
  values[3] = std::numeric_limits<double>::quiet_NaN();
  write_npy<double>(path, 2, 3, values);
  const NpyField<double> field = read_npy<double>(path);
  EXPECT_EQ(field.shape.rows, 2);
  EXPECT_EQ(field.shape.cols, 3);
  EXPECT_EQ(field.shape.value_bytes, 8);
  EXPECT_SAME_BITS(field.values, values);
}

TEST_F(NpyFile, HasTheBytesOfTheFormat) {
  const std::filesystem::path path = folder_.path() / "field.npy";
  const std::vector<float> values{1.5F, -2.0F};
  write_npy<float>(path, 1, 2, values);
  const std::string bytes = support::file_bytes(path);
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
  const std::size_t begin = bytes.size() - 8;
  EXPECT_EQ(begin % 64, 0U);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_EQ(static_cast<std::size_t>(static_cast<unsigned char>(bytes[8])), begin - 10);
  EXPECT_EQ(bytes.substr(10, dictionary.size()), dictionary);
  EXPECT_EQ(bytes[begin - 1], '\n');
  EXPECT_EQ(bytes.substr(begin), bytes_of(values));
}

TEST_F(NpyFile, ReadsEveryVersionOfTheFormatAndEveryOrderOfKeys) {
  for (const int major : {1, 2, 3}) {
    const auto path = written(header(kTwoByThree, major) + bytes_of(kSix));
    EXPECT_SAME_BITS(read_npy<double>(path).values, kSix);
  }
  const std::string turned = R"({"shape":(3,2,),"fortran_order":False,"descr":"<f8"})";
  EXPECT_EQ(read_npy_shape(written(header(turned) + bytes_of(kSix))).rows, 3);
}

TEST_F(NpyFile, ReadsF4AsDoubleButNotF8AsFloat) {
  const std::filesystem::path path = folder_.path() / "field.npy";
  write_npy<float>(path, 1, 2, std::vector<float>{0.1F, 1e-42F});
  EXPECT_SAME_BITS(read_npy<double>(path).values,
                   (std::vector<double>{double{0.1F}, double{1e-42F}}));
  write_npy<double>(path, 1, 2, std::vector<double>{1.0, 2.0});
  EXPECT_THROW(
      {
        try {
          (void)read_npy<float>(path);
        } catch (const InputError& error) {
          EXPECT_THAT(error.what(), HasSubstr("holds f8 values, which f32 would round"));
          throw;
        }
      },
      InputError);
}

TEST_F(NpyFile, OfAnotherKindIsRefusedWithWhatWouldBeValid) {
  const auto with = [](const std::string& dictionary) {
    return header(dictionary) + bytes_of(kSix);
  };
  EXPECT_THAT(complaint("x,y\n1,2\n"), HasSubstr("no .npy file"));
  EXPECT_THAT(complaint(""), HasSubstr("no .npy file"));
  EXPECT_THAT(complaint(header(kTwoByThree, 4)), HasSubstr("version 4.0"));
  EXPECT_THAT(complaint(with("{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), }")),
              HasSubstr("type '>f8'; valid are '<f8' and '<f4'"));
  EXPECT_THAT(complaint(with("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,)}")),
              HasSubstr("structured type"));
  EXPECT_THAT(complaint(with("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }")),
              HasSubstr("Fortran order; valid is C order"));
  EXPECT_THAT(complaint(with("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }")),
              HasSubstr("the shape (6); valid is (rows, columns)"));
  EXPECT_THAT(complaint(with("{'descr': '<f8', 'fortran_order': False, 'shape': (), }")),
              HasSubstr("the shape ()"));
  EXPECT_THAT(complaint(with("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 6), }")),
              HasSubstr("1 or more"));
}

TEST_F(NpyFile, ThatIsTooShortOrTooLongIsRefused) {
  const std::string whole = header(kTwoByThree) + bytes_of(kSix);
  EXPECT_THAT(complaint(whole.substr(0, whole.size() - 1)), HasSubstr("cut short: "));
  EXPECT_THAT(complaint(whole + "x"), HasSubstr("something stands behind its values"));
  for (std::size_t size = 6; size < header(kTwoByThree).size(); ++size) {
    EXPECT_THAT(complaint(whole.substr(0, size)), HasSubstr("cut short inside its header")) << size;
  }
}

TEST_F(NpyFile, WhoseSizesOverflowIsRefusedBeforeAnythingIsAllocated) {
  const auto shaped = [](const std::string& shape) {
    return header("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }");
  };
  EXPECT_THAT(complaint(shaped("(4294967296, 4294967296)")), HasSubstr("too large"));
  EXPECT_THAT(complaint(shaped("(99999999999999999999, 1)")), HasSubstr("too large"));
  EXPECT_THAT(complaint(shaped("(1000000000, 1000000)")), HasSubstr("cut short"));
  EXPECT_THAT(complaint(shaped("(-1, 3)")), HasSubstr("a whole number, 0 or more"));
}

TEST_F(NpyFile, WhoseHeaderIsDamagedIsRefused) {
  for (const char* dictionary :
       {"", "{", "}", "()", "{'descr'}", "{'descr': }", "{'descr': '<f8'",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [2, 3]}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1+2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x",
        "{'descr': '<f8\\'', 'fortran_order': False, 'shape': (2, 3)}"}) {
    EXPECT_THAT(complaint(header(dictionary) + bytes_of(kSix)), HasSubstr("its header"))
        << dictionary;
  }
}

TEST_F(NpyFile, ThatIsMissingOrAFolderIsRefused) {
  EXPECT_THROW((void)read_npy_shape(folder_.path() / "absent.npy"), InputError);
  EXPECT_THROW((void)read_npy_shape(folder_.path()), InputError);
}

TEST_F(NpyFile, ThatCannotBeWrittenLeavesNothingBehind) {
  EXPECT_THROW(write_npy<double>(folder_.path() / "absent" / "a.npy", 2, 3, kSix), UsageError);
  EXPECT_TRUE(folder_.is_empty());
}

}  // namespace
}  // namespace tessera

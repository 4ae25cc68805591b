// SHA-256 and canonical JSON, against the vectors of their standards.

#include <bit>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "host/report/canonical_json.hpp"
#include "host/report/sha256.hpp"

namespace tessera {
namespace {

using nlohmann::json;

TEST(Sha256, MatchesTheExamplesOfFips180) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                   "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PadsEveryLengthAroundABlock) {
  // A message of n letters and one of n + 1 never share blocks: all hashes differ, and those around
  // the place where the length needs a block of its own are known.
  EXPECT_EQ(sha256(std::string(55, 'a')),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(sha256(std::string(56, 'a')),
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(sha256(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

struct NumberVector {
  std::uint64_t bits;
  const char* text;
};

class CanonicalNumber : public ::testing::TestWithParam<NumberVector> {};

TEST_P(CanonicalNumber, IsThatOfAppendixBOfTheRfc) {
  EXPECT_EQ(canonical_number(std::bit_cast<double>(GetParam().bits)), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc8785, CanonicalNumber,
    ::testing::Values(NumberVector{0x0000000000000000, "0"}, NumberVector{0x8000000000000000, "0"},
                      NumberVector{0x0000000000000001, "5e-324"},
                      NumberVector{0x8000000000000001, "-5e-324"},
                      NumberVector{0x7fefffffffffffff, "1.7976931348623157e+308"},
                      NumberVector{0xffefffffffffffff, "-1.7976931348623157e+308"},
                      NumberVector{0x4340000000000000, "9007199254740992"},
                      NumberVector{0xc340000000000000, "-9007199254740992"},
                      NumberVector{0x4430000000000000, "295147905179352830000"},
                      NumberVector{0x44b52d02c7e14af5, "9.999999999999997e+22"},
                      NumberVector{0x44b52d02c7e14af6, "1e+23"},
                      NumberVector{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                      NumberVector{0x444b1ae4d6e2ef4e, "999999999999999700000"},
                      NumberVector{0x444b1ae4d6e2ef4f, "999999999999999900000"},
                      NumberVector{0x444b1ae4d6e2ef50, "1e+21"},
                      NumberVector{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                      NumberVector{0x3eb0c6f7a0b5ed8d, "0.000001"},
                      NumberVector{0x41b3de4355555553, "333333333.3333332"},
                      NumberVector{0x41b3de4355555554, "333333333.33333325"},
                      NumberVector{0x41b3de4355555555, "333333333.3333333"},
                      NumberVector{0x41b3de4355555556, "333333333.3333334"},
                      NumberVector{0x41b3de4355555557, "333333333.33333343"},
                      NumberVector{0xbecbf647612f3696, "-0.0000033333333333333333"},
                      NumberVector{0x43143ff3c1cb0959, "1424953923781206.2"}));

TEST(CanonicalJson, RefusesWhatTheRfcDoesNotKnow) {
  EXPECT_THROW(static_cast<void>(canonical_number(std::numeric_limits<double>::quiet_NaN())),
               std::invalid_argument);
  EXPECT_THROW(static_cast<void>(canonical_number(std::numeric_limits<double>::infinity())),
               std::invalid_argument);
  EXPECT_THROW(static_cast<void>(canonical_json(std::uint64_t{1} << 60)), std::invalid_argument);
}

TEST(CanonicalJson, IsTheExampleOfTheRfc) {
  const json value = json::parse(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]})");
  EXPECT_EQ(canonical_json(value),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(CanonicalJson, SortsMembersByTheirUtf16Units) {
  // RFC 8785, section 3.2.3: the emoji sorts before U+FB33, though its code point is larger.
  const json value = json::parse(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji",
    "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"})");
  const std::string text = canonical_json(value);
  std::size_t last = 0;
  for (const char* word : {"Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji",
                           "Hebrew Letter"}) {
    const std::size_t place = text.find(word);
    ASSERT_NE(place, std::string::npos) << word;
    EXPECT_GT(place, last) << word;
    last = place;
  }
}

TEST(CanonicalJson, WritesWholeNumbersAndDoublesOfTheSameValueAlike) {
  EXPECT_EQ(canonical_json(json{{"b", 2}, {"a", 2.0}, {"c", json::array()}, {"d", json::object()}}),
            R"({"a":2,"b":2,"c":[],"d":{}})");
}

}  // namespace
}  // namespace tessera

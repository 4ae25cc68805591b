#include "host/choice.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

namespace tessera {
namespace {

std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

template <class T>
T read(std::string_view text) {
  Choice<T> choice;
  set_choice(choice, "--flag ", text);
  return choice.value.value();
}

TEST(Choice, KeepsTheWordsInWhichItWasSaid) {
  Choice<int> choice;
  set_choice(choice, "TESSERA_WORKERS=", "3");
  EXPECT_EQ(choice.value, 3);
  EXPECT_EQ(refusal_of([&] { choice.refuse("too few"); }), "TESSERA_WORKERS=3: too few");
}

TEST(Choice, ReadsNumbersToTheLastBit) {
  EXPECT_EQ(read<double>("0.1"), 0.1);
  EXPECT_EQ(read<double>("+2.5"), 2.5);
  EXPECT_EQ(read<double>("-1e-300"), -1e-300);
  EXPECT_EQ(read<double>("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_TRUE(std::isnan(read<double>("nan")));
  EXPECT_EQ(read<int>("-7"), -7);
  EXPECT_EQ(read<std::int64_t>("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(read<std::string>("-"), "-");
}

TEST(Choice, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "x", "1x", "1 ", " 1", "1,5", "--rtol", "+-1"}) {
    EXPECT_EQ(refusal_of([&] { read<double>(text); }),
              "--flag " + std::string(text) + ": must be a number");
  }
}

TEST(Choice, RefusesWhatIsNoWholeNumber) {
  for (const char* text : {"", "x", "1.5", "1e3", "0x10"}) {
    EXPECT_EQ(refusal_of([&] { read<int>(text); }),
              "--flag " + std::string(text) + ": must be a whole number");
  }
}

TEST(Choice, RefusesWhatDoesNotFit) {
  EXPECT_EQ(refusal_of([] { read<int>("2147483648"); }),
            "--flag 2147483648: too large or too small a number");
  EXPECT_EQ(refusal_of([] { read<double>("1e999"); }),
            "--flag 1e999: too large or too small a number");
}

}  // namespace
}  // namespace tessera

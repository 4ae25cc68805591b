#include "host/suggestion.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace tessera {
namespace {

const std::vector<std::string> kNames{"inlet", "outlet", "wall"};

TEST(Suggestion, NamesTheClosestCandidate) {
  EXPECT_EQ(suggestion("inlte", kNames), "; did you mean 'inlet'?");
  EXPECT_EQ(suggestion("outlets", kNames), "; did you mean 'outlet'?");
}

TEST(Suggestion, DoesNotCareAboutUpperCase) {
  EXPECT_EQ(suggestion("INLET", kNames), "; did you mean 'inlet'?");
}

TEST(Suggestion, ListsTheCandidatesWhenNoneIsClose) {
  EXPECT_EQ(suggestion("chimney", kNames), "; known are inlet, outlet, wall");
  EXPECT_EQ(closest("chimney", kNames), std::nullopt);
}

TEST(Suggestion, TakesAShortWordForAnotherOnlyWhenOneLetterDiffers) {
  const std::vector<std::string> commands{"mesh", "info", "all"};
  EXPECT_EQ(closest("hex", commands), std::nullopt);
  EXPECT_EQ(closest("al", commands), "all");
}

TEST(Suggestion, ListsTwentyAtMost) {
  std::vector<std::string> many;
  for (int number = 0; number < 21; ++number) many.push_back("group" + std::to_string(number));
  const std::string text = suggestion("something else", many);
  EXPECT_NE(text.find("group19, ..."), std::string::npos) << text;
  EXPECT_EQ(text.find("group20"), std::string::npos) << text;
}

TEST(Suggestion, IsEmptyWithoutCandidates) {
  EXPECT_EQ(suggestion("inlet", {}), "");
  EXPECT_EQ(closest("inlet", {}), std::nullopt);
}

}  // namespace
}  // namespace tessera

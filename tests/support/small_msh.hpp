#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace tessera::support {

// Two unit squares side by side, written by hand: nodes 1-5 on y = 0, 6-8 on y = 0.5, 9-13 on
// y = 1, numbered from left to right. The left edge is `inlet`, the right one has no name.

inline constexpr std::string_view kSquares22 = R"($MeshFormat
2.2 0 8
$EndMeshFormat
$PhysicalNames
2
1 1 "inlet"
2 3 "fluid"
$EndPhysicalNames
$Nodes
13
1 0 0 0
2 0.5 0 0
3 1 0 0
4 1.5 0 0
5 2 0 0
6 0 0.5 0
7 1 0.5 0
8 2 0.5 0
9 0 1 0
10 0.5 1 0
11 1 1 0
12 1.5 1 0
13 2 1 0
$EndNodes
$Elements
4
21 8 2 1 6 9 1 6
22 8 2 2 3 5 13 8
23 16 2 3 1 1 3 11 9 2 7 10 6
24 16 2 3 1 3 5 13 11 4 8 12 7
$EndElements
)";

inline constexpr std::string_view kSquares41 = R"($MeshFormat
4.1 0 8
$EndMeshFormat
$PhysicalNames
2
1 1 "inlet"
2 3 "fluid"
$EndPhysicalNames
$Entities
1 2 1 0
1 0 0 0 0
6 0 0 0 0 1 0 1 1 0
3 2 0 0 2 1 0 1 2 0
1 0 0 0 2 1 0 1 3 2 6 3
$EndEntities
$Nodes
2 13 1 13
0 1 0 1
1
0 0 0
2 1 0 12
2
3
4
5
6
7
8
9
10
11
12
13
0.5 0 0
1 0 0
1.5 0 0
2 0 0
0 0.5 0
1 0.5 0
2 0.5 0
0 1 0
0.5 1 0
1 1 0
1.5 1 0
2 1 0
$EndNodes
$Elements
3 4 21 24
1 6 8 1
21 9 1 6
1 3 8 1
22 5 13 8
2 1 16 2
23 1 3 11 9 2 7 10 6
24 3 5 13 11 4 8 12 7
$EndElements
)";

/// `text` with its only `from` replaced by `to`; the test fails if it is not there exactly once.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t found = result.find(from);
  EXPECT_NE(found, std::string::npos) << "'" << from << "' is not in the text";
  if (found == std::string::npos) return result;
  EXPECT_EQ(result.find(from, found + 1), std::string::npos) << "'" << from << "' stands twice";
  return result.replace(found, from.size(), to);
}

}  // namespace tessera::support

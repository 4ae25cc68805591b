#include "host/report/bitmap_font.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace tessera {
namespace {

constexpr int kGlyphColumns = 5;
constexpr int kRowsAboveBaseline = 7;
constexpr int kAdvance = 6;
constexpr double kStrokePerScale = 1.15;

/// Rows from the top, divided by slashes; rows 8 and 9, where there are any, hang below the line.
struct Glyph {
  char symbol;
  std::string_view rows;
};

constexpr Glyph kGlyphs[] = {
    {'!', "..#../..#../..#../..#../..#../...../..#.."},
    {'"', ".#.#./.#.#./.#.#./...../...../...../....."},
    {'#', ".#.#./.#.#./#####/.#.#./#####/.#.#./.#.#."},
    {'$', "..#../.####/#.#../.###./..#.#/####./..#.."},
    {'%', "##..#/##..#/...#./..#../.#.../#..##/#..##"},
    {'&', ".##../#..#./#.#../.#.../#.#.#/#..#./.##.#"},
    {'\'', "..#../..#../.#.../...../...../...../....."},
    {'(', "...#./..#../.#.../.#.../.#.../..#../...#."},
    {')', ".#.../..#../...#./...#./...#./..#../.#..."},
    {'*', "...../..#../#.#.#/.###./#.#.#/..#../....."},
    {'+', "...../..#../..#../#####/..#../..#../....."},
    {',', "...../...../...../...../...../..#../..#../.#..."},
    {'-', "...../...../...../.###./...../...../....."},
    {'.', "...../...../...../...../...../...../..#.."},
    {'/', "....#/....#/...#./..#../.#.../#..../#...."},
    {'0', ".###./#...#/#...#/#...#/#...#/#...#/.###."},
    {'1', "..#../.##../..#../..#../..#../..#../.###."},
    {'2', ".###./#...#/....#/...#./..#../.#.../#####"},
    {'3', ".###./#...#/....#/..##./....#/#...#/.###."},
    {'4', "...#./..##./.#.#./#..#./#####/...#./...#."},
    {'5', "#####/#..../####./....#/....#/#...#/.###."},
    {'6', "..##./.#.../#..../####./#...#/#...#/.###."},
    {'7', "#####/....#/...#./...#./..#../..#../..#.."},
    {'8', ".###./#...#/#...#/.###./#...#/#...#/.###."},
    {'9', ".###./#...#/#...#/.####/....#/...#./.##.."},
    {':', "...../...../..#../...../...../...../..#.."},
    {';', "...../...../..#../...../...../..#../..#../.#..."},
    {'<', "...#./..#../.#.../#..../.#.../..#../...#."},
    {'=', "...../...../#####/...../#####/...../....."},
    {'>', ".#.../..#../...#./....#/...#./..#../.#..."},
    {'?', ".###./#...#/....#/...#./..#../...../..#.."},
    {'@', ".###./#...#/#.###/#.#.#/#.##./#..../.###."},
    {'A', "..#../.#.#./#...#/#...#/#####/#...#/#...#"},
    {'B', "####./#...#/#...#/####./#...#/#...#/####."},
    {'C', ".###./#...#/#..../#..../#..../#...#/.###."},
    {'D', "####./#...#/#...#/#...#/#...#/#...#/####."},
    {'E', "#####/#..../#..../####./#..../#..../#####"},
    {'F', "#####/#..../#..../####./#..../#..../#...."},
    {'G', ".###./#...#/#..../#.###/#...#/#...#/.###."},
    {'H', "#...#/#...#/#...#/#####/#...#/#...#/#...#"},
    {'I', ".###./..#../..#../..#../..#../..#../.###."},
    {'J', "..###/...#./...#./...#./...#./#..#./.##.."},
    {'K', "#...#/#..#./#.#../##.../#.#../#..#./#...#"},
    {'L', "#..../#..../#..../#..../#..../#..../#####"},
    {'M', "#...#/##.##/#.#.#/#.#.#/#...#/#...#/#...#"},
    {'N', "#...#/##..#/##..#/#.#.#/#..##/#..##/#...#"},
    {'O', "..#../.#.#./#...#/#...#/#...#/.#.#./..#.."},
    {'P', "####./#...#/#...#/####./#..../#..../#...."},
    {'Q', ".###./#...#/#...#/#...#/#.#.#/#..#./.##.#"},
    {'R', "####./#...#/#...#/####./#.#../#..#./#...#"},
    {'S', ".###./#...#/#..../.###./....#/#...#/.###."},
    {'T', "#####/..#../..#../..#../..#../..#../..#.."},
    {'U', "#...#/#...#/#...#/#...#/#...#/#...#/.###."},
    {'V', "#...#/#...#/#...#/.#.#./.#.#./.#.#./..#.."},
    {'W', "#...#/#...#/#...#/#.#.#/#.#.#/#.#.#/.#.#."},
    {'X', "#...#/#...#/.#.#./..#../.#.#./#...#/#...#"},
    {'Y', "#...#/#...#/.#.#./..#../..#../..#../..#.."},
    {'Z', "#####/....#/...#./..#../.#.../#..../#####"},
    {'[', ".###./.#.../.#.../.#.../.#.../.#.../.###."},
    {'\\', "#..../#..../.#.../..#../...#./....#/....#"},
    {']', ".###./...#./...#./...#./...#./...#./.###."},
    {'^', "..#../.#.#./#...#/...../...../...../....."},
    {'_', "...../...../...../...../...../...../...../#####"},
    {'`', ".#.../..#../...../...../...../...../....."},
    {'a', "...../...../.###./....#/.####/#...#/.####"},
    {'b', "#..../#..../####./#...#/#...#/#...#/####."},
    {'c', "...../...../.###./#...#/#..../#...#/.###."},
    {'d', "....#/....#/.####/#...#/#...#/#...#/.####"},
    {'e', "...../...../.###./#...#/#####/#..../.###."},
    {'f', "..##./.#..#/.#.../###../.#.../.#.../.#..."},
    {'g', "...../...../.####/#...#/#...#/#...#/.####/....#/.###."},
    {'h', "#..../#..../####./#...#/#...#/#...#/#...#"},
    {'i', "..#../...../.##../..#../..#../..#../.###."},
    {'j', "...#./...../..##./...#./...#./...#./...#./#..#./.##.."},
    {'k', "#..../#..../#..#./#.#../##.../#.#../#..#."},
    {'l', ".##../..#../..#../..#../..#../..#../.###."},
    {'m', "...../...../##.#./#.#.#/#.#.#/#.#.#/#.#.#"},
    {'n', "...../...../####./#...#/#...#/#...#/#...#"},
    {'o', "...../...../.###./#...#/#...#/#...#/.###."},
    {'p', "...../...../####./#...#/#...#/#...#/####./#..../#...."},
    {'q', "...../...../.####/#...#/#...#/#...#/.####/....#/....#"},
    {'r', "...../...../#.##./##..#/#..../#..../#...."},
    {'s', "...../...../.####/#..../.###./....#/####."},
    {'t', ".#.../.#.../####./.#.../.#.../.#..#/..##."},
    {'u', "...../...../#...#/#...#/#...#/#...#/.####"},
    {'v', "...../...../#...#/#...#/.#.#./.#.#./..#.."},
    {'w', "...../...../#...#/#...#/#.#.#/#.#.#/.#.#."},
    {'x', "...../...../#...#/.#.#./..#../.#.#./#...#"},
    {'y', "...../...../#...#/#...#/#...#/#...#/.####/....#/.###."},
    {'z', "...../...../#####/...#./..#../.#.../#####"},
    {'{', "..##./.#.../.#.../#..../.#.../.#.../..##."},
    {'|', "..#../..#../..#../..#../..#../..#../..#.."},
    {'}', ".##../...#./...#./....#/...#./...#./.##.."},
    {'~', "...../...../.#.../#.#.#/...#./...../....."},
    {'\xb0', ".##../#..#./#..#./.##../...../...../....."},
    {'\xb2', ".##../#..#./..#../.#.../####./...../....."},
};

/// One byte per letter: ASCII as it is, and the Latin-1 codes of the two signs beyond it.
std::string single_bytes(std::string_view text) {
  constexpr char kLatin1Lead = '\xc2';
  std::string bytes;
  for (const char byte : text) {
    if (byte != kLatin1Lead) bytes += byte;
  }
  return bytes;
}

std::string_view rows_of(char symbol) {
  const auto of = [](char wanted) {
    return std::find_if(std::begin(kGlyphs), std::end(kGlyphs),
                        [wanted](const Glyph& glyph) { return glyph.symbol == wanted; });
  };
  const Glyph* found = of(symbol);
  return found != std::end(kGlyphs) ? found->rows : of('?')->rows;
}

/// Draws one glyph with the centre of its upper left dot at `corner`.
class GlyphPen {
 public:
  GlyphPen(InkLayer& ink, std::string_view rows, PixelPoint corner, double scale)
      : ink_(ink), rows_(rows), corner_(corner), scale_(scale) {}

  void draw() {
    const int row_count = static_cast<int>(rows_.size() + 1) / (kGlyphColumns + 1);
    for (int row = 0; row < row_count; ++row) {
      for (int column = 0; column < kGlyphColumns; ++column) {
        if (is_dot(column, row)) draw_from(column, row);
      }
    }
  }

 private:
  [[nodiscard]] bool is_dot(int column, int row) const {
    if (column < 0 || column >= kGlyphColumns || row < 0) return false;
    const auto index = static_cast<std::size_t>(row * (kGlyphColumns + 1) + column);
    return index < rows_.size() && rows_[index] == '#';
  }

  /// Joins a dot with its neighbours to the right and below; diagonally only where no straight
  /// way leads there, so that corners stay corners and bows become bows.
  void draw_from(int column, int row) {
    join(column, row, column, row);
    if (is_dot(column + 1, row)) join(column, row, column + 1, row);
    if (is_dot(column, row + 1)) join(column, row, column, row + 1);
    for (const int side : {-1, 1}) {
      const bool straight_way = is_dot(column + side, row) || is_dot(column, row + 1);
      if (is_dot(column + side, row + 1) && !straight_way)
        join(column, row, column + side, row + 1);
    }
  }

  void join(int column, int row, int other_column, int other_row) {
    const auto place = [this](int dot_column, int dot_row) {
      return PixelPoint{corner_.column + scale_ * dot_column, corner_.row + scale_ * dot_row};
    };
    ink_.add_line(place(column, row), place(other_column, other_row), kStrokePerScale * scale_);
  }

  InkLayer& ink_;
  std::string_view rows_;
  PixelPoint corner_;
  double scale_;
};

}  // namespace

double text_width(std::string_view text, double scale) {
  const auto letters = static_cast<double>(single_bytes(text).size());
  return std::max(0.0, letters * kAdvance - (kAdvance - kGlyphColumns)) * scale;
}

double text_height(double scale) { return kRowsAboveBaseline * scale; }

void draw_text(InkLayer& ink, const TextRequest& request) {
  const double half_dot = request.scale / 2;
  double left = request.baseline.column;
  if (request.alignment == TextAlignment::centre)
    left -= text_width(request.text, request.scale) / 2;
  if (request.alignment == TextAlignment::right) left -= text_width(request.text, request.scale);
  const double top = request.baseline.row - text_height(request.scale);
  for (const char symbol : single_bytes(request.text)) {
    if (symbol != ' ') {
      GlyphPen(ink, rows_of(symbol), {left + half_dot, top + half_dot}, request.scale).draw();
    }
    left += kAdvance * request.scale;
  }
}

}  // namespace tessera

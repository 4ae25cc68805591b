#include "host/report/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "host/report/format.hpp"

namespace tessera {
namespace {

constexpr double kRedrawEvery_s = 0.1;
constexpr double kLineEvery_s = 5.0;
constexpr int kBarCells = 20;
constexpr std::string_view kClearLine = "\r\033[K";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

int columns_of_stderr() {
  constexpr int kUsual = 80;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return size.ws_col;
}

/// How far the logarithm of the residual has come on its way from 1 to `rtol`.
double residual_share(double relative_residual, double rtol) {
  if (relative_residual <= rtol) return 1.0;
  if (!(relative_residual < 1.0) || !(rtol > 0.0)) return 0.0;
  return std::log(relative_residual) / std::log(rtol);
}

std::string bar_of(double share) {
  const int full = static_cast<int>(share * kBarCells);
  std::string bar(static_cast<std::size_t>(full), '=');
  if (full < kBarCells) bar += '>';
  bar.resize(kBarCells, ' ');
  return bar;
}

/// As many of the parts of `text`, which commas divide, as fit into `room`.
std::string fitting_parts(const std::string& text, std::size_t room) {
  if (text.size() <= room) return text;
  const std::size_t comma = text.rfind(", ", room);
  return text.substr(0, comma == std::string::npos ? room : comma);
}

}  // namespace

ProgressStyle progress_style_of_stderr(bool silent) {
  const char* kind = std::getenv("TERM");
  const bool can_redraw = kind == nullptr || std::string_view(kind) != "dumb";
  const bool terminal = ::isatty(STDERR_FILENO) == 1 && can_redraw;
  return {silent, terminal, terminal && !is_set("NO_COLOR"), columns_of_stderr()};
}

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress(std::string label, std::string unit, ProgressStyle style)
    : Progress(std::move(label), std::move(unit), style, std::cerr, steady_seconds) {}

Progress::Progress(std::string label, std::string unit, ProgressStyle style, std::ostream& out,
                   Clock clock)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      style_(style),
      out_(out),
      clock_(std::move(clock)),
      start_s_(clock_()),
      last_shown_s_(start_s_) {}

Progress::~Progress() { finish(); }

void Progress::finish() {
  if (bar_stands_) out_ << kClearLine << std::flush;
  bar_stands_ = false;
  style_.silent = true;
}

bool Progress::is_due(double now) const {
  return now - last_shown_s_ >= (style_.terminal ? kRedrawEvery_s : kLineEvery_s);
}

void Progress::update(std::int64_t done, std::int64_t total, std::string_view detail) {
  if (style_.silent) return;
  const double now = clock_();
  if (!is_due(now)) return;
  Status status;
  status.count = done;
  status.detail = detail;
  if (total > 0) status.share = static_cast<double>(done) / static_cast<double>(total);
  if (done > 0 && total >= done) {
    status.seconds_left =
        (now - start_s_) * static_cast<double>(total - done) / static_cast<double>(done);
  }
  show(status, now);
}

void Progress::update_residual(std::int64_t iteration, double relative_residual, double rtol) {
  if (style_.silent) return;
  const double now = clock_();
  trend_.add(now, relative_residual);
  if (!is_due(now)) return;
  show({residual_share(relative_residual, rtol), iteration,
        "residual " + format_number(relative_residual, 2), trend_.seconds_to(rtol)},
       now);
}

void Progress::show(const Status& status, double now) {
  last_shown_s_ = now;
  Status shown = status;
  // The residual of CG goes up and down; a bar that goes back would only confuse.
  furthest_share_ = std::clamp(status.share, furthest_share_, 1.0);
  shown.share = furthest_share_;
  const std::string text = described(shown, now - start_s_);
  if (style_.terminal) return draw_bar(shown, text);
  out_ << label_ << ": " << text << std::endl;
}

std::string Progress::described(const Status& status, double elapsed_s) const {
  // Rounded down, so that 100 % is reached at the end only; but 49.999999999 is 50.
  constexpr double kRoundings = 1e-9;
  std::string text = std::to_string(static_cast<int>(100.0 * status.share + kRoundings)) + " %";
  text += ", ETA " + (status.seconds_left ? format_duration(*status.seconds_left) : "?");
  text += ", " + format_count(status.count) + " " + unit_;
  if (!status.detail.empty()) text += ", " + status.detail;
  return text + ", " + format_rate(static_cast<double>(status.count) / elapsed_s, "");
}

void Progress::draw_bar(const Status& status, const std::string& text) {
  constexpr std::string_view kGreen = "\033[32m";
  constexpr std::string_view kPlain = "\033[0m";
  const std::string head = label_ + " [";
  // A line that reaches the last column would wrap and could not be redrawn.
  const int room = style_.columns - 1 - static_cast<int>(head.size()) - kBarCells - 2;
  out_ << kClearLine;
  if (room <= 0) {
    const auto columns = static_cast<std::size_t>(std::max(0, style_.columns - 1));
    out_ << (label_ + " " + text).substr(0, columns);
  } else {
    out_ << head << (style_.colour ? kGreen : "") << bar_of(status.share)
         << (style_.colour ? kPlain : "") << "] "
         << fitting_parts(text, static_cast<std::size_t>(room));
  }
  out_ << std::flush;
  bar_stands_ = true;
}

}  // namespace tessera

#include "host/report/hex_summary.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "host/report/format.hpp"

namespace tessera {
namespace {

std::int64_t bytes_per_update(const HexSetup& setup) { return 2 * setup.value_bytes; }

std::optional<double> per_second(double count, const HexFigures& figures) {
  if (!(figures.seconds > 0.0) || count == 0.0) return std::nullopt;
  return count / figures.seconds;
}

std::optional<double> updates_per_second(const HexSetup& setup, const HexFigures& figures) {
  const double cells = static_cast<double>(setup.rows) * static_cast<double>(setup.cols);
  return per_second(cells * static_cast<double>(setup.steps), figures);
}

std::optional<double> bandwidth_fraction(const HexSetup& setup, const HexFigures& figures) {
  const auto updates = updates_per_second(setup, figures);
  if (!updates || !figures.copy_bandwidth) return std::nullopt;
  return *updates * static_cast<double>(bytes_per_update(setup)) / *figures.copy_bandwidth;
}

nlohmann::json or_null(const std::optional<double>& number) {
  return number ? nlohmann::json(*number) : nlohmann::json(nullptr);
}

const char* precision_of(const HexSetup& setup) { return setup.value_bytes == 8 ? "f64" : "f32"; }

std::string wall_text(const HexSetup& setup, const HexFigures& figures) {
  const auto fraction = bandwidth_fraction(setup, figures);
  if (!fraction) return {};
  const double wall = *figures.copy_bandwidth / static_cast<double>(bytes_per_update(setup));
  return "\nmemory     " + format_number(*figures.copy_bandwidth / 1e9, 3) +
         " GB/s in a copy: one step per pass could make " + format_rate(wall, "updates") +
         "; this run made " + format_number(*fraction, 3) + " times that";
}

}  // namespace

const char* name_of(Topology topology) { return topology == Topology::hex ? "hex" : "square"; }

const char* name_of(GridBorder border) {
  if (border == GridBorder::fixed) return "fixed";
  return border == GridBorder::periodic ? "periodic" : "reflecting";
}

nlohmann::json hex_setup_json(const HexSetup& setup) {
  return {{"grid",
           {{"rows", setup.rows},
            {"cols", setup.cols},
            {"topology", name_of(setup.rule.topology)},
            {"border", name_of(setup.rule.border)},
            {"alpha", setup.rule.alpha},
            {"heavy", setup.rule.heavy},
            {"precision", precision_of(setup)}}},
          {"steps", setup.steps}};
}

nlohmann::json hex_figures_json(const HexSetup& setup, const HexFigures& figures) {
  return {{"fuse", figures.fuse},
          {"cell_updates_per_s", or_null(updates_per_second(setup, figures))},
          {"steps_per_s", or_null(per_second(static_cast<double>(setup.steps), figures))},
          {"field",
           {{"sum", figures.field.sum}, {"min", figures.field.min}, {"max", figures.field.max}}},
          {"memory_traffic",
           {{"bytes_per_update", bytes_per_update(setup)},
            {"bandwidth_fraction", or_null(bandwidth_fraction(setup, figures))},
            {"copy_bandwidth", or_null(figures.copy_bandwidth)}}},
          {"checksum", figures.checksum}};
}

std::string hex_setup_text(const HexSetup& setup) {
  std::ostringstream text;
  text << "grid       " << name_of(setup.rule.topology) << ", " << format_count(setup.rows) << " x "
       << format_count(setup.cols) << " cells, " << precision_of(setup) << ", border "
       << name_of(setup.rule.border) << "\nrule       alpha "
       << format_number(setup.rule.alpha, 10);
  if (setup.rule.heavy > 0) text << ", " << format_count(setup.rule.heavy) << " heavy rounds";
  text << ", " << format_count(setup.steps) << " steps\n";
  return text.str();
}

std::string hex_figures_text(const HexSetup& setup, const HexFigures& figures) {
  std::ostringstream text;
  if (const auto updates = updates_per_second(setup, figures)) {
    text << "speed      " << format_rate(*updates, "updates") << ", " << figures.fuse
         << (figures.fuse == 1 ? " step" : " steps") << " per pass over memory"
         << wall_text(setup, figures) << '\n';
  }
  text << "field      " << format_number(figures.field.min, 7) << " to "
       << format_number(figures.field.max, 7) << ", sum " << format_number(figures.field.sum, 10)
       << "\nchecksum   " << figures.checksum << '\n';
  return text.str();
}

}  // namespace tessera

#include "host/commands/solve_outputs.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "host/io/field_file.hpp"
#include "host/io/pending_file.hpp"
#include "host/io/png_writer.hpp"
#include "host/report/html_report.hpp"
#include "host/report/nodal_average.hpp"
#include "host/report/picture.hpp"

namespace tessera {
namespace {

void write_field_file(const SolveSettings& settings, const FlowProblem& problem,
                      const FlowResult& result, int workers) {
  const std::vector<double> nodal_speed = nodal_average(problem.mesh, result.speed);
  const std::vector<double> nodal_pressure = nodal_average(problem.mesh, result.pressure);
  FieldFile content{problem.mesh,
                    {{"potential", result.potential}, {"speed_average", nodal_speed}},
                    {{"velocity", result.velocity, 2}, {"speed", result.speed}},
                    workers};
  if (settings.has_pressure()) {
    content.point_fields.push_back({"pressure_average", nodal_pressure});
    content.cell_fields.push_back({"pressure", result.pressure});
  }
  write_fields(settings.output, content);
}

Image draw_result(const std::string& field, const FlowProblem& problem, const FlowResult& result) {
  if (field == "potential") {
    return draw_field(
        {problem.mesh, result.potential, "Velocity potential", "m²/s", "", 1600, true});
  }
  const bool speed = field == "speed";
  const std::vector<double> nodal =
      nodal_average(problem.mesh, speed ? result.speed : result.pressure);
  return draw_field(
      {problem.mesh, nodal, speed ? "Speed" : "Pressure", speed ? "m/s" : "Pa", "", 1600, false});
}

}  // namespace

std::vector<std::string> write_solve_outputs(const SolveSettings& settings,
                                             const FlowProblem& problem, const FlowResult& result,
                                             const std::vector<HistoryRow>& history, int workers) {
  std::vector<std::string> written;
  if (!settings.output.empty()) {
    write_field_file(settings, problem, result, workers);
    written.push_back(settings.output);
  }
  if (!settings.picture.empty()) {
    write_png(settings.picture, draw_result(settings.picture_field, problem, result));
    written.push_back(settings.picture);
  }
  if (!settings.history.empty()) {
    write_history(settings.history, history);
    written.push_back(settings.history);
  }
  return written;
}

void write_solve_report(const SolveSettings& settings, const FlowProblem& problem,
                        const FlowResult& result, const std::vector<HistoryRow>& history,
                        const nlohmann::json& summary) {
  const Image potential = draw_result("potential", problem, result);
  const Image speed = draw_result("speed", problem, result);
  write_whole_file(
      settings.report,
      html_report({"Potential flow: " + std::filesystem::path(settings.mesh).filename().string(),
                   {{potential, "Velocity potential"}, {speed, "Speed, averaged at the nodes"}},
                   history,
                   summary}));
}

}  // namespace tessera

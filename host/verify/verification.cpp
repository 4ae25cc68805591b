#include "host/verify/verification.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "host/report/format.hpp"

namespace tessera {
namespace {

using nlohmann::json;

VerifyRow row_of(const VerifyCase& work, const VerifyRunner& runner, const Outcome& outcome,
                 const Outcome& reference) {
  VerifyRow row;
  row.name = work.name;
  row.against = work.bits_of.empty() ? "serial" : "those of " + work.bits_of;
  row.backend = runner.backend;
  row.workers = runner.workers;
  row.distance = distance_between(outcome, reference);
  row.iterations = outcome.iterations;
  row.same_iterations = outcome.iterations == reference.iterations;
  row.checksum = outcome.checksum;
  row.expectation = work.expect(outcome);
  row.note = outcome.note;
  return row;
}

json finite_or_null(double number) { return std::isfinite(number) ? json(number) : json(nullptr); }

json row_json(const VerifyRow& row) {
  const Distance& distance = row.distance;
  json entry{{"case", row.name},
             {"backend", row.backend},
             {"workers", row.workers},
             {"is_reference", row.is_reference},
             {"same_bits", distance.same_bits},
             {"largest_difference", finite_or_null(distance.largest)},
             {"largest_difference_ulp", nullptr},
             {"differing_values", distance.differing},
             {"iterations", nullptr},
             {"same_iterations", row.same_iterations},
             {"checksum", row.checksum},
             {"expectation", nullptr},
             {"note", nullptr},
             {"holds", row.holds()}};
  if (distance.ulp != Distance::kNotComparable) entry["largest_difference_ulp"] = distance.ulp;
  if (row.iterations >= 0) entry["iterations"] = row.iterations;
  if (!row.note.empty()) entry["note"] = row.note;
  if (!row.expectation.what.empty()) {
    entry["expectation"] = {{"what", row.expectation.what},
                            {"error", finite_or_null(row.expectation.error)},
                            {"bound", row.expectation.bound},
                            {"holds", row.expectation.holds()}};
  }
  return entry;
}

std::string ulp_text(const Distance& distance) {
  return distance.ulp == Distance::kNotComparable ? "not comparable" : std::to_string(distance.ulp);
}

std::string expectation_text(const Expectation& expectation) {
  if (expectation.what.empty()) return "";
  return format_number(expectation.error, 2) + (expectation.holds() ? " <= " : " > ") +
         format_number(expectation.bound, 2) + ", " + expectation.what;
}

std::string place_text(const Distance& distance) {
  return distance.field + "[" + std::to_string(distance.at) + "]";
}

std::string breach_of(const VerifyRow& row) {
  const Distance& distance = row.distance;
  std::string text = row.name + " on " + row.backend + ": ";
  if (!distance.same_bits) {
    text += std::to_string(distance.differing) + " values differ from " + row.against +
            ", by up to " + format_number(distance.largest, 3) + " (" + ulp_text(distance) +
            " ulp at " + place_text(distance) + ")";
  } else if (!row.same_iterations) {
    text += std::to_string(row.iterations) + " iterations, another number than " + row.against;
  } else {
    text += "an error of " + format_number(row.expectation.error, 3) + " against " +
            row.expectation.what + ", where " + format_number(row.expectation.bound, 3) +
            " is allowed";
  }
  return text;
}

}  // namespace

std::vector<VerifyRow> verify(const std::vector<VerifyCase>& cases,
                              const std::vector<VerifyRunner>& runners,
                              const std::function<void(const std::string& name)>& begin) {
  std::vector<VerifyRow> rows;
  std::map<std::string, Outcome> references;
  for (const VerifyCase& work : cases) {
    const auto has_it = [&work](const VerifyRunner& runner) { return runner.has(work); };
    if (std::ranges::none_of(runners, has_it)) continue;
    begin(work.name);
    for (const VerifyRunner& runner : runners) {
      if (!runner.has(work)) continue;
      const Outcome outcome = runner.run(work);
      const std::string& key = work.bits_of.empty() ? work.name : work.bits_of;
      const auto [reference, is_reference] = references.try_emplace(key, outcome);
      rows.push_back(row_of(work, runner, outcome, reference->second));
      rows.back().is_reference = is_reference;
    }
    const bool is_needed = std::ranges::find(cases, work.name, &VerifyCase::bits_of) != cases.end();
    if (!is_needed) references.erase(work.name);
  }
  return rows;
}

json verify_json(const std::vector<VerifyRow>& rows) {
  json cases = json::array();
  for (const VerifyRow& row : rows) cases.push_back(row_json(row));
  return cases;
}

Table verify_table(const std::vector<VerifyRow>& rows) {
  Table table;
  table.columns = {{"case", false},      {"backend", false},  {"workers"},
                   {"same bits", false}, {"largest"},         {"ulp"},
                   {"iterations"},       {"checksum", false}, {"against a closed form", false}};
  std::string before;
  for (const VerifyRow& row : rows) {
    const bool differs = !row.is_reference;
    table.rows.push_back({row.name == before ? "" : row.name, row.backend,
                          std::to_string(row.workers),
                          row.is_reference ? "reference" : (row.distance.same_bits ? "yes" : "NO"),
                          differs ? format_number(row.distance.largest, 3) : "",
                          differs ? ulp_text(row.distance) : "",
                          row.iterations >= 0 ? std::to_string(row.iterations) : "", row.checksum,
                          expectation_text(row.expectation)});
    before = row.name;
  }
  return table;
}

std::vector<std::string> notes_in(const std::vector<VerifyRow>& rows) {
  std::vector<std::string> lines;
  std::string before;
  for (const VerifyRow& row : rows) {
    if (!row.note.empty() && row.name != before) lines.push_back(row.name + ": " + row.note);
    before = row.name;
  }
  return lines;
}

std::vector<std::string> breaches_in(const std::vector<VerifyRow>& rows) {
  std::vector<std::string> lines;
  for (const VerifyRow& row : rows) {
    if (!row.holds()) lines.push_back(breach_of(row));
  }
  return lines;
}

}  // namespace tessera

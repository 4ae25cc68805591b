#include "host/verify/outcome.hpp"

#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

namespace tessera {

using nlohmann::json;

OutcomeField outcome_field(std::string name, std::span<const double> values) {
  return {std::move(name), 8, {values.begin(), values.end()}};
}

OutcomeField outcome_field(std::string name, std::span<const float> values) {
  return {std::move(name), 4, {values.begin(), values.end()}};
}

json message_of(const Outcome& outcome) {
  json fields = json::array();
  for (const OutcomeField& field : outcome.fields) {
    std::vector<std::uint8_t> bytes(field.values.size() * sizeof(double));
    if (!bytes.empty()) std::memcpy(bytes.data(), field.values.data(), bytes.size());
    fields.push_back({{"name", field.name},
                      {"value_bytes", field.value_bytes},
                      {"values", json::binary(std::move(bytes))}});
  }
  return {{"fields", fields},
          {"iterations", outcome.iterations},
          {"checksum", outcome.checksum},
          {"note", outcome.note}};
}

Outcome outcome_of(const json& message) {
  Outcome outcome;
  for (const json& entry : message["fields"]) {
    const json::binary_t& bytes = entry["values"].get_binary();
    OutcomeField field{entry["name"], entry["value_bytes"], {}};
    field.values.resize(bytes.size() / sizeof(double));
    if (!bytes.empty()) std::memcpy(field.values.data(), bytes.data(), bytes.size());
    outcome.fields.push_back(std::move(field));
  }
  outcome.iterations = message["iterations"];
  outcome.checksum = message["checksum"];
  outcome.note = message["note"];
  return outcome;
}

}  // namespace tessera

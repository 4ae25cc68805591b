#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace tessera {

/// A result of a piece of work: a field, or a few numbers. Floats are held as doubles, which is
/// exact; `value_bytes` says what they were.
struct OutcomeField {
  std::string name;
  int value_bytes = 8;
  std::vector<double> values;
};

[[nodiscard]] OutcomeField outcome_field(std::string name, std::span<const double> values);
[[nodiscard]] OutcomeField outcome_field(std::string name, std::span<const float> values);

/// What a piece of work gave on one backend.
struct Outcome {
  std::vector<OutcomeField> fields;  // the first one is that of the checksum
  std::int64_t iterations = -1;      // -1: the work does not iterate
  std::string checksum;
  std::string note = {};  // for a person: what was not done as it was asked for
};

/// For the way between processes, to the bit (in CBOR, not in text).
[[nodiscard]] nlohmann::json message_of(const Outcome& outcome);
[[nodiscard]] Outcome outcome_of(const nlohmann::json& message);

}  // namespace tessera

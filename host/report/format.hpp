#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tessera {

/// `number` with about `digits` significant digits, in the shorter of the fixed and the scientific
/// notation: "11.825", "1.2e-05". Independent of the locale.
[[nodiscard]] std::string format_number(double number, int digits = 5);

/// `number` with exactly `decimals` digits behind the point.
[[nodiscard]] std::string format_fixed(double number, int decimals);

/// A count with its thousands set off: "1,300,000".
[[nodiscard]] std::string format_count(std::int64_t count);

/// A time span as a person says it: "0.42 s", "12.3 s", "2 min 05 s", "1 h 02 min", "3 d 04 h";
/// "?" for a negative span or none.
[[nodiscard]] std::string format_duration(double seconds);

/// A size in bytes: "512 B", "1.5 KiB", "128 MiB".
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

/// A rate with a decimal prefix before the unit: "812 elements/s", "6.21 M elements/s";
/// without a unit "6.21 M/s".
[[nodiscard]] std::string format_rate(double per_second, std::string_view unit);

}  // namespace tessera

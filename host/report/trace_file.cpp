#include "host/report/trace_file.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>

#include "host/report/format.hpp"

namespace tessera {
namespace {

using nlohmann::json;

std::string without(std::string text, std::string_view part) {
  for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
  return text;
}

// What stands behind the last "::" of a name, without template arguments.
std::string last_name(std::string name) {
  name = name.substr(0, name.find('<'));
  const std::size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

std::string microseconds(std::int64_t nanoseconds) {
  return format_fixed(static_cast<double>(nanoseconds) / 1e3, 3);
}

std::string json_text(std::string_view text) { return json(std::string(text)).dump(); }

std::string thread_line(int track, const std::string& name) {
  return R"({"ph":"M","pid":1,"tid":)" + std::to_string(track) +
         R"(,"name":"thread_name","args":{"name":)" + json_text(name) + "}}";
}

std::string event_line(const cpu::TraceEvent& event, const std::string& name, int track,
                       std::int64_t origin_ns) {
  std::string line = R"({"ph":"X","pid":1,"tid":)" + std::to_string(track) + R"(,"name":)" +
                     json_text(name) + R"(,"ts":)" + microseconds(event.begin_ns - origin_ns) +
                     R"(,"dur":)" + microseconds(event.end_ns - event.begin_ns);
  if (event.chunks > 0) line += R"(,"args":{"chunks":)" + std::to_string(event.chunks) + "}";
  return line + "}";
}

void add_track(const cpu::TraceTrack& track, int number, const std::string& name,
               std::int64_t origin_ns, std::string& lines) {
  lines += ",\n" + thread_line(number, name);
  for (std::int64_t item = 0; item < track.count; ++item) {
    const cpu::TraceEvent& event = track.events[item];
    const std::string what = event.chunks > 0 ? stage_of_body(event.name) : event.name;
    lines += ",\n" + event_line(event, what, number, origin_ns);
  }
}

}  // namespace

std::string stage_of_body(std::string_view body_name) {
  const std::size_t equals = body_name.find("Body = ");
  std::string name(equals == std::string_view::npos ? body_name : body_name.substr(equals + 7));
  const std::size_t place = name.find("(lambda at ");
  if (place != std::string::npos) {
    const std::size_t line_end = name.rfind(':');
    const std::size_t file = name.rfind('/', line_end);
    const std::size_t begin = file == std::string::npos ? place + 11 : file + 1;
    return name.substr(begin, line_end - begin);
  }
  name = without(without(std::move(name), "{anonymous}::"), "(anonymous namespace)::");
  return last_name(name.substr(0, name.find_first_of("(];")));
}

std::string chrome_trace(const cpu::Trace& trace, std::string_view team) {
  std::int64_t dropped = trace.ranges().dropped;
  std::string lines = R"({"ph":"M","pid":1,"tid":0,"name":"process_name","args":{"name":)" +
                      json_text("tessera, " + std::string(team)) + "}}";
  add_track(trace.ranges(), 0, "ranges", trace.begin_ns(), lines);
  for (int worker = 0; worker < trace.workers(); ++worker) {
    dropped += trace.worker_track(worker).dropped;
    add_track(trace.worker_track(worker), worker + 1, "worker " + std::to_string(worker),
              trace.begin_ns(), lines);
  }
  return "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"dropped_events\":" +
         std::to_string(dropped) + "},\n\"traceEvents\":[\n" + lines + "\n]}\n";
}

}  // namespace tessera

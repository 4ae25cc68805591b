#include "host/commands/gpu_listing.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "host/report/format.hpp"
#include "host/version.hpp"

namespace tessera {
namespace {

nlohmann::json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

std::string device_text(const gpu::Device& device, const std::string& obstacle) {
  const auto bytes = [](std::int64_t count) {
    return format_bytes(static_cast<std::uint64_t>(count));
  };
  std::ostringstream text;
  text << "GPU " << device.ordinal << "      " << device.name << ", compute capability "
       << device.compute_major << '.' << device.compute_minor << ", " << device.multiprocessors
       << " multiprocessors, " << bytes(device.memory_bytes) << ", L2 " << bytes(device.l2_bytes)
       << '\n';
  if (!obstacle.empty()) text << "           " << obstacle << '\n';
  return text.str();
}

}  // namespace

std::vector<std::string> architecture_names(std::string_view of_cmake) {
  std::vector<std::string> names;
  std::istringstream words{std::string(of_cmake)};
  for (std::string word; words >> word;) {
    const std::size_t dash = word.find('-');
    const std::string number = word.substr(0, dash);
    const std::string kind = dash == std::string::npos ? "" : word.substr(dash + 1);
    const bool is_number = number.find_first_of("0123456789") == 0;
    if (!is_number) names.push_back(word);
    if (is_number && kind != "virtual") names.push_back("sm_" + number);
    if (is_number && kind != "real") names.push_back("compute_" + number);
  }
  return names;
}

GpuListing list_gpus(const GpuSearch& search) {
  GpuListing listing{search.survey(), {}, architecture_names(kCudaArchitectures)};
  for (const gpu::Device& device : listing.survey.devices) {
    listing.obstacles.push_back(search.obstacle_to(listing.survey, device.ordinal));
  }
  return listing;
}

nlohmann::json gpu_listing_json(const GpuListing& listing) {
  nlohmann::json json{{"runtime", text_or_null(listing.survey.runtime)},
                      {"driver", text_or_null(listing.survey.driver)},
                      {"architectures", listing.architectures},
                      {"obstacle", text_or_null(listing.survey.obstacle)},
                      {"gpus", nlohmann::json::array()}};
  for (std::size_t index = 0; index < listing.survey.devices.size(); ++index) {
    nlohmann::json gpu = device_json(listing.survey.devices[index]);
    gpu["obstacle"] = text_or_null(listing.obstacles[index]);
    json["gpus"].push_back(gpu);
  }
  return json;
}

std::string gpu_listing_text(const GpuListing& listing) {
  const gpu::DeviceSurvey& survey = listing.survey;
  std::ostringstream text;
  if (!survey.runtime.empty()) {
    text << "CUDA       runtime " << survey.runtime << ", driver "
         << (survey.driver.empty() ? "none" : "for " + survey.driver) << "; code for";
    for (const std::string& name : listing.architectures) text << ' ' << name;
    text << '\n';
  }
  if (!survey.obstacle.empty()) text << "GPU        none: " << survey.obstacle << '\n';
  for (std::size_t index = 0; index < survey.devices.size(); ++index) {
    text << device_text(survey.devices[index], listing.obstacles[index]);
  }
  return text.str();
}

}  // namespace tessera

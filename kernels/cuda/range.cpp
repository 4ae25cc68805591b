#include <map>
#include <nvtx3/nvtx3.hpp>

#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {
namespace {

struct Domain {
  static constexpr const char* name = "tessera";
};

// Tools show registered strings at less cost. Names are literals, so their addresses stand for
// them.
nvtxStringHandle_t registered(const char* name) {
  static std::map<const char*, nvtx3::registered_string_in<Domain>> strings;
  return strings.try_emplace(name, name).first->second.get_handle();
}

}  // namespace

Range::Range(const char* name) {
  ::nvtxDomainRangePushEx(nvtx3::domain::get<Domain>(),
                          nvtx3::event_attributes{nvtx3::message{registered(name)}}.get());
}

Range::~Range() { ::nvtxDomainRangePop(nvtx3::domain::get<Domain>()); }

}  // namespace tessera::gpu

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "tests/replayed_device/refusal.hpp"

namespace tessera::support {

/// Objects that the program knows by an opaque pointer.
template <class Handle, class Object>
class Handles {
 public:
  explicit Handles(std::string kind) : kind_(std::move(kind)) {}

  Handle add(std::shared_ptr<Object> object) {
    const auto handle = reinterpret_cast<Handle>(object.get());
    objects_[handle] = std::move(object);
    return handle;
  }
  /// Refuses with cudaErrorInvalidResourceHandle.
  [[nodiscard]] const std::shared_ptr<Object>& at(Handle handle) const {
    const auto found = objects_.find(handle);
    if (found != objects_.end()) return found->second;
    throw Refusal(cudaErrorInvalidResourceHandle, "this is no " + kind_ + " (any more)");
  }
  std::shared_ptr<Object> take(Handle handle) {
    std::shared_ptr<Object> object = at(handle);
    objects_.erase(handle);
    return object;
  }
  [[nodiscard]] const std::map<Handle, std::shared_ptr<Object>>& all() const { return objects_; }
  [[nodiscard]] std::size_t size() const { return objects_.size(); }

 private:
  std::string kind_;
  std::map<Handle, std::shared_ptr<Object>> objects_;
};

}  // namespace tessera::support

#pragma once

#include <hdf5.h>
#include <string>
#include <utility>

namespace tessera {

/// Owns one identifier of the HDF5 library.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Hdf5Handle(hid_t id, Close closer) : id_(id), close_(closer) {}
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;

  [[nodiscard]] hid_t get() const { return id_; }
  [[nodiscard]] bool valid() const { return id_ >= 0; }
  /// Closes now, for those who must know whether that worked.
  bool close() { return close_(std::exchange(id_, H5I_INVALID_HID)) >= 0; }

 private:
  hid_t id_;
  Close close_;
};

/// Stops the library from printing its error stack to stderr; messages come with exceptions.
inline void silence_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

/// The message of the library's error stack that is nearest to the cause.
inline std::string hdf5_message() {
  std::string text;
  const auto keep_first = [](unsigned, const H5E_error2_t* entry, void* target) -> herr_t {
    auto& message = *static_cast<std::string*>(target);
    if (message.empty() && entry->desc != nullptr) message = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text.empty() ? "the HDF5 library gives no reason" : text;
}

}  // namespace tessera

#include "host/io/npy_file.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <type_traits>

#include "host/errors.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/npy_header.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

static_assert(std::endian::native == std::endian::little);

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
  throw InputError("cannot read '" + path.string() + "': " + reason);
}

std::string text_of(const std::vector<std::int64_t>& shape) {
  std::string text = "(";
  for (std::size_t index = 0; index < shape.size(); ++index) {
    text += (index == 0 ? "" : ", ") + std::to_string(shape[index]);
  }
  return text + ")";
}

/// A file that is being read: its header is good, its length right.
class OpenNpy {
 public:
  explicit OpenNpy(const std::filesystem::path& path) : path_(path) {
    require_readable_file(path);
    stream_.open(path, std::ios::binary);
    std::string bytes(kNpyHeaderLimit, '\0');
    stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream_.gcount()));
    stream_.clear();
    try {
      header_ = parse_npy_header(bytes);
    } catch (const NotNpy& reason) {
      refuse(path_, reason.what());
    }
    read_shape();
    check_length();
  }

  [[nodiscard]] const NpyShape& shape() const { return shape_; }

  template <class Stored>
  [[nodiscard]] std::vector<Stored> values() {
    std::vector<Stored> values(static_cast<std::size_t>(shape_.rows * shape_.cols));
    stream_.seekg(static_cast<std::streamoff>(header_.begin_of_values));
    stream_.read(reinterpret_cast<char*>(values.data()),
                 static_cast<std::streamsize>(values.size() * sizeof(Stored)));
    if (!stream_) refuse(path_, "it became shorter while it was read");
    return values;
  }

 private:
  void read_shape() {
    if (header_.type != "<f8" && header_.type != "<f4") {
      refuse(path_, "it holds values of type '" + header_.type.substr(0, 24) +
                        "'; valid are '<f8' and '<f4', little-endian float64 and float32");
    }
    if (header_.shape.size() != 2) {
      refuse(path_, "it has the shape " + text_of(header_.shape) + "; valid is (rows, columns)");
    }
    if (header_.fortran_order) {
      refuse(
          path_,
          "its values lie in Fortran order; valid is C order (numpy.ascontiguousarray makes it)");
    }
    shape_ = {header_.shape[0], header_.shape[1], header_.type == "<f8" ? 8 : 4};
    if (shape_.rows < 1 || shape_.cols < 1) {
      refuse(path_, "it has the shape " + text_of(header_.shape) + "; valid are 1 or more of each");
    }
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 16;
    if (shape_.cols > most / shape_.rows) {
      refuse(path_, "the shape " + text_of(header_.shape) + " is too large");
    }
  }

  void check_length() {
    const auto wanted =
        static_cast<std::uintmax_t>(shape_.rows * shape_.cols * shape_.value_bytes +
                                    static_cast<std::int64_t>(header_.begin_of_values));
    const std::uintmax_t length = std::filesystem::file_size(path_);
    if (length == wanted) return;
    refuse(path_, (length < wanted ? "it is cut short: " : "something stands behind its values: ") +
                      std::to_string(length) + " bytes, where the shape " + text_of(header_.shape) +
                      " makes " + std::to_string(wanted));
  }

  const std::filesystem::path& path_;
  std::ifstream stream_;
  NpyHeader header_;
  NpyShape shape_;
};

}  // namespace

NpyShape read_npy_shape(const std::filesystem::path& path) { return OpenNpy(path).shape(); }

template <class Real>
NpyField<Real> read_npy(const std::filesystem::path& path) {
  OpenNpy file(path);
  if (file.shape().value_bytes == int{sizeof(Real)}) {
    return {file.shape(), file.values<Real>()};
  }
  if constexpr (std::is_same_v<Real, double>) {
    const std::vector<float> values = file.values<float>();
    return {file.shape(), {values.begin(), values.end()}};
  } else {
    refuse(path, "it holds f8 values, which f32 would round; valid are f4 values, or a run in f64");
  }
}

template <class Real>
void write_npy(const std::filesystem::path& path, std::int64_t rows, std::int64_t cols,
               std::span<const Real> values) {
  PendingFile file(path);
  std::ofstream stream(file.temporary_path(), std::ios::binary);
  const std::string header = npy_header(sizeof(Real) == 8 ? "<f8" : "<f4", rows, cols);
  stream.write(header.data(), static_cast<std::streamsize>(header.size()));
  stream.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size_bytes()));
  stream.close();
  if (!stream) {
    throw Error(ExitCode::internal_error,
                "cannot write '" + path.string() + "': " + std::strerror(errno));
  }
  file.commit();
}

template NpyField<double> read_npy(const std::filesystem::path&);
template NpyField<float> read_npy(const std::filesystem::path&);
template void write_npy(const std::filesystem::path&, std::int64_t, std::int64_t,
                        std::span<const double>);
template void write_npy(const std::filesystem::path&, std::int64_t, std::int64_t,
                        std::span<const float>);

}  // namespace tessera

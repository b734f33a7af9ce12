#include "apps/matrix/hdf5_matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }
  bool ok() const { return id_ >= 0; }
  bool close() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  Close close_;
};

// A real number all of whose bits lie inside it: the library trusts their places, also those a damaged file gives.
bool is_number(hid_t type) {
  const std::size_t n_bit = 8 * H5Tget_size(type), precision = H5Tget_precision(type);
  const int offset = H5Tget_offset(type);
  if (offset < 0 || precision == 0 || offset + precision > n_bit) return false;
  if (H5Tget_class(type) != H5T_FLOAT) return H5Tget_class(type) == H5T_INTEGER;
  std::size_t sign = 0, exponent = 0, n_exponent = 0, mantissa = 0, n_mantissa = 0;
  return H5Tget_fields(type, &sign, &exponent, &n_exponent, &mantissa, &n_mantissa) >= 0 &&
         std::max({sign + 1, exponent + n_exponent, mantissa + n_mantissa}) <= n_bit;
}

// Names of the members of a compound that stands for a complex number; empty if it does not. The library trusts places
// and sizes of members: those of a damaged file lie outside the compound.
std::vector<std::string> complex_members(hid_t type) {
  if (H5Tget_class(type) != H5T_COMPOUND || H5Tget_nmembers(type) != 2) return {};
  std::vector<std::string> names;
  for (unsigned k = 0; k < 2; ++k) {
    char* name = H5Tget_member_name(type, k);
    const Handle member(H5Tget_member_type(type, k), H5Tclose);
    const bool inside = H5Tget_member_offset(type, k) + H5Tget_size(member) <= H5Tget_size(type);
    if (name != nullptr && member.ok() && is_number(member) && inside) names.emplace_back(name);
    H5free_memory(name);
  }
  const bool known = names == std::vector<std::string>{"r", "i"} || names == std::vector<std::string>{"real", "imag"};
  return known ? names : std::vector<std::string>{};
}

std::string matlab_class(hid_t dataset) {  // empty if not written by MATLAB
  if (H5Aexists(dataset, "MATLAB_class") <= 0) return "";
  const Handle attribute(H5Aopen(dataset, "MATLAB_class", H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute), H5Tclose);
  const std::size_t size = H5Tget_size(type);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0 || size == 0 || size > 64 ||
      H5Sget_simple_extent_npoints(space) != 1)
    return "";
  std::string text(size, '\0');
  if (H5Aread(attribute, type, text.data()) < 0) return "";
  return text.c_str();
}

// Rank of a dataset that can be read as a matrix or a vector; 0 of any other.
int readable_rank(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  if (!type.ok() || !space.ok() || matlab_class(dataset) == "char") return 0;
  const int rank = H5Sget_simple_extent_ndims(space);
  return (rank == 1 || rank == 2) && (is_number(type) || !complex_members(type).empty()) ? rank : 0;
}

struct Found {
  std::array<std::vector<std::string>, 3> by_rank;  // paths
};

herr_t collect(hid_t root, const char* name, const H5O_info_t* info, void* data) {
  if (info->type != H5O_TYPE_DATASET) return 0;
  const Handle dataset(H5Dopen2(root, name, H5P_DEFAULT), H5Dclose);
  if (dataset.ok()) static_cast<Found*>(data)->by_rank[readable_rank(dataset)].push_back(std::string("/") + name);
  return 0;
}

// The only matrix, or where there is none the only vector.
std::string only_dataset(hid_t file, const std::string& name) {
  Found found;
  if (H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &found, H5O_INFO_BASIC) < 0)
    throw std::invalid_argument(fmt::format("{} is damaged: its list of datasets cannot be read", in_quotes(name)));
  const std::vector<std::string>& paths = found.by_rank[2].empty() ? found.by_rank[1] : found.by_rank[2];
  if (paths.empty())
    throw std::invalid_argument(fmt::format(
        "{} must hold a dataset of two dimensions with real numbers or compounds {{r, i}} or {{real, imag}}",
        in_quotes(name)));
  if (paths.size() > 1)
    throw std::invalid_argument(
        fmt::format("{} holds {} matrices: name one as {}:{}", in_quotes(name), paths.size(), name, paths.front()));
  return paths.front();
}

// Why the numbers cannot be taken from where the file says they are; empty if they can. Other files are not followed:
// they may be a pipe that nobody writes. Of numbers inside its header a damaged file announces more than there are.
std::string unfit_storage(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose),
      space(H5Dget_space(dataset), H5Sclose);
  const H5D_layout_t layout = H5Pget_layout(creation);
  if (layout == H5D_VIRTUAL || H5Pget_external_count(creation) > 0)
    return "must hold its numbers itself, not in other files";
  const hsize_t needed = static_cast<hsize_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(type);
  if (layout == H5D_COMPACT && H5Dget_storage_size(dataset) < needed)
    return "is damaged: it holds fewer numbers than it announces";
  return "";
}

// Compound of two doubles, laid out as std::complex.
Handle complex_type(const std::vector<std::string>& members) {
  const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(arma::cx_double));
  H5Tinsert(type, members[0].c_str(), 0, H5T_NATIVE_DOUBLE);
  H5Tinsert(type, members[1].c_str(), sizeof(double), H5T_NATIVE_DOUBLE);
  return {type, H5Tclose};
}

bool read_numbers(hid_t dataset, FileMatrix& matrix) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  const std::vector<std::string> members = complex_members(type);
  matrix.is_complex = !members.empty();
  if (matrix.is_complex)
    return H5Dread(dataset, complex_type(members), H5S_ALL, H5S_ALL, H5P_DEFAULT, matrix.value.memptr()) >= 0;
  arma::mat real(arma::size(matrix.value));
  if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, real.memptr()) < 0) return false;
  matrix.value.set_real(real);
  return true;
}

}  // namespace

bool has_hdf5_signature(const std::string& file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::ifstream stream(file, std::ios::binary);
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  for (std::uintmax_t at = 0; !error && at + signature.size() <= size; at = at == 0 ? 512 : 2 * at) {
    std::array<char, signature.size()> bytes{};
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(bytes.data(), bytes.size());
    if (std::string_view(bytes.data(), bytes.size()) == signature) return true;
  }
  return false;
}

FileMatrix read_hdf5(const MatrixSource& source) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Handle file(H5Fopen(source.file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.ok())
    throw std::invalid_argument(fmt::format("{} is damaged: the HDF5 library cannot open it", in_quotes(source.file)));
  const std::string path = source.name.empty() ? only_dataset(file, source.file) : source.name;
  const std::string place = fmt::format("{} dataset {}", in_quotes(source.file), in_quotes(path));
  const Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) throw std::invalid_argument(place + " is not there or cannot be read");
  const int rank = readable_rank(dataset);
  if (rank == 0)
    throw std::invalid_argument(place +
                                " must have one or two dimensions of real numbers or compounds {r, i} or {real, imag}");
  std::array<hsize_t, 2> size = {0, 1};
  H5Sget_simple_extent_dims(Handle(H5Dget_space(dataset), H5Sclose), size.data(), nullptr);
  require_matrix_size(place, size[0], size[1]);
  if (const std::string unfit = unfit_storage(dataset); !unfit.empty())
    throw std::invalid_argument(fmt::format("{} {}", place, unfit));
  FileMatrix matrix;
  matrix.value.zeros(size[1], size[0]);  // the file runs by rows, memory by columns: as read it is transposed
  if (!read_numbers(dataset, matrix)) throw std::invalid_argument(place + " is damaged: its numbers cannot be read");
  if (matlab_class(dataset).empty()) matrix.value = arma::cx_mat(matrix.value.st());
  return matrix;
}

bool write_hdf5(const FileMatrix& matrix, const std::string& name) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Handle file(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  if (!file.ok()) return false;
  const std::array<hsize_t, 2> size = {matrix.value.n_rows, matrix.value.n_cols};
  const Handle space(H5Screate_simple(2, size.data(), nullptr), H5Sclose);
  const Handle type = matrix.is_complex ? complex_type({"r", "i"}) : Handle(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation, false);  // else the same matrix gives another file every second
  Handle dataset(H5Dcreate2(file, "x", type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) return false;
  const arma::cx_mat rows = matrix.value.st();
  const arma::mat real = arma::real(rows);
  const void* data = matrix.is_complex ? static_cast<const void*>(rows.memptr()) : real.memptr();
  return H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0 && dataset.close() && file.close();
}

}  // namespace ohmimo::matrix

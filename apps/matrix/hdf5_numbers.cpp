#include "apps/matrix/hdf5_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

constexpr std::size_t longest_text = 256;

// read(type, buffer) as H5Aread and H5Dread.
template <class Read>
std::string one_text(hid_t type, hid_t space, const Read& read) {
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return "";
  if (H5Tis_variable_str(type) > 0) {
    char* found = nullptr;
    if (read(type, &found) < 0 || found == nullptr) return "";
    const std::string text(found, strnlen(found, longest_text));
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, &found);
    return text;
  }
  const std::size_t size = H5Tget_size(type);
  if (size == 0 || size > longest_text) return "";
  std::string text(size, '\0');
  if (read(type, text.data()) < 0) return "";
  text.resize(std::min(text.find('\0'), text.size()));
  text.resize(text.find_last_not_of(' ') + 1);  // padded with blanks
  return text;
}

}  // namespace

bool is_number(hid_t type) {
  const std::size_t n_bit = 8 * H5Tget_size(type), precision = H5Tget_precision(type);
  const int offset = H5Tget_offset(type);
  if (offset < 0 || precision == 0 || offset + precision > n_bit) return false;
  if (H5Tget_class(type) != H5T_FLOAT) return H5Tget_class(type) == H5T_INTEGER;
  std::size_t sign = 0, exponent = 0, n_exponent = 0, mantissa = 0, n_mantissa = 0;
  return H5Tget_fields(type, &sign, &exponent, &n_exponent, &mantissa, &n_mantissa) >= 0 &&
         std::max({sign + 1, exponent + n_exponent, mantissa + n_mantissa}) <= n_bit;
}

// The library trusts places and sizes of members: those of a damaged file lie outside the compound.
std::vector<std::string> complex_members(hid_t type) {
  if (H5Tget_class(type) != H5T_COMPOUND || H5Tget_nmembers(type) != 2) return {};
  std::vector<std::string> names;
  for (unsigned k = 0; k < 2; ++k) {
    char* name = H5Tget_member_name(type, k);
    const Hdf5Handle member(H5Tget_member_type(type, k), H5Tclose);
    const bool inside = H5Tget_member_offset(type, k) + H5Tget_size(member) <= H5Tget_size(type);
    if (name != nullptr && member.ok() && is_number(member) && inside) names.emplace_back(name);
    H5free_memory(name);
  }
  const bool known = names == std::vector<std::string>{"r", "i"} || names == std::vector<std::string>{"real", "imag"};
  return known ? names : std::vector<std::string>{};
}

Hdf5Handle complex_type(const std::vector<std::string>& members, hid_t part) {
  const std::size_t size = H5Tget_size(part);
  const hid_t type = H5Tcreate(H5T_COMPOUND, 2 * size);
  H5Tinsert(type, members[0].c_str(), 0, part);
  H5Tinsert(type, members[1].c_str(), size, part);
  return {type, H5Tclose};
}

bool read_numbers(hid_t dataset, FileMatrix& matrix) {
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
  const std::vector<std::string> members = complex_members(type);
  matrix.is_complex = !members.empty();
  if (matrix.is_complex)
    return H5Dread(dataset, complex_type(members, H5T_NATIVE_DOUBLE), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                   matrix.value.memptr()) >= 0;
  arma::mat real(arma::size(matrix.value));
  if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, real.memptr()) < 0) return false;
  matrix.value.set_real(real);
  return true;
}

// Other files are not followed: they may be a pipe that nobody writes. Of numbers inside its header a damaged file
// announces more than there are.
std::string unfit_storage(hid_t dataset) {
  const Hdf5Handle creation(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose),
      space(H5Dget_space(dataset), H5Sclose);
  const H5D_layout_t layout = H5Pget_layout(creation);
  if (layout == H5D_VIRTUAL || H5Pget_external_count(creation) > 0)
    return "must hold its numbers itself, not in other files";
  const hsize_t needed = static_cast<hsize_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(type);
  if (layout == H5D_COMPACT && H5Dget_storage_size(dataset) < needed)
    return "is damaged: it holds fewer numbers than it announces";
  return "";
}

std::string unfit_size(hid_t dataset, std::uint64_t file_bytes) {
  const Hdf5Handle creation(H5Dget_create_plist(dataset), H5Pclose), type(H5Dget_type(dataset), H5Tclose),
      space(H5Dget_space(dataset), H5Sclose);
  constexpr double most_packing = 1032.0;
  const double announced =
      static_cast<double>(H5Sget_simple_extent_npoints(space)) * static_cast<double>(H5Tget_size(type));
  const double stored = static_cast<double>(std::min<std::uint64_t>(H5Dget_storage_size(dataset), file_bytes));
  const bool packed = H5Pget_layout(creation) == H5D_CHUNKED && H5Pget_nfilters(creation) > 0;
  if (announced <= stored * (packed ? most_packing : 1.0)) return "";
  return fmt::format("is damaged or was never written: it announces {:.3g} bytes of numbers and stores {:.3g}",
                     announced, stored);
}

std::string missing_filter(hid_t dataset) {
  const Hdf5Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  const int n_filter = creation.ok() ? H5Pget_nfilters(creation) : 0;
  for (int k = 0; k < n_filter; ++k) {
    std::array<char, 64> name{};
    unsigned flags = 0;
    std::size_t n_value = 0;
    const H5Z_filter_t number = H5Pget_filter2(creation, static_cast<unsigned>(k), &flags, &n_value, nullptr,
                                               name.size() - 1, name.data(), nullptr);
    if (number < 0 || H5Zfilter_avail(number) > 0) continue;
    return name[0] == '\0' ? fmt::format("number {}", number)
                           : fmt::format("{} (number {})", in_quotes(name.data()), number);
  }
  return "";
}

std::string attribute_text(hid_t object, const char* name) {
  if (H5Aexists(object, name) <= 0) return "";
  const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const Hdf5Handle type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  return one_text(type, space, [&attribute](hid_t as, void* to) { return H5Aread(attribute, as, to); });
}

std::string dataset_text(hid_t object, const char* name) {
  if (H5Lexists(object, name, H5P_DEFAULT) <= 0) return "";
  const Hdf5Handle dataset(H5Dopen2(object, name, H5P_DEFAULT), H5Dclose);
  if (!dataset.ok() || !unfit_storage(dataset).empty()) return "";
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  return one_text(type, space,
                  [&dataset](hid_t as, void* to) { return H5Dread(dataset, as, H5S_ALL, H5S_ALL, H5P_DEFAULT, to); });
}

double attribute_number(hid_t object, const char* name) {
  double value = std::numeric_limits<double>::quiet_NaN();
  if (H5Aexists(object, name) <= 0) return value;
  const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  const Hdf5Handle type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  if (!type.ok() || !is_number(type) || H5Sget_simple_extent_npoints(space) != 1) return value;
  return H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0 ? std::numeric_limits<double>::quiet_NaN() : value;
}

}  // namespace ohmimo::matrix

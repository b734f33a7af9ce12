#include "apps/store/hdf5_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "apps/matrix/hdf5_layout.hpp"
#include "apps/matrix/hdf5_numbers.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

using namespace matrix;

// Attributes of H in our own files, and what MATLAB users call them.
constexpr std::array<const char*, 5> text_attributes = {"axes", "normalisation", "source", "seed", "config_hash"};
constexpr std::array<const char*, 2> number_attributes = {"scs_hz", "carrier_hz"};

std::vector<Listed> listed(const std::vector<Hdf5Variable>& variables) {
  std::vector<Listed> all;
  for (const Hdf5Variable& variable : variables) {
    Listed one{.name = variable.name,
               .shape = variable.size,
               .is_numeric = variable.kind.is_numeric && !variable.kind.is_sparse && !variable.kind.is_logical &&
                             !variable.kind.is_range && !variable.is_empty,
               .stored_at = variable.path,
               .is_marked = variable.is_marked()};
    if (one.is_marked) std::ranges::reverse(one.shape);
    all.push_back(one);
  }
  return all;
}

// Real numbers become the real parts, from the last: they lie in the first half of the memory.
void spread_reals(std::vector<std::complex<float>>& values) {
  const float* reals = reinterpret_cast<const float*>(values.data());
  for (std::size_t k = values.size(); k-- > 0;) values[k] = reals[k];
}

bool read_values(hid_t dataset, RawArray& array, std::size_t n, bool delays) {
  const auto read = [dataset](hid_t type, void* to) {
    return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to) >= 0;
  };
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
  const std::vector<std::string> members = complex_members(type);
  array.is_complex = !members.empty();
  if (delays && !array.is_complex) {
    array.reals.resize(n);
    return read(H5T_NATIVE_DOUBLE, array.reals.data());
  }
  array.values.resize(n);
  if (array.is_complex) return read(complex_type(members, H5T_NATIVE_FLOAT), array.values.data());
  if (!read(H5T_NATIVE_FLOAT, array.values.data())) return false;
  spread_reals(array.values);
  return true;
}

// delays: in double precision.
RawArray read_array(hid_t file, const Listed& one, bool delays, const std::string& name) {
  const std::string place =
      fmt::format("{} {} {}", in_quotes(name), one.is_marked ? "variable" : "dataset", in_quotes(one.name));
  if (!one.is_numeric)
    throw std::invalid_argument(place + " must hold real numbers or compounds {r, i} or {real, imag}");
  const std::uint64_t n = number_count(place, one.shape);
  const Hdf5Handle dataset(H5Dopen2(file, one.stored_at.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) throw std::invalid_argument(place + " is not there or cannot be read");
  for (const std::string& fault : {unfit_storage(dataset), unfit_size(dataset, std::filesystem::file_size(name))})
    if (!fault.empty()) throw std::invalid_argument(fmt::format("{} {}", place, fault));
  RawArray array{.name = one.name, .shape = one.shape, .first_fastest = one.is_marked};
  if (read_values(dataset, array, n, delays)) return array;
  const std::string filter = missing_filter(dataset);
  throw std::invalid_argument(
      filter.empty()
          ? place + " is damaged: its numbers cannot be read"
          : fmt::format("{} is packed by the filter {}, which this HDF5 library does not have", place, filter));
}

// Attributes of the array or of the file.
void read_words(hid_t object, std::map<std::string, std::string>& words) {
  for (const char* name : text_attributes)
    if (const std::string text = attribute_text(object, name); !text.empty()) words[name] = text;
  for (const char* name : number_attributes)
    if (const double value = attribute_number(object, name); std::isfinite(value))
      words[name] = fmt::format("{}", value);
}

// Beside H in files of MATLAB.
void read_word_variable(hid_t file, const Hdf5Variable& variable, std::map<std::string, std::string>& words) {
  const WordVariable* known = variable.is_marked() ? word_variable(variable.name) : nullptr;
  if (known == nullptr) return;
  const Hdf5Handle dataset(H5Dopen2(file, variable.path.c_str(), H5P_DEFAULT), H5Dclose);
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  const hssize_t n = H5Sget_simple_extent_npoints(space);
  if (!is_number(type) || n < 1 || n > static_cast<hssize_t>(longest_word) || !unfit_storage(dataset).empty()) return;
  std::vector<double> numbers(static_cast<std::size_t>(n));
  if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()) < 0) return;
  if (const std::string word = word_of(*known, numbers); !word.empty()) words[std::string(known->word)] = word;
}

// Of variable length: h5py then gives a str, not bytes.
bool write_text(hid_t object, const char* name, const std::string& text) {
  if (text.empty()) return true;
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  const Hdf5Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* characters = text.c_str();
  return attribute.ok() && H5Awrite(attribute, type, &characters) >= 0;
}

bool write_number(hid_t object, const char* name, double value) {
  if (value == 0.0) return true;
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle attribute(H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  return attribute.ok() && H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value) >= 0;
}

bool write_attributes(hid_t dataset, const ChannelRecord& record) {
  return write_text(dataset, "format", "ohmimo channel 1") &&
         write_text(dataset, "axes", "slot,symbol,subcarrier,rx,user,re_im") &&
         write_text(dataset, "normalisation", record.normalisation) && write_text(dataset, "source", record.source) &&
         write_text(dataset, "seed", record.seed) && write_text(dataset, "config_hash", record.config_hash) &&
         write_number(dataset, "scs_hz", record.scs_hz) && write_number(dataset, "carrier_hz", record.carrier_hz);
}

}  // namespace

RawFile read_hdf5_channel(const std::string& name, const std::string& dataset) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Hdf5Handle file(H5Fopen(name.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.ok())
    throw std::invalid_argument(fmt::format("{} is damaged: the HDF5 library cannot open it", in_quotes(name)));
  const std::vector<Hdf5Variable> variables = list_hdf5(file, in_quotes(name));
  const std::vector<Listed> all = listed(variables);
  const Choice choice = choose_arrays(name, all, dataset);
  RawFile raw{.content = choice.content};
  read_words(file, raw.words);
  for (const Hdf5Variable& variable : variables) read_word_variable(file, variable, raw.words);
  for (std::size_t k = 0; k < choice.arrays.size(); ++k) {
    const Listed& one = *choice.arrays[k];
    raw.arrays.push_back(read_array(file, one, choice.is_delays(k), name));
    if (one.is_marked) raw.order = Order::matlab;
    const Hdf5Handle stored(H5Dopen2(file, one.stored_at.c_str(), H5P_DEFAULT), H5Dclose);
    read_words(stored, raw.words);
  }
  return raw;
}

bool write_hdf5_channel(const ChannelRecord& record, const std::string& name) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Hdf5Handle file(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  if (!file.ok()) return false;
  const std::array<hsize_t, 6> size = {record.n_slot, record.n_symbol, record.n_subcarrier,
                                       record.n_rx,   record.n_user,   2};
  const Hdf5Handle space(H5Screate_simple(6, size.data(), nullptr), H5Sclose);
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation, false);  // else the same channel gives another file every second
  Hdf5Handle dataset(H5Dcreate2(file, "H", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
  return dataset.ok() && write_attributes(dataset, record) &&
         H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, record.h.data()) >= 0 && dataset.close() &&
         file.close();
}

}  // namespace ohmimo::store

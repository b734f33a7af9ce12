#include "apps/store/mat_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>

#include "apps/matrix/mat_variable.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

using namespace matrix;

Listed listed(const matvar_t& variable) {
  const VariableKind kind = kind_of(variable);
  Listed one{.name = name_of(variable),
             .is_numeric = kind.is_numeric && !kind.is_sparse && !kind.is_logical,
             .is_complex = variable.isComplex != 0};
  if (kind.rank > 0) one.shape.assign(variable.dims, variable.dims + kind.rank);
  return one;
}

// The file must have as many bytes as the numbers take; zlib packs at most 1032 into one.
void require_stored(const matvar_t& variable, std::uint64_t n, const std::string& place, std::uint64_t file_bytes) {
  constexpr double most_packing = 1032.0;
  const bool packed = variable.compression == MAT_COMPRESSION_ZLIB;
  const double announced = static_cast<double>(n) * (variable.isComplex != 0 ? 2.0 : 1.0);  // a byte each, at least
  if (announced <= static_cast<double>(file_bytes) * (packed ? most_packing : 1.0)) return;
  throw std::invalid_argument(fmt::format("{} is damaged: it announces {} numbers in a file of {} bytes", place,
                                          shape_text(listed(variable).shape), file_bytes));
}

// delays: in double precision.
RawArray read_array(mat_t* file, const Listed& one, bool delays, const std::string& name) {
  const std::string place = fmt::format("{} variable {}", in_quotes(name), in_quotes(one.name));
  if (!one.is_numeric) throw std::invalid_argument(place + " must be a full array of numbers");
  const std::uint64_t n = number_count(place, one.shape);
  Mat_Rewind(file);
  const MatVariable variable = owned(Mat_VarReadInfo(file, one.name.c_str()));
  if (!variable || listed(*variable).shape != one.shape)
    throw std::invalid_argument(place + " is damaged: it cannot be found again");
  require_stored(*variable, n, place, std::filesystem::file_size(name));
  load_numbers(file, *variable, n, place);
  RawArray array{.name = one.name, .shape = one.shape, .first_fastest = true, .is_complex = variable->isComplex != 0};
  bool copied = false;
  if (delays && !array.is_complex) {
    array.reals.resize(n);
    copied = copy_numbers<double>(*variable, MatPart::real, array.reals);
  } else {
    array.values.resize(n);
    const std::span<float> numbers(reinterpret_cast<float*>(array.values.data()), 2 * n);
    copied = copy_numbers(*variable, MatPart::real, numbers, 2);
    if (array.is_complex) copied = copied && copy_numbers(*variable, MatPart::imaginary, numbers.subspan(1), 2);
  }
  if (!copied) throw std::invalid_argument(place + " must be a full array of numbers");
  return array;
}

// The variable is read whole if it is a word beside H.
void read_word_variable(mat_t* file, matvar_t& variable, std::map<std::string, std::string>& words) {
  const std::string name = name_of(variable);
  const WordVariable* known = word_variable(name);
  constexpr WordVariable of_quadriga = {"", "carrier_hz", false};
  if (name.ends_with("_CenterFrequency")) known = &of_quadriga;
  if (known == nullptr || variable.dims == nullptr || variable.rank != 2 || variable.isComplex != 0) return;
  const std::uint64_t n = variable.dims[0] * variable.dims[1];
  if (n < 1 || n > longest_word || Mat_VarReadDataAll(file, &variable) != 0 || variable.data == nullptr) return;
  if (variable.nbytes != n * static_cast<std::size_t>(variable.data_size)) return;
  std::vector<double> numbers(n);
  if (!copy_numbers<double>(variable, MatPart::real, numbers)) return;
  if (const std::string word = word_of(*known, numbers); !word.empty()) words[std::string(known->word)] = word;
}

bool write_variable(mat_t* file, matvar_t* variable) {
  const MatVariable its = owned(variable);
  return its && Mat_VarWrite(file, its.get(), MAT_COMPRESSION_NONE) == 0;
}

bool write_text(mat_t* file, const char* name, std::string text) {
  if (text.empty()) return true;
  std::array<std::size_t, 2> size = {1, text.size()};
  return write_variable(file, Mat_VarCreate(name, MAT_C_CHAR, MAT_T_UTF8, 2, size.data(), text.data(), 0));
}

bool write_number(mat_t* file, const char* name, double value) {
  if (value == 0.0) return true;
  std::array<std::size_t, 2> size = {1, 1};
  return write_variable(file, Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, size.data(), &value, 0));
}

// Parts of H with the subcarrier fastest, then symbol, rx, user, slot.
void fill_parts(const ChannelRecord& r, std::vector<float>& re, std::vector<float>& im) {
  const std::size_t n_grid = r.n_symbol * r.n_subcarrier, one = r.n_rx * r.n_user;
  re.reserve(r.h.size());
  im.reserve(r.h.size());
  for (std::size_t slot = 0; slot < r.n_slot; ++slot)
    for (std::size_t user = 0; user < r.n_user; ++user)
      for (std::size_t rx = 0; rx < r.n_rx; ++rx)
        for (std::size_t k = 0; k < n_grid; ++k) {  // [symbol][subcarrier] is the order wanted
          const std::complex<float> value = r.h[(slot * n_grid + k) * one + rx * r.n_user + user];
          re.push_back(value.real());
          im.push_back(value.imag());
        }
}

}  // namespace

RawFile read_mat_channel(const std::string& name, const std::string& wanted) {
  const MatFile file = open_mat(name);
  RawFile raw{.order = Order::matlab};
  std::vector<Listed> all;
  while (true) {
    const MatVariable variable = owned(Mat_VarReadNextInfo(file.get()));
    if (!variable) break;
    all.push_back(listed(*variable));
    read_word_variable(file.get(), *variable, raw.words);
  }
  const Choice choice = choose_arrays(name, all, wanted);
  raw.content = choice.content;
  for (std::size_t k = 0; k < choice.arrays.size(); ++k)
    raw.arrays.push_back(read_array(file.get(), *choice.arrays[k], choice.is_delays(k), name));
  return raw;
}

bool write_mat_channel(const ChannelRecord& record, const std::string& name, MatVersion version) {
  std::filesystem::remove(name);  // a file of another version is not overwritten by the library
  const MatFile file = create_mat(name, version == MatVersion::level5 ? MAT_FT_MAT5 : MAT_FT_MAT73);
  if (!file) return false;
  std::vector<float> re, im;
  fill_parts(record, re, im);
  std::array<std::size_t, 5> size = {record.n_subcarrier, record.n_symbol, record.n_rx, record.n_user, record.n_slot};
  mat_complex_split_t parts = {re.data(), im.data()};
  const int flags = MAT_F_DONT_COPY_DATA | MAT_F_COMPLEX;
  return write_variable(file.get(), Mat_VarCreate("H", MAT_C_SINGLE, MAT_T_SINGLE, 5, size.data(), &parts, flags)) &&
         write_text(file.get(), "dims", "subcarrier,symbol,rx,user,slot") &&
         write_number(file.get(), "SubcarrierSpacing", record.scs_hz * 1e-3) &&
         write_number(file.get(), "CarrierFrequency", record.carrier_hz) &&
         write_text(file.get(), "Normalisation", record.normalisation) &&
         write_text(file.get(), "Source", record.source) && write_text(file.get(), "Seed", record.seed) &&
         write_text(file.get(), "ConfigHash", record.config_hash);
}

}  // namespace ohmimo::store

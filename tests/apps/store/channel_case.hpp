// Channels, files and messages shared by the tests of channel files.
#pragma once
#include <doctest/doctest.h>
#include <hdf5.h>
#include <matio.h>

#include <array>
#include <complex>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/matrix/hdf5_handle.hpp"
#include "apps/matrix/mat_variable.hpp"
#include "apps/store/channel_file.hpp"
#include "tests/temporary_folder.hpp"

namespace ohmimo::store_test {

using matrix::Hdf5Handle;
using Complex = std::complex<float>;
using Sizes = std::vector<std::size_t>;

// No two axes of one length, no two numbers alike: an axis out of place is seen.
inline ChannelRecord example() {
  ChannelRecord record{.n_slot = 5, .n_symbol = 2, .n_subcarrier = 12, .n_rx = 4, .n_user = 3};
  record.scs_hz = 30e3;
  record.carrier_hz = 3.5e9;
  record.normalisation = "E|h|^2 = 1";
  record.source = "test";
  record.seed = "7";
  record.config_hash = "0123456789abcdef";
  for (std::size_t k = 0; k < 5 * 2 * 12 * 4 * 3; ++k)
    record.h.emplace_back(0.5f + 0.25f * static_cast<float>(k), -1.0f / (1.0f + static_cast<float>(k)));
  return record;
}

inline bool same_matrices(const ChannelRecord& a, const ChannelRecord& b) {
  return a.n_slot == b.n_slot && a.n_symbol == b.n_symbol && a.n_subcarrier == b.n_subcarrier && a.n_rx == b.n_rx &&
         a.n_user == b.n_user && a.h == b.h;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What reading throws, or "loaded".
inline std::string complaint(const std::string& file, const store::ReadOptions& options = {}) {
  try {
    store::read_channel(file, options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "loaded";
}

// One line of a reasonable length.
inline void require_sentence(const std::string& words) {
  if (words.empty() || words.size() > 500 || contains(words, "\n")) FAIL(words);
}

inline std::string read_bytes(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}
inline void write_bytes(const std::string& file, const std::string& bytes) {
  std::filesystem::remove(file);
  std::ofstream(file, std::ios::binary) << bytes;
}

// An HDF5 file that is filled by its function.
inline void make_hdf5(const std::string& file, const std::function<void(hid_t)>& fill) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Hdf5Handle made(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  REQUIRE(made.ok());
  fill(made);
}

inline Hdf5Handle pair_type(const char* first = "r", const char* second = "i", hid_t part = H5T_NATIVE_FLOAT) {
  const hid_t type = H5Tcreate(H5T_COMPOUND, 2 * H5Tget_size(part));
  H5Tinsert(type, first, 0, part);
  H5Tinsert(type, second, H5Tget_size(part), part);
  return {type, H5Tclose};
}

// A dataset, whose numbers are left unwritten if there are none.
inline void put(hid_t file, const char* name, const Sizes& sizes, hid_t type, const void* data,
                hid_t creation = H5P_DEFAULT) {
  const std::vector<hsize_t> lengths(sizes.begin(), sizes.end());
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(sizes.size()), lengths.data(), nullptr), H5Sclose);
  const Hdf5Handle dataset(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
  REQUIRE(dataset.ok());
  if (data != nullptr) REQUIRE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
}

inline void mark(hid_t file, const char* dataset, const char* name, const std::string& text) {
  const Hdf5Handle object(H5Oopen(file, dataset, H5P_DEFAULT), H5Oclose);
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
  H5Tset_size(type, text.size());
  const Hdf5Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  REQUIRE(H5Awrite(attribute, type, text.data()) >= 0);
}

// Sionna's arrays: one base station of 3 antennas, 2 users of one antenna, 4 paths, 5 times.
struct SionnaArrays {
  Sizes a_sizes = {1, 3, 2, 1, 4, 5}, tau_sizes = {1, 2, 4};
  std::vector<Complex> a;
  std::vector<float> tau;

  SionnaArrays() {
    for (int k = 0; k < 3 * 2 * 4 * 5; ++k) a.emplace_back(static_cast<float>(k + 1), 0.5f);
    for (int k = 0; k < 8; ++k) tau.push_back(1e-7f * static_cast<float>(k));
  }
  void write(const std::string& file) const {
    make_hdf5(file, [this](hid_t to) {
      put(to, "a", a_sizes, pair_type(), a.data());
      put(to, "tau", tau_sizes, H5T_NATIVE_FLOAT, tau.data());
    });
  }
};

// A variable of a MAT file of level 5: complex single if im is given.
inline void put_mat(mat_t* file, const char* name, Sizes sizes, std::vector<float> re, std::vector<float> im = {}) {
  mat_complex_split_t parts = {re.data(), im.data()};
  void* data = im.empty() ? static_cast<void*>(re.data()) : &parts;
  const matrix::MatVariable variable =
      matrix::owned(Mat_VarCreate(name, MAT_C_SINGLE, MAT_T_SINGLE, static_cast<int>(sizes.size()), sizes.data(), data,
                                  im.empty() ? 0 : MAT_F_COMPLEX));
  REQUIRE(Mat_VarWrite(file, variable.get(), MAT_COMPRESSION_NONE) == 0);
}

inline void make_mat(const std::string& file, const std::function<void(mat_t*)>& fill) {
  const matrix::MatFile made = matrix::create_mat(file, MAT_FT_MAT5);
  REQUIRE(bool(made));
  fill(made.get());
}

// .npy of a header of one's own and bytes behind it.
inline void make_npy(const std::string& file, std::string header, const std::string& bytes, int major = 1) {
  header += '\n';
  std::string length = {static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  if (major > 1) length += std::string(2, '\0');
  write_bytes(file,
              std::string("\x93NUMPY") + static_cast<char>(major) + std::string(1, '\0') + length + header + bytes);
}

inline std::string numpy_header(const std::string& shape, const std::string& type = "<c8",
                                const std::string& fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

}  // namespace ohmimo::store_test

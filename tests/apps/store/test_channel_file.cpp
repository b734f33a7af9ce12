// Channels through every format, and files in the layouts of other programs.
#include <cstring>

#include "tests/apps/store/channel_case.hpp"

namespace test_channel_file {

using namespace ohmimo;
using namespace ohmimo::store;
using namespace ohmimo::store_test;

TEST_CASE("a channel comes back from every format") {
  const TemporaryFolder folder;
  const ChannelRecord record = example();
  struct Format {
    const char* name;
    MatVersion version;
    bool has_words;
  };
  for (const Format& format : {Format{"a.h5", MatVersion::level5, true},
                               {"a.hdf5", MatVersion::level5, true},
                               {"a.npy", MatVersion::level5, false},
                               {"a.mat", MatVersion::level5, true},
                               {"b.mat", MatVersion::v73, true}}) {
    CAPTURE(format.name);
    write_channel(record, folder.file(format.name), format.version);
    const StoredChannel back = read_channel(folder.file(format.name), {.n_rx = 4, .n_user = 3});
    CHECK(same_matrices(back.record, record));
    CHECK(back.n_not_finite == 0);
    if (!format.has_words) continue;
    CHECK(back.record.scs_hz == 30e3);
    CHECK(back.record.carrier_hz == 3.5e9);
    CHECK(back.record.normalisation == "E|h|^2 = 1");
    CHECK(back.record.source == "test");
    CHECK(back.record.seed == "7");
    CHECK(back.record.config_hash == "0123456789abcdef");
    CHECK(contains(back.notes.at(0), "as the file says"));
  }
  CHECK(folder.n_file() == 5);
  CHECK_THROWS_AS(write_channel(record, folder.file("no/such/folder.h5")), std::runtime_error);
  CHECK_THROWS_AS(write_channel(record, folder.file("a.txt")), std::invalid_argument);
}

TEST_CASE("MATLAB does not store axes of length 1 at the end") {
  const TemporaryFolder folder;
  ChannelRecord record = example();
  record.n_slot = record.n_user = 1;
  record.h.resize(2 * 12 * 4);
  for (const MatVersion version : {MatVersion::level5, MatVersion::v73}) {
    write_channel(record, folder.file("a.mat"), version);
    CHECK(same_matrices(read_channel(folder.file("a.mat")).record, record));
  }
  make_mat(folder.file("b.mat"), [](mat_t* file) {  // K x L x Nr x Nt, as the 5G Toolbox has a channel estimate
    std::vector<float> re(6 * 2 * 3), im(6 * 2 * 3);
    for (std::size_t k = 0; k < re.size(); ++k) re[k] = static_cast<float>(k);
    put_mat(file, "hest", {6, 2, 3, 1}, re, im);
  });
  // Rank 3 alone would be rx, user, slot.
  const ChannelRecord estimate = read_channel(folder.file("b.mat"), {.dims = "subcarrier,symbol,rx,user"}).record;
  CHECK(estimate.n_subcarrier == 6);
  CHECK(estimate.n_symbol == 2);
  CHECK(estimate.n_rx == 3);
  CHECK(estimate.h[(1 * 6 + 4) * 3 + 2] == Complex(4.f + 6.f * 1 + 12.f * 2, 0.f));  // symbol 1, subcarrier 4, rx 2
}

TEST_CASE("axes can be given, and a swap is named") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.npy");
  std::string bytes(5 * 3 * 4 * 8, '\0');
  for (std::size_t k = 0; k < 60; ++k) {
    const Complex value(static_cast<float>(k), 1.f);
    std::memcpy(bytes.data() + 8 * k, &value, 8);
  }
  make_npy(file, numpy_header("(5, 3, 4)"), bytes);
  CHECK(contains(complaint(file, {.n_rx = 4, .n_user = 3}),
                 "must have rx 4 and users 3, got 3 and 4 by dims slot,rx,user; --dims slot,user,rx makes it fit "
                 "(ohmimo channel convert)"));
  const ChannelRecord record = read_channel(file, {.dims = "slot,user,rx", .n_rx = 4, .n_user = 3}).record;
  CHECK(record.n_slot == 5);
  CHECK(record.h[(2 * 4 + 3) * 3 + 1] == Complex((2 * 3 + 1) * 4 + 3, 1.f));
  // Fortran order is the other way round in memory, under the same shape.
  make_npy(file, numpy_header("(5, 3, 4)", "<c8", "True"), bytes);
  CHECK(read_channel(file).record.h[(2 * 3 + 1) * 4 + 3] == Complex(2 + 5 * 1 + 15 * 3, 1.f));
  // Versions 2.0 and 3.0, double precision, big endian, pairs of real numbers.
  make_npy(file, numpy_header("(5, 3, 4)"), bytes, 2);
  CHECK(read_channel(file).record.h[7] == Complex(7.f, 1.f));
  std::string doubles;
  for (int k = 0; k < 60; ++k)
    for (const double value : {k + 0.5, -2.0}) {
      std::string number(8, '\0');
      std::memcpy(number.data(), &value, 8);
      doubles += std::string(number.rbegin(), number.rend());
    }
  make_npy(file, numpy_header("(5, 3, 4)", ">c16"), doubles);
  CHECK(read_channel(file).record.h[7] == Complex(7.5f, -2.f));
  make_npy(file, numpy_header("(5, 3, 4, 2)", ">f8"), doubles);
  CHECK(read_channel(file, {.dims = "slot,rx,user,re_im"}).record.h[7] == Complex(7.5f, -2.f));
}

TEST_CASE("compounds of Aerial, double precision and datasets by name") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  const std::vector<std::complex<double>> values = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}};
  make_hdf5(file, [&](hid_t to) {
    put(to, "x", {3, 2}, pair_type("real", "imag", H5T_NATIVE_DOUBLE), values.data());
    put(to, "y", {2, 3}, pair_type("real", "imag", H5T_NATIVE_DOUBLE), values.data());
  });
  CHECK(contains(complaint(file), "holds 2 arrays and none is called H: name one as"));
  const ChannelRecord record = read_channel(file + ":y").record;
  CHECK(record.n_rx == 2);
  CHECK(record.h[5] == Complex(11.f, 12.f));
}

TEST_CASE("paths of Sionna") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  SionnaArrays arrays;
  arrays.write(file);
  const ChannelRecord record = read_channel(file, {.n_rx = 3, .n_user = 2}).record;
  CHECK(record.has_paths());
  CHECK(record.n_slot == 5);
  CHECK(record.n_path == 4);
  // slot 2, user 1, path 3, rx 2; a is [1][rx][user][1][path][time]
  CHECK(record.gain[((2 * 2 + 1) * 4 + 3) * 3 + 2].real() == 1.f + ((2 * 2 + 1) * 4 + 3) * 5 + 2);
  CHECK(record.delay_s[(2 * 2 + 1) * 4 + 3] == doctest::Approx(7e-7));
  // An invalid path has gain 0 and delay -1.
  for (int rx = 0; rx < 3; ++rx)
    for (int t = 0; t < 5; ++t) arrays.a[static_cast<std::size_t>(((rx * 2 + 1) * 4 + 3) * 5 + t)] = 0.f;
  arrays.tau[7] = -1.f;
  arrays.write(file);
  CHECK(read_channel(file).record.delay_s[7] == 0.0);
  // A batch, and delays of every antenna, whose mean is taken.
  arrays = {};
  arrays.a_sizes.insert(arrays.a_sizes.begin(), 1);
  arrays.tau_sizes = {1, 1, 3, 2, 1, 4};
  arrays.tau.assign(24, 1e-7f);
  arrays.tau[0] = 1.3e-7f;  // of rx 0, user 0, path 0
  arrays.write(file);
  const StoredChannel batch = read_channel(file);
  CHECK(batch.record.n_slot == 5);
  CHECK(batch.record.delay_s[0] == doctest::Approx(1.1e-7));
  CHECK(contains(batch.notes.at(0), "delays differ by up to 30 ns between antennas"));
  // A downlink: the users receive.
  arrays = {};
  arrays.a_sizes = {2, 1, 1, 3, 4, 5};
  arrays.tau_sizes = {2, 1, 4};
  arrays.write(file);
  CHECK(contains(complaint(file), "axis 1 (one) must have length 1"));
  const ChannelRecord downlink = read_channel(file, {.dims = "user,user,rx,rx,path,slot"}).record;
  CHECK(downlink.n_rx == 3);
  CHECK(downlink.n_user == 2);
  CHECK(downlink.gain[((2 * 2 + 1) * 4 + 3) * 3 + 2].real() == 1.f + ((1 * 3 + 2) * 4 + 3) * 5 + 2);
}

TEST_CASE("links of QuaDRiGa are users of one base station") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.mat");
  make_mat(file, [](mat_t* to) {
    for (int link = 1; link <= 2; ++link) {
      const std::size_t n_path = link == 1 ? 2 : 3;
      std::vector<float> re(1 * 4 * n_path * 5), im(re.size(), 0.5f);
      for (std::size_t k = 0; k < re.size(); ++k) re[k] = static_cast<float>(100 * link) + static_cast<float>(k);
      const std::string name = "channel_0000" + std::to_string(link);
      put_mat(to, (name + "_Coeffs").c_str(), {1, 4, n_path, 5}, re, im);
      put_mat(to, (name + "_Delays").c_str(), {n_path, 5}, std::vector<float>(n_path * 5, 1e-7f));
      put_mat(to, (name + "_CenterFrequency").c_str(), {1, 1}, {2.5e9f});
    }
  });
  const StoredChannel stored = read_channel(file);
  const ChannelRecord& record = stored.record;
  CHECK(contains(stored.notes.at(0), "user,rx,path,slot"));
  CHECK(record.n_rx == 4);
  CHECK(record.n_user == 2);
  CHECK(record.n_path == 3);
  CHECK(record.carrier_hz == 2.5e9);
  // slot 3, user 1, path 2, rx 1 of [1, 4, 3, 5] by columns
  CHECK(record.gain[((3 * 2 + 1) * 3 + 2) * 4 + 1].real() == 200.f + 1 + 4 * 2 + 12 * 3);
  CHECK(record.gain[((3 * 2 + 0) * 3 + 2) * 4 + 1] == Complex(0.f));  // a path that user 0 does not have
  CHECK(record.delay_s[(3 * 2 + 1) * 3 + 2] == doctest::Approx(1e-7));
}

TEST_CASE("the larger side of a link of QuaDRiGa is the base station") {
  const TemporaryFolder folder;
  make_mat(folder.file("a.mat"), [](mat_t* to) {
    std::vector<float> re(4 * 1 * 2 * 3);
    for (std::size_t k = 0; k < re.size(); ++k) re[k] = static_cast<float>(k + 1);
    put_mat(to, "channel_00001_Coeffs", {4, 1, 2, 3}, re, std::vector<float>(re.size(), 0.f));
    put_mat(to, "channel_00001_Delays", {2, 3}, std::vector<float>(6, 0.f));
  });
  const ChannelRecord record = read_channel(folder.file("a.mat"), {.n_rx = 4, .n_user = 1}).record;
  CHECK(record.gain[(2 * 2 + 1) * 4 + 3].real() == 1.f + 3 + 4 * 1 + 8 * 2);  // slot 2, path 1, rx 3
}

}  // namespace test_channel_file

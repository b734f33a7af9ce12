// Channel files that are no such files: each is refused in one sentence with field and rule.
#include <cmath>
#include <cstring>

#include "apps/store/npy_channel.hpp"
#include "tests/apps/store/channel_case.hpp"

namespace test_malformed_channel {

using namespace ohmimo;
using namespace ohmimo::store;
using namespace ohmimo::store_test;

struct Malformed {
  std::string name;  // of the file
  std::function<void(const std::string& file)> make;
  std::string words;  // that the refusal must have
  ReadOptions options = {};
};

const std::vector<Complex> numbers(48, Complex(1.f, -1.f));

std::function<void(const std::string&)> hdf5(const std::function<void(hid_t)>& fill) {
  return [fill](const std::string& file) { make_hdf5(file, fill); };
}

std::function<void(const std::string&)> npy(const std::string& header, std::size_t n_byte, int major = 1) {
  return [=](const std::string& file) { make_npy(file, header, std::string(n_byte, '\0'), major); };
}

std::function<void(const std::string&)> bytes(const std::string& all) {
  return [all](const std::string& file) { write_bytes(file, all); };
}

// A sound file, of which something is changed.
std::function<void(const std::string&)> changed(const std::function<void(std::string&)>& change,
                                                const std::function<void(const std::string&)>& make = {}) {
  return [=](const std::string& file) {
    make ? make(file) : write_channel(example(), file);
    std::string all = read_bytes(file);
    change(all);
    write_bytes(file, all);
  };
}

std::function<void(const std::string&)> cut_to(std::size_t n_byte) {
  return changed([=](std::string& all) { all.resize(std::min(n_byte, all.size())); });
}

std::function<void(const std::string&)> record_with(const std::function<void(ChannelRecord&)>& change) {
  return [change](const std::string& file) {
    ChannelRecord record = example();
    change(record);
    write_channel(record, file);
  };
}

std::function<void(const std::string&)> sionna(const std::function<void(SionnaArrays&)>& change) {
  return [change](const std::string& file) {
    SionnaArrays arrays;
    change(arrays);
    arrays.write(file);
  };
}

std::function<void(const std::string&)> mat(const std::function<void(mat_t*)>& fill) {
  return [fill](const std::string& file) { make_mat(file, fill); };
}

// 1e12 elements announced and none written.
void announce(hid_t to, const char* name, bool chunked, bool packed) {
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const std::array<hsize_t, 3> chunk = {10, 10, 10};
  if (chunked) H5Pset_chunk(creation, 3, chunk.data());
  if (packed) H5Pset_deflate(creation, 1);
  put(to, name, {10000, 10000, 10000}, pair_type(), nullptr, creation);
}

// 100 MB announced, of which one chunk is stored.
void announce_more(hid_t to) {
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose), type = pair_type();
  const std::array<hsize_t, 2> chunk = {10, 10}, sizes = {3500, 3500}, first = {0, 0};
  H5Pset_chunk(creation, 2, chunk.data());
  const Hdf5Handle space(H5Screate_simple(2, sizes.data(), nullptr), H5Sclose),
      memory(H5Screate_simple(2, chunk.data(), nullptr), H5Sclose);
  const Hdf5Handle dataset(H5Dcreate2(to, "H", type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, first.data(), nullptr, chunk.data(), nullptr);
  const std::vector<Complex> some(100);
  REQUIRE(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, some.data()) >= 0);
}

void recursive_groups(hid_t to) {
  const Hdf5Handle group(H5Gcreate2(to, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  H5Lcreate_hard(to, "/", group, "up", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_soft("/g/soft", group, "soft", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_hard(group, ".", group, "self", H5P_DEFAULT, H5P_DEFAULT);
}

void text_dataset(hid_t to) {
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, 8);
  put(to, "H", {3, 2}, type, "abcdefghabcdefghabcdefghabcdefghabcdefghabcdefgh");
}

void external_file(hid_t to) {
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_external(creation, "/etc/passwd", 0, 64);
  put(to, "H", {2, 4}, pair_type(), nullptr, creation);
}

void three_members(hid_t to) {
  const Hdf5Handle type(H5Tcreate(H5T_COMPOUND, 12), H5Tclose);
  for (const auto& [name, at] : {std::pair{"r", 0}, {"i", 4}, {"q", 8}}) H5Tinsert(type, name, at, H5T_NATIVE_FLOAT);
  put(to, "H", {4, 2}, type, numbers.data());
}

void marked_as(hid_t to, const std::string& axes) {
  put(to, "H", {4, 3}, pair_type(), numbers.data());
  mark(to, "H", "axes", axes);
}

// A file whose layout is that of MATLAB 7.3, of a class of one's own.
void matlab(hid_t to, const std::string& kind) {
  put(to, "H", {4, 3}, pair_type("real", "imag"), numbers.data());
  mark(to, "H", "MATLAB_class", kind);
}

// So many numbers of real and imaginary parts 1.
void coefficients(mat_t* to, const char* name, const Sizes& sizes, std::size_t n) {
  put_mat(to, name, sizes, std::vector<float>(n, 1.f), std::vector<float>(n, 1.f));
}

// The dimensions of the first variable of a MAT file, 128 bytes of header, 8 of tag, 16 of flags, then 8 of tag.
void set_first_dimension(std::string& all, std::uint32_t length) {
  std::memcpy(all.data() + 128 + 8 + 16 + 8, &length, 4);
}

std::vector<Malformed> any_format() {
  std::vector<Malformed> all = {
      {"a.txt", bytes("x"), "must end in one of .h5, .hdf5, .mat, .npy"},
      {"none.h5", [](const std::string&) {}, "does not exist"},
      {"d.h5", [](const std::string& file) { std::filesystem::create_directory(file); }, "is not a file"},
      {"a.h5", bytes(""), "lacks the signature"},
      {"a.mat", bytes(""), "lacks the signature"},
      {"a.npy", bytes(""), "lacks the signature"},
      {"b.h5", bytes("1,2\n3,4\n"), "is not an HDF5 file"},
      {"b.mat", bytes(std::string(500, 'x')), "is not a MAT file of version 5 to 7.3"},
      {"b.npy", bytes("PK\3\4 an npz is a zip"), "is not an NPY file"},
      {"c.h5",
       [](const std::string& file) {
         write_bytes(file, "x");
         std::filesystem::resize_file(file, 9'000'000'000u);
       },
       "must have at most 4100 MB, it has 9000 MB"}};
  for (const std::string ending : {".h5", ".mat", ".npy"}) {
    all.push_back({"nan" + ending, record_with([](ChannelRecord& r) { r.h[17] = NAN; }), "must be finite, got nan"});
    all.push_back({"inf" + ending, record_with([](ChannelRecord& r) { r.h[0] = {0.f, -INFINITY}; }), "must be finite"});
    all.push_back({"swap" + ending,
                   record_with([](ChannelRecord&) {}),
                   "must have rx 3 and users 4, got 4 and 3",
                   {.n_rx = 3, .n_user = 4}});
    all.push_back({"word" + ending,
                   record_with([](ChannelRecord&) {}),
                   "dims must be words of slot, symbol",
                   {.dims = "slot,antenna"}});
    all.push_back({"rank" + ending, record_with([](ChannelRecord&) {}), "must have", {.dims = "rx,user"}});
    all.push_back({"norx" + ending,
                   record_with([](ChannelRecord&) {}),
                   "dims must name rx and user",
                   {.dims = ending == ".h5" ? "slot,slot,slot,user,user,re_im" : "slot,slot,slot,user,user"}});
    all.push_back({"path" + ending,
                   record_with([](ChannelRecord&) {}),
                   "must not name path",
                   {.dims = ending == ".h5" ? "slot,path,slot,rx,user,re_im" : "slot,path,slot,rx,user"}});
    all.push_back({"one" + ending,
                   record_with([](ChannelRecord&) {}),
                   "must have length 1",
                   {.dims = ending == ".h5" ? "one,slot,slot,rx,user,re_im" : "slot,one,slot,rx,user"}});
  }
  return all;
}

std::vector<Malformed> npy_files() {
  return {{"a.npy", cut_to(40), "is damaged or cut short: its header announces"},
          {"b.npy", cut_to(1000), "numbers of 8 bytes after its header, it has"},
          {"c.npy", changed([](std::string& all) { all += "more"; }), "after its header, it has"},
          {"d.npy", npy(numpy_header("(1000000, 1000000)"), 64), "must take at most 2000 MB of memory"},
          {"e.npy", npy(numpy_header("(4294967296, 4294967296, 4294967296)"), 64), "must take at most 2000 MB"},
          {"f.npy", npy(numpy_header("(3, 0, 2)"), 0), "must have no axis of length 0, got 3 x 0 x 2"},
          {"g.npy", npy(numpy_header("()"), 8), "shape must have from 1 to 32 axes"},
          {"h.npy", npy(numpy_header("(4,)"), 32), "has 1 axes (4), for which there is no usual order"},
          {"i.npy", npy(numpy_header("(1, 1, 1, 1, 1, 1, 4)"), 32), "for which there is no usual order"},
          {"j.npy", npy(numpy_header("(2, 2)", "<i4"), 16), "descr must be <c8, <c16"},
          {"k.npy", npy(numpy_header("(2, 2)", "|O"), 16), "descr must be <c8"},
          {"l.npy", npy(numpy_header("(2, -2)"), 32), "shape must be"},
          {"m.npy", npy(numpy_header("(2, 99999999999999999999999999)"), 32), "shape must be"},
          {"n.npy", npy(numpy_header("(2, 2)", "<c8", "Maybe"), 32), "fortran_order must be True or False"},
          {"o.npy", npy("{'descr': '<c8'}", 32), "header must name fortran_order"},
          {"p.npy", npy("", 32), "header must name descr"},
          {"q.npy", npy(numpy_header("(2, 2)"), 32, 9), "must have format 1.0, 2.0 or 3.0, got 9.0"},
          {"r.npy", npy(numpy_header("2, 2"), 32), "shape must stand in brackets"},
          {"s.npy",
           npy(numpy_header("(2, 2, 2)", "<c8"), 64),
           "must hold real numbers to have an axis re_im",
           {.dims = "rx,user,re_im"}}};
}

std::vector<Malformed> hdf5_files() {
  return {{"a.h5", cut_to(100), "is damaged"},
          {"b.h5", cut_to(3000), "is damaged"},
          {"c.h5", hdf5([](hid_t) {}), "must hold an array H of numbers with two axes or more"},
          {"d.h5", hdf5([](hid_t to) { put(to, "H", {6}, pair_type(), numbers.data()); }),
           "for which there is no usual order"},
          {"e.h5", hdf5([](hid_t to) {
             put(to, "H", {1, 1, 2, 1, 1, 2, 2}, pair_type(), numbers.data());
           }),
           "no usual order"},
          {"f.h5", hdf5([](hid_t to) {
             put(to, "H", {3, 0, 2}, pair_type(), nullptr);
           }),
           "must have no axis of length 0"},
          {"g.h5", hdf5([](hid_t to) { announce(to, "H", false, false); }), "must take at most 2000 MB of memory"},
          {"h.h5", hdf5([](hid_t to) { announce(to, "H", true, true); }), "must take at most 2000 MB of memory"},
          {"i.h5", hdf5(announce_more), "announces 9.8e+07 bytes of numbers and stores 800"},
          {"j.h5", hdf5(recursive_groups), "must hold an array H"},
          {"k.h5", hdf5(text_dataset), "must hold real numbers or compounds"},
          {"l.h5", hdf5(external_file), "must hold its numbers itself, not in other files"},
          {"m.h5", hdf5(three_members), "must hold real numbers or compounds {r, i} or {real, imag}"},
          {"n.h5", hdf5([](hid_t to) {
             put(to, "H", {4, 2}, pair_type("x", "y"), numbers.data());
           }),
           "compounds {r, i}"},
          {"o.h5", hdf5([](hid_t to) { marked_as(to, "slot,rx,user"); }), "must have 3 axes, as the file says"},
          {"p.h5", hdf5([](hid_t to) { marked_as(to, "rx,antennas"); }), "dims must be words of slot"},
          {"q.h5", hdf5([](hid_t to) {
             put(to, "a", {1, 2, 1, 1, 2, 1}, pair_type(), numbers.data());
             put(to, "b", {2, 2}, pair_type(), numbers.data());
           }),
           "holds 2 arrays and none is called H"},
          {"r.h5", sionna([](SionnaArrays& s) {
             s.tau_sizes = {1, 4, 2};
           }),
           "must have delays of its own axes without antennas"},
          {"s.h5", sionna([](SionnaArrays& s) { s.tau[3] = NAN; }), "must have delays of at most 0.001 s, got nan"},
          {"t.h5", sionna([](SionnaArrays& s) { s.tau[3] = 100.f; }), "must have delays of at most 0.001 s, got 100"},
          {"u.h5", sionna([](SionnaArrays& s) { s.tau[3] = -1.f; }), "must have gain 0 where the delay is negative"},
          {"v.h5", sionna([](SionnaArrays& s) { s.a[7] = INFINITY; }), "must be finite"},
          {"w.h5", sionna([](SionnaArrays& s) {
             s.a_sizes = {3, 2, 1, 4, 5};
           }),
           "for which there is no usual order"},
          {"tau.h5", hdf5([](hid_t to) {
             put(to, "tau", {2, 2, 2, 2, 2, 2, 2}, H5T_NATIVE_DOUBLE, nullptr);
           }),
           "stores 0"},
          {"x.h5", sionna([](SionnaArrays&) {}), "must have rx 2 and users 3, got 3 and 2", {.n_rx = 2, .n_user = 3}},
          {"y.mat", hdf5([](hid_t to) { matlab(to, "cell"); }), "must hold real numbers or compounds"},
          {"z.mat", hdf5([](hid_t to) { matlab(to, "logical"); }), "must hold real numbers or compounds"}};
}

std::vector<Malformed> mat_files() {
  return {
      {"a.mat", cut_to(200), "is damaged or cut short"},
      {"b.mat", cut_to(1500), "is damaged or cut short"},
      {"c.mat", mat([](mat_t*) {}), "must hold an array H of numbers"},
      {"d.mat", mat([](mat_t* to) {
         coefficients(to, "x", {3, 2}, 6), coefficients(to, "y", {3, 2}, 6);
       }),
       "holds 2 arrays and none is called H"},
      {"e.mat", changed([](std::string& all) { set_first_dimension(all, 4'000'000); }), "must take at most 2000 MB"},
      {"f.mat", changed([](std::string& all) { set_first_dimension(all, 100'000); }), "is damaged"},
      {"g.mat", changed([](std::string& all) { set_first_dimension(all, 0); }), "must have no axis of length 0"},
      {"h.mat", mat([](mat_t* to) {
         coefficients(to, "channel_00001_Coeffs", {1, 2, 3, 2}, 12);
       }),
       "must have a variable channel_00001_Delays"},
      {"i.mat", mat([](mat_t* to) {
         coefficients(to, "channel_00001_Coeffs", {1, 2, 3, 2}, 12);
         put_mat(to, "channel_00001_Delays", {2, 3}, std::vector<float>(6, 0.f));
       }),
       "must have delays of its own axes"},
      {"j.mat", mat([](mat_t* to) {
         for (const std::string link : {"channel_00001", "channel_00002"}) {
           const std::size_t n_slot = link.back() == '1' ? 2 : 3;
           coefficients(to, (link + "_Coeffs").c_str(), {1, 2, 3, n_slot}, 6 * n_slot);
           put_mat(to, (link + "_Delays").c_str(), {3, n_slot}, std::vector<float>(3 * n_slot, 0.f));
         }
       }),
       "must have 2 slots and 2 antennas, as the first link, got 3 and 2"},
      {"k.mat", mat([](mat_t* to) {
         coefficients(to, "channel_00001_Coeffs", {1, 2, 3, 2}, 12);
         coefficients(to, "channel_00001_Delays", {3, 2}, 6);
       }),
       "must have delays of real numbers"},
      {"l.mat", mat([](mat_t* to) {
         coefficients(to, "H", {1, 1, 2, 1, 1, 3}, 6);
       }),
       "for which there is no usual order"}};
}

TEST_CASE("malformed channel files are each refused in one sentence") {
  std::size_t n = 0;
  for (const std::vector<Malformed>& files : {any_format(), npy_files(), hdf5_files(), mat_files()})
    for (const Malformed& one : files) {
      const TemporaryFolder folder;
      const std::string file = folder.file(one.name);
      one.make(file);
      const std::string words = complaint(file, one.options);
      CAPTURE(one.name);
      CAPTURE(words);
      CHECK(contains(words, one.words));
      require_sentence(words);
      ++n;
    }
  MESSAGE(n, " malformed files");
  CHECK(n >= 60);
}

}  // namespace test_malformed_channel

// Channel files that announce what they do not hold, hold what is no number, or are damaged.
#include <sys/resource.h>

#include <cmath>
#include <random>

#include "apps/store/npy_channel.hpp"
#include "tests/apps/store/channel_case.hpp"
#include "tests/damage.hpp"

namespace test_channel_damage {

using namespace ohmimo;
using namespace ohmimo::store;
using namespace ohmimo::store_test;

TEST_CASE("no memory is taken for what a file only announces") {
  const TemporaryFolder folder;
  // 1900 MB each, below the limit of memory and far above what is stored.
  make_npy(folder.file("a.npy"), numpy_header("(237500000, 1)"), std::string(80, '\0'));
  make_hdf5(folder.file("a.h5"), [](hid_t to) { put(to, "H", {237500000, 1}, pair_type(), nullptr); });
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  CHECK(contains(complaint(folder.file("a.npy")), "after its header, it has 80 bytes there"));
  CHECK(contains(complaint(folder.file("a.h5")), "it announces 1.9e+09 bytes of numbers and stores"));
  getrusage(RUSAGE_SELF, &after);
  CHECK(after.ru_maxrss - before.ru_maxrss < 50'000);  // kB
}

TEST_CASE("delays without gains are an array like others") {  // found by damage: they were taken for complex numbers
  const TemporaryFolder folder;
  const std::vector<double> delays = {1, 2, 3, 4, 5, 6};
  make_hdf5(folder.file("a.h5"), [&](hid_t to) { put(to, "tau", {3, 2}, H5T_NATIVE_DOUBLE, delays.data()); });
  CHECK(read_channel(folder.file("a.h5")).record.h[5] == Complex(6.f));
}

TEST_CASE("numbers that are not finite are counted where they may be") {
  const TemporaryFolder folder;
  ChannelRecord record = example();
  record.h[3] = record.h[700] = {NAN, 0.f};
  write_channel(record, folder.file("a.npy"));
  CHECK(read_channel(folder.file("a.npy"), {.allow_not_finite = true}).n_not_finite == 2);
}

TEST_CASE("700 damaged channel files of each format load or are refused") {
  const TemporaryFolder folder;
  for (const std::string name : {"a.h5", "s.h5", "a.mat", "b.mat", "a.npy"}) {
    const std::string file = folder.file(name);
    name == "s.h5" ? SionnaArrays().write(file)
                   : write_channel(example(), file, name == "b.mat" ? MatVersion::v73 : MatVersion::level5);
    const std::string whole = read_bytes(file);
    std::minstd_rand choice(1);
    constexpr int n_form = 700 / one_damaged_of;
    int refused = 0;
    for (int k = 0; k < n_form; ++k) {
      write_bytes(file, damaged(whole, choice));
      const std::string words = complaint(file);  // any other exception fails the test
      require_sentence(words);
      refused += words == "loaded" ? 0 : 1;
    }
    CAPTURE(name);
    CHECK(refused > n_form / 14);  // damage in the numbers themselves cannot be seen
    CHECK(refused < n_form);
  }
}

}  // namespace test_channel_damage

#include <doctest/doctest.h>

#include <stdexcept>

#include "rram/product/bit_sliced_product.hpp"
#include "rram/wires/wires.hpp"
#include "tests/rram/rram_case.hpp"

namespace test_analogue_product {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

constexpr double uS = 1e-6;

// Cells off their target by at most half_width, evenly; the zero level leaks nothing.
DeviceModel even_device(double half_width_S) {
  DeviceModel device;
  device.step_S = 5 * uS;
  for (int k = 0; k < n_level; ++k) {
    const double target_S = k * device.step_S, w_S = k == 0 ? 0.0 : half_width_S;
    device.level.push_back(
        {.quantile_S = {target_S - w_S, target_S - 0.8 * w_S, target_S, target_S + 0.8 * w_S, target_S + w_S}});
  }
  return device;
}

// P(|sum of n numbers even in [-1, 1]| > s), by the distribution function of Irwin and Hall.
double irwin_hall_tail(int n, double s) {
  const double u = 0.5 * (n - s);  // lower tail of n numbers even in [0, 1]
  double sum = 0.0, factor = 1.0;  // factor = (-1)^k / (k! (n - k)!)
  for (int k = 1; k <= n; ++k) factor /= k;
  for (int k = 0; k <= n && k <= u; ++k) {
    sum += factor * std::pow(u - k, n);
    factor *= -static_cast<double>(n - k) / (k + 1);
  }
  return u > 0.0 ? 2.0 * sum : 0.0;
}

// One slice [n_row][n_input] of 3 bits, every cell of the positive array at the level, read once with all inputs on.
ReadCount read_once(const DeviceModel& device, std::size_t n_input, int level, const SliceReads::Source& given) {
  constexpr std::size_t n_row = 20000;
  std::vector<std::uint8_t> cells(2 * n_row * n_input, 0);
  std::fill_n(cells.begin(), n_row * n_input, static_cast<std::uint8_t>(level));
  RngStream stream({41, 0, static_cast<std::uint32_t>(n_input)}, Purpose::device_program);
  CellWriter writer{.device = &device, .stream = stream};
  SliceReads::Source source = given;
  source.writer = &writer;
  const SliceReads slices({1, n_row, n_input, 3}, cells, source);
  HpReader reader;
  reader.noise.assign(1, RngStream({42, 0, 0}, Purpose::device_read));
  const std::vector<std::int64_t> word(n_input, 1);
  std::vector<std::int64_t> sum(n_row);
  slices.multiply({0, 0, n_row, n_input}, {word, 0}, reader, sum);
  reader.count.reads -= n_row;  // the negative array, whose cells are all zero
  return reader.count;
}

double share(const ReadCount& count) {
  return static_cast<double>(count.wrong) / static_cast<double>(count.reads);
}

// Six standard deviations of a share of 20000 reads.
double slack(double p) {
  return 6.0 * std::sqrt(p * (1.0 - p) / 20000.0);
}

struct Case {
  arma::mat a, b;
};

Case random_case(arma::uword n_user, arma::uword n_vector) {
  RngStream channel({43, 0, 0}, Purpose::channel);
  const arma::mat a = random_gram(channel, 16 * n_user, n_user);
  return {a, random_mat(channel, n_vector, 2 * n_user)};
}

SolverConfig analogue_config(const char* fidelity, int rows_per_read) {
  SolverConfig config;
  config.fidelity = fidelity_from_name(fidelity);
  config.hp_path = HpPath::analogue;
  config.hp_array.rows_per_read = rows_per_read;
  return config;
}

SolveReport solve(const Case& c, const SolverConfig& config, arma::mat& x) {
  RngStream device = device_stream(9), read({1, 0, 9}, Purpose::device_read);
  return program(c.a, config, device).solve(c.b, x, nullptr, &read);
}

TEST_CASE("exact cells read through a wide ADC give the integer product, however many inputs are driven at once") {
  RngStream stream({44, 0, 0}, Purpose::channel);
  Dense a(5, 7);
  for (double& value : a.value) value = stream.normal();
  for (const int word_bits : {6, 12, 24})
    for (const int rows : {0, 1, 3}) {
      const HpFormat format{.quantise = true, .word_bits = word_bits, .slices = true};
      const SliceReads::Source cells{
          .array = {.rows_per_read = rows}, .writer = nullptr, .effects = {}, .effective = {}};
      const BitSlicedMatrix integers(a.view(), format), analogue(a.view(), format, &cells);
      for (const SubArray& part : {SubArray{0, 0, 5, 7}, SubArray{1, 2, 3, 4}, SubArray{4, 6, 1, 1}}) {
        std::vector<Lanes> code(part.n_col), expected(part.n_row), found(part.n_row);
        Words words{.code = code.data(), .lsb = {}};
        for (double& lsb : words.lsb.at) lsb = 0x1p-20;
        for (Lanes& element : code)
          for (double& value : element.at)
            value = std::round((2.0 * stream.uniform() - 1.0) * std::ldexp(3.0, word_bits - 1));
        integers.multiply(part, words, expected.data());
        HpReader reader;
        analogue.multiply(part, words, found.data(), &reader);
        for (std::size_t i = 0; i < part.n_row; ++i)
          CHECK(std::equal(std::begin(found[i].at), std::end(found[i].at), std::begin(expected[i].at)));
        CHECK(reader.count.reads > 0);
        CHECK(reader.count.wrong == 0);
      }
    }
}

TEST_CASE("windows of +-1.2 uS at 5 uS a level: two cells are always right, three go wrong as the closed form says") {
  const DeviceModel device = even_device(1.2 * uS);
  CHECK(safe_rows(device) == 2);
  for (const int n : {1, 2, 3, 4, 6, 8}) {
    const double expected = irwin_hall_tail(n, 2.5 / 1.2);
    const ReadCount count = read_once(device, static_cast<std::size_t>(n), 5, {});
    MESSAGE(n, " cells: wrong ", share(count), ", closed form ", expected);
    CHECK(std::abs(share(count) - expected) <= slack(expected));
    CHECK((count.wrong > 0) == (n >= 3));
    if (n >= 3) CHECK(std::abs(share(count) - 1.5 * expected) > slack(expected));  // half as many again would be seen
  }
  CHECK(irwin_hall_tail(1, 0.5) == doctest::Approx(0.5));
  CHECK(irwin_hall_tail(2, 1.0) == doctest::Approx(0.25));  // triangle: 2 (1/2)^2 / 2
}

TEST_CASE("the safe number of rows comes from the bounds of the law") {
  CHECK(safe_rows(default_device()) == 2);  // 1.25 uS at most, of level 1
  CHECK(safe_rows(even_device(0.3 * uS)) == 8);
  CHECK(safe_rows(load_device("devices/hfo2_milo2021.toml")) == 0);
  for (int level = 0; level < n_level; ++level) CHECK(read_once(default_device(), 2, level, {}).wrong == 0);
  CHECK(read_once(default_device(), 4, 3, {}).wrong > 0);
}

TEST_CASE("ADC: too few bits clip, too coarse a step rounds, and both are counted") {
  const DeviceModel device = even_device(0.0);
  SliceReads::Source source;
  source.array = {.adc_bits = 4};
  CHECK(read_once(device, 3, 5, source).wrong == 0);  // 15 is the largest code
  const ReadCount clipped = read_once(device, 4, 5, source);
  CHECK(clipped.wrong == clipped.reads);
  CHECK(clipped.worst == 20 - 15);
  source.array = {.adc_step = 2.0};
  CHECK(read_once(device, 2, 5, source).wrong == 0);
  const ReadCount odd = read_once(device, 3, 5, source);
  CHECK(odd.wrong == odd.reads);
  CHECK(odd.worst == 1);
  source.array = {.adc_step = 0.5};  // finer than a level: the code comes back to integers
  CHECK(read_once(device, 3, 5, source).wrong == 0);
}

TEST_CASE("injected errors and read noise go wrong as often as they should") {
  const DeviceModel exact = even_device(0.0);
  SliceReads::Source source;
  source.array.error_rate = 0.05;
  // The negative array reads zeros: an error downwards is cut at code 0, one upwards counts. Half of the rate there.
  const ReadCount injected = read_once(exact, 3, 5, source);
  CHECK(std::abs(share(injected) - 0.05 - 0.025) < slack(0.05) + slack(0.025));
  CHECK(injected.worst == 1);
  const ReadCount zeros = read_once(exact, 3, 0, source);  // both arrays: only errors upwards count
  CHECK(std::abs(share(zeros) - 2 * 0.025) < 2 * slack(0.025));
  DeviceModel noisy = exact;
  noisy.read_noise.relative = 0.02;
  source = {};
  source.effects.read_noise = true;
  // 9 cells of level 7 at 2 % each: sigma 0.02 7 3 = 0.42 levels; wrong beyond half a level.
  const double expected = std::erfc(0.5 / 0.42 / std::sqrt(2.0));
  CHECK(std::abs(share(read_once(noisy, 9, 7, source)) - expected) < slack(expected));
  source.effects.read_noise = false;
  CHECK(read_once(noisy, 9, 7, source).wrong == 0);
}

TEST_CASE("the hook for wires: what it gives is what is summed") {
  const DeviceModel device = even_device(0.0);
  RngStream stream({45, 0, 0}, Purpose::device_program);
  constexpr std::size_t n_row = 3, n_col = 5;
  std::vector<std::uint8_t> cells(2 * n_row * n_col, 0);
  for (std::size_t k = 0; k < n_row * n_col; ++k) cells[k] = static_cast<std::uint8_t>(k % 8);
  const std::vector<std::int64_t> word(n_col, 1);
  const auto sums = [&](double r_row_ohm, double r_col_ohm) {
    CellWriter writer{.device = &device, .stream = stream};
    const WireModel wire{r_row_ohm, r_col_ohm};
    const SliceReads::Source source{{.adc_bits = 16, .adc_step = 0.001}, &writer, {}, [&wire](const arma::mat& g_S) {
                                      return wire_array(g_S, wire, 0.0).g_eff;
                                    }};
    const SliceReads slices({1, n_row, n_col, 3}, cells, source);
    HpReader reader;
    std::vector<std::int64_t> sum(n_row);
    slices.multiply({0, 0, n_row, n_col}, {word, 0}, reader, sum);
    return sum;
  };
  const std::vector<std::int64_t> exact = {0 + 1 + 2 + 3 + 4, 5 + 6 + 7 + 0 + 1, 2 + 3 + 4 + 5 + 6};
  CHECK(sums(0.0, 0.0) == exact);
  // Unequal wires, and enough of them to lose levels: rows sense, columns drive, as in the port reduction itself.
  arma::mat g_S(n_row, n_col);
  for (std::size_t k = 0; k < n_row * n_col; ++k)
    g_S(k / n_col, k % n_col) = static_cast<double>(k % 8) * device.step_S;
  const arma::vec through = arma::sum(reduce_ports(g_S, {900.0, 100.0}).g_eff, 1) / device.step_S;
  const std::vector<std::int64_t> found = sums(900.0, 100.0);
  for (std::size_t i = 0; i < n_row; ++i) CHECK(std::abs(static_cast<double>(found[i]) - through(i)) <= 0.501);
  CHECK(found != exact);
  CHECK(found != sums(100.0, 900.0));
}

TEST_CASE("solver: with as many rows as are safe the analogue path gives the bits of the integers; with more it errs") {
  const Case c = random_case(4, 5);
  for (const char* fidelity : {"quantised", "device", "converter"})
    for (const int stages : {0, 1})
      for (const Schur schur : {Schur::reuse, Schur::exact}) {
        SolverConfig config = analogue_config(fidelity, 2);
        config.stages = stages;
        config.schur = schur;
        arma::mat expected, x;
        const SolveReport analogue = solve(c, config, x);
        config.hp_path = HpPath::integer;
        CHECK(solve(c, config, expected).hp_reads.reads == 0);
        CHECK(same_bits(x, expected));
        CHECK(analogue.hp_reads.reads > 0);
        CHECK(analogue.hp_reads.wrong == 0);
      }
  arma::mat x, expected;
  const SolveReport all = solve(c, analogue_config("device", 0), x);
  SolverConfig integer = analogue_config("device", 0);
  integer.hp_path = HpPath::integer;
  (void)solve(c, integer, expected);
  CHECK(all.hp_reads.wrong > 0);
  CHECK(all.hp_reads.worst > 0);
  CHECK_FALSE(same_bits(x, expected));
  MESSAGE("8x8, all rows at once: ", all.hp_reads.wrong, " of ", all.hp_reads.reads, " reads wrong, error of x ",
          relative_error(x, solve_rows(c.a, c.b)), " instead of ", relative_error(expected, solve_rows(c.a, c.b)));
}

TEST_CASE("the product of the paper's experiment: how many of its 1152 line sums the cells of Fig. 2c would miss") {
  SolverConfig config = paper_config("converter", 3);
  config.word_bits = 12;
  config.hp_path = HpPath::analogue;
  double reads = 0.0, wrong = 0.0;
  int right = 0;
  for (std::uint32_t k = 0; k < 200; ++k) {
    RngStream device = device_stream(k);
    arma::mat x;
    const SolveReport report = program(paper_matrix(), config, device).solve(paper_rhs(), x);
    reads += static_cast<double>(report.hp_reads.reads);
    wrong += static_cast<double>(report.hp_reads.wrong);
    right += report.hp_reads.wrong == 0;
  }
  MESSAGE("4x4, 12 bits: ", wrong / reads * 100.0, " % of reads wrong, ", wrong / 200, " of ", reads / 200,
          " per solve; ", right, " of 200 solves without an error");
  CHECK(wrong > 0.0);  // four rows at once are beyond the two that the windows guarantee
  // The experiment saw none in one solve. That is no surprise unless it happens to less than 1 % of the chips.
  CHECK(right > 2);
}

TEST_CASE("read errors of a vector depend neither on its neighbours nor on their number, and are counted once each") {
  const Case c = random_case(2, 37);
  SolverConfig config = analogue_config("device", 2);
  config.hp_array.error_rate = 0.01;
  config.cells.read_noise = false;
  arma::mat all, few, again;
  const SolveReport report = solve(c, config, all);
  const SolveReport part = solve({c.a, c.b.rows(0, 2)}, config, few);
  CHECK(same_bits(all.rows(0, 2), few));
  (void)solve(c, config, again);
  CHECK(same_bits(all, again));
  CHECK(part.hp_reads.reads < report.hp_reads.reads);
  RngStream device = device_stream(9), read({1, 0, 9}, Purpose::device_read);
  const ProgrammedSystem system = program(c.a, config, device);
  (void)system.solve(c.b, all, nullptr, &read);
  (void)system.solve(c.b, again, nullptr, &read);
  CHECK_FALSE(same_bits(all, again));  // the next call meets other errors
}

TEST_CASE("impossible reading is refused") {
  RngStream device = device_stream(0);
  const arma::mat a = paper_matrix();
  const auto refused = [&](const SolverConfig& config, const char* message) {
    CHECK_THROWS_WITH_AS((void)program(a, config, device), message, std::invalid_argument);
  };
  SolverConfig config = analogue_config("device", -1);
  refused(config, "rows per read must be >= 0, got -1");
  config = analogue_config("device", 0);
  config.hp_array.adc_bits = 0;
  refused(config, "adc bits of the HP array must be 1 to 16, got 0");
  config = analogue_config("device", 0);
  config.hp_array.adc_step = 0.0;
  refused(config, "adc step of the HP array must be > 0 and <= 256, got 0");
  config = analogue_config("device", 0);
  config.hp_array.error_rate = NAN;
  refused(config, "read error rate must be 0 to 1, got nan");
  refused(analogue_config("exact", 0), "fidelity must be quantised or above for the analogue HP path, got exact");
  config = analogue_config("device", 0);
  config.slice_bits = 4;
  refused(config, "device levels must be >= 2^slice bits in the analogue HP path, got 8");
}

}  // namespace test_analogue_product

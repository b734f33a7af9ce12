#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "apps/commands/config_record.hpp"
#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/golden_figure.hpp"
#include "tests/apps/config/config_case.hpp"
#include "tests/temporary_folder.hpp"

using namespace ohmimo;

namespace {

// A configuration in which every field has another value than the default.
BerConfig all_changed() {
  BerConfig c;
  c.rx = 16, c.users = 4, c.modulation = "256qam", c.channel = "exp:0.7", c.user_spread_db = 0.1;
  c.detectors = {"mmse", "rram-mmse"}, c.snr = {-3.5, 0.1, 2.0, {}}, c.snr_def = SnrKind::eb_n0_user;
  c.cycles = {2, 5}, c.stages = 2, c.word_bits = 12, c.fidelity = "device", c.schur = "exact", c.mapping = "fixed",
  c.exact_statistics = "off";
  c.block_product = "low", c.refinement = "fcg", c.equilibrate = true;
  c.device = "neurram_wan2022", c.levels = 16, c.program_sigma_s = 1e-6, c.age_s = 3600.0, c.stuck_min = 0.01,
  c.stuck_max = 1e-3, c.zero_off = true;
  c.read_noise = true, c.hp_path = "analogue", c.rows_per_read = 2, c.hp_adc_bits = 6, c.dac_bits = 5, c.adc_bits = 6;
  c.opamp_gain = 1e12, c.gbwp_hz = 16e6, c.offset_v = 1e-3, c.clamp_v = 1.2, c.wire_ohm = 0.5, c.c_row_f = 1e-15;
  c.read_time_s = 1e-6, c.vectors_per_channel = 14, c.fixed_channel = true, c.min_errors = 7, c.max_frames = 9,
  c.min_error_channels = 0, c.max_bits = 11;
  c.max_seconds = 1e-3, c.seed = std::numeric_limits<std::int64_t>::max(), c.threads = 3;
  c.out = "a \"b\" \\c\n", c.golden = "zuo2025:4d", c.title = "τ = 1";
  return c;
}

}  // namespace

TEST_CASE("config: TOML reads back as written, field by field") {
  const BerConfig changed = all_changed();
  for (const BerConfig& config : {BerConfig{}, changed, with_automatic_values(BerConfig{})})
    CHECK(config_from_toml(to_toml(config), "test") == config);
  for (const Field& field : ber_fields()) {
    CAPTURE(field.name);
    CHECK(toml_value(changed, field) != toml_value(BerConfig{}, field));  // so the comparison above sees every field
  }
  check(changed);
}

TEST_CASE("config: flags override the file, the file overrides the defaults") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "ohmimo_test_config.toml";
  std::ofstream(path) << "rx = 32\nusers = 4\nseed = 5\nfixed-channel = true\nuser-spread-db = 3\n";
  const BerConfig config = from_words({"--config", path.string(), "--rx=64", "--seed", "6", "--no-fixed-channel"});
  std::filesystem::remove(path);
  CHECK(config.rx == 64);
  CHECK(config.users == 4);
  CHECK(config.seed == 6);
  CHECK_FALSE(config.fixed_channel);
  CHECK(config.user_spread_db == 3.0);
  CHECK(config.modulation == BerConfig{}.modulation);
  CHECK(from_words({"--fixed-channel"}).fixed_channel);
}

TEST_CASE("config: a flag and a TOML key of the same text mean the same") {
  for (const Field& field : ber_fields()) {
    if (std::holds_alternative<bool BerConfig::*>(field.member)) continue;
    CAPTURE(field.name);
    const BerConfig wanted = all_changed();
    std::string text = toml_value(wanted, field);
    BerConfig by_key = config_from_toml(field.name + " = " + text, "test");
    if (text.front() == '[')  // a list is separated by commas on the command line, without brackets and quotes
      std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == '"' || c == ' '; });
    else if (text.front() == '"')
      text = std::visit(
          [&](auto member) -> std::string {
            if constexpr (std::is_same_v<decltype(member), std::string BerConfig::*>) return wanted.*member;
            return text.substr(1, text.size() - 2);
          },
          field.member);
    BerConfig by_flag;
    set_from_text(by_flag, field, text);
    CHECK(by_flag == by_key);
    CHECK(toml_value(by_flag, field) == toml_value(wanted, field));
  }
}

TEST_CASE("config: automatic values") {
  // Tiles of at most 4 rows of the real matrix of 2 users rows: the paper's 16x4 has one stage, its 128x8 two.
  const std::pair<int, int> stages_of_users[] = {{1, 0}, {2, 0}, {3, 1},  {4, 1},  {5, 2},
                                                 {8, 2}, {9, 3}, {16, 3}, {256, 7}};
  for (const auto& [users, stages] : stages_of_users) {
    BerConfig config;
    config.users = users;
    CAPTURE(users);
    CHECK(with_automatic_values(config).stages == stages);
  }
  CHECK(from_words({"--stages", "auto", "--threads", "auto"}).stages == 2);
  CHECK(from_words({"--stages", "0"}).stages == 0);
  CHECK(from_words({}).schur == "reuse");
  CHECK(from_words({"--fidelity", "exact"}).schur == "exact");
  CHECK(from_words({"--fidelity", "exact", "--schur", "reuse"}).schur == "reuse");
}

TEST_CASE("config: SNR points") {
  const auto points = [](const char* text) { return snr_grid_from_text(text).points(); };
  CHECK(points("0:2:6") == std::vector<double>{0, 2, 4, 6});
  CHECK(points("0:2:7") == std::vector<double>{0, 2, 4, 6});
  CHECK(points("0:0.1:0.3") == std::vector<double>{0, 0.1, 0.2, 0.3});  // 3 x 0.1 is not 0.3 in binary
  CHECK(points("-4:0.5:-3") == std::vector<double>{-4, -3.5, -3});
  CHECK(points("12") == std::vector<double>{12});
  CHECK(points("0.1,10,15.1") == std::vector<double>{0.1, 10, 15.1});
  for (const char* text : {"0:2:6", "-4:0.5:-3", "12", "0.1,10,15.1"})
    CHECK(snr_grid_text(snr_grid_from_text(text)) == text);
}

TEST_CASE("config: the hash changes with what changes a result row and with nothing else") {
  const BerConfig defaults, changed = all_changed();
  std::set<std::uint64_t> hashes = {config_hash(defaults)};
  const std::set<std::string> ignored = {"seed", "threads", "out", "golden", "title"};
  for (const Field& field : ber_fields()) {
    BerConfig one;
    std::visit([&](auto member) { one.*member = changed.*member; }, field.member);
    if (field.name == "stages") one.stages = 3;  // the 2 of all_changed() is what auto means for 8 users
    CAPTURE(field.name);
    CHECK(hashes.insert(config_hash(one)).second == !ignored.contains(field.name));
  }
  CHECK(config_hash(with_automatic_values(defaults)) == config_hash(defaults));

  // FNV-1a 64 by the published recurrence over the published text form: a change of either breaks resuming old runs.
  std::uint64_t expected = 14695981039346656037u;
  for (const char c : std::string(
           "rx = 128\nusers = 8\nmodulation = \"64qam\"\nchannel = \"rayleigh\"\nuser-spread-db = 0.0\n"
           "detector = [\"zf\", \"rram-zf\"]\nsnr = \"0:2:14\"\nsnr-def = \"rx\"\ncycles = [1, 2, 3]\n"
           "stages = 2\nword-bits = 24\nfidelity = \"converter\"\nschur = \"reuse\"\n"
           "mapping = \"fitted\"\nblock-product = \"high\"\nrefinement = \"stationary\"\nequilibrate = false\n"
           "device = \"taox_zuo2025\"\nlevels = \"auto\"\nprogram-sigma-s = 0.0\nage-s = 0.0\nstuck-min = "
           "0.0\nstuck-max = 0.0\nzero-off = false\n"
           "read-noise = false\nhp-path = \"integer\"\nrows-per-read = 0\nhp-adc-bits = 8\ndac-bits = 4\n"
           "adc-bits = 4\nopamp-gain = 10000.0\ngbwp-hz = 500000000.0\noffset-v = 0.0\nclamp-v = 0.4\n"
           "wire-ohm = 1.73\nc-row-f = 0.0\nread-time-s = 1.2e-07\n"
           "vectors-per-channel = 1\n"
           "exact-statistics = \"on\"\nfixed-channel = false\nmin-errors = 200\nmin-error-channels = 100\nmax-frames = "
           "1000000\nmax-bits = 100000000\nmax-seconds = 600.0\n"))
    expected = (expected ^ static_cast<unsigned char>(c)) * 1099511628211u;
  CHECK(config_hash(defaults) == expected);
}

TEST_CASE("config: every built-in experiment can be run, under its own name") {
  CHECK(experiment_names().size() >= 7);
  for (const std::string& name : experiment_names()) {
    CAPTURE(name);
    const BerConfig config = load_config(name);
    CHECK(sentence_of_check(config) == "");
    CHECK(config.out == "results/" + name);
    CHECK(config.fixed_channel == (config.mapping == "fixed"));
    CHECK(golden_figure(config).empty() == (name == "quickstart"));
  }
}

TEST_CASE("config record: says what another run in the same folder differs in, nothing for the same one") {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path / "config.toml";
  BerConfig config;
  CHECK(differences_of_record(file, "", config) == "");
  record_config(file, "", config);
  CHECK(differences_of_record(file, "", config) == "");
  CHECK(differences_of_record(file, "", with_automatic_values(config)) == "");
  config.threads = 3, config.title = "other";  // change no result
  CHECK(differences_of_record(file, "", config) == "");
  config.rx = 64, config.seed = 2;
  CHECK(differences_of_record(file, "", config) == "other rx, seed");
  record_config(file, "# for ohmimo loss --channels 3", config);
  CHECK(load_config(file.string()) == config);
  CHECK(differences_of_record(file, "# for ohmimo loss --channels 3", config) == "");
  CHECK(differences_of_record(file, "# for ohmimo loss --channels 4", config) == "other options");
  std::ofstream(file) << "rx = many\n";
  CHECK(differences_of_record(file, "", config) == "unreadable");
}

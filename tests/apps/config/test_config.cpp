#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/golden_figure.hpp"
#include "tests/apps/config/config_case.hpp"
#include "tests/temporary_folder.hpp"

namespace test_config {

using namespace ohmimo;

// A configuration in which every field has another value than the default.
Config all_changed() {
  Config c;
  c.link = {.n_rx = 16,
            .n_user = 4,
            .modulation = "256qam",
            .vectors_per_channel = 14,
            .snr = {-3.5, 0.1, 2.0, {}},
            .snr_def = SnrKind::eb_n0_user};
  c.channel = {.model = "exp:0.7", .user_spread_db = 0.1, .exact_statistics = "off", .fixed = true};
  c.scene = {.scene = {.array = "upa:4x4",
                       .element = "isotropic",
                       .downtilt_deg = 3.0,
                       .k_factor_db = "9",
                       .correlation = "exp:0.5",
                       .user_angles = "same",
                       .sector_deg = 60.0,
                       .edition = "v19",
                       .power_control = 0.5,
                       .keep_gain = true},
             .speed_kmh = 30.0,
             .carrier_ghz = 28.0,
             .delay_spread_ns = 30.0};
  c.slot = {.grid = {.scs_khz = 120, .n_prb = 8, .n_symbol = 12},
            .granularity = "prb",
            .fronthaul = "bfp12",
            .headroom_db = 12.0};
  c.csi = {.model = "error:20",
           .pilot_kind = "dft",
           .pilots = {.dmrs_type = 2, .dmrs_symbols = 2, .additional = 0},
           .noise_var = "estimated"};
  c.code = {.code = "nr-ldpc",
            .mcs = 3,
            .mcs_table = 2,
            .code_rate = 0.5,
            .iterations = 7,
            .soft_bits = "exact",
            .channels = 2,
            .harq = "ir:2",
            .error_scale = 2.0};
  c.detector.names = {"mmse", "rram-mmse"};
  c.solver = {.cycles = {2, 5},
              .stages = 2,
              .word_bits = 12,
              .fidelity = "device",
              .schur = "exact",
              .mapping = "fixed",
              .block_product = "low",
              .refinement = "fcg",
              .equilibrate = true,
              .hp_path = "analogue"};
  c.hardware = {.device = "neurram_wan2022",
                .levels = 16,
                .program_sigma_uS = 1.0,
                .age_s = 3600.0,
                .stuck_min = 0.01,
                .stuck_max = 1e-3,
                .zero_off = true,
                .read_noise = true,
                .rows_per_read = 2,
                .hp_adc_bits = 6,
                .dac_bits = 5,
                .adc_bits = 6,
                .opamp_gain = 1e12,
                .gbwp_hz = 16e6,
                .offset_V = 1e-3,
                .clamp_V = 1.2,
                .wire_ohm = 0.5,
                .c_row_F = 1e-15,
                .read_time_s = 1e-6};
  c.run = {.min_errors = 7,
           .min_error_channels = 0,
           .max_frames = 9,
           .max_bits = 11,
           .max_seconds = 1e-3,
           .seed = std::numeric_limits<std::int64_t>::max(),
           .threads = 3};
  c.output = {.out = "a \"b\" \\c\t", .golden = "zuo2025:4d", .title = "τ = 1"};
  return c;
}

TEST_CASE("config: TOML reads back as written, field by field") {
  const Config changed = all_changed();
  for (const Config& config : {Config{}, changed, with_automatic_values(Config{})})
    CHECK(config_from_toml(to_toml(config), "test") == config);
  for (const Field& field : config_fields()) {
    CAPTURE(field.name);
    CHECK(toml_value(changed, field) != toml_value(Config{}, field));  // so the comparison above sees every field
  }
  Config possible = changed;
  possible.csi = {};                 // the receiver knows the channel, for now
  possible.code = {};                // mcs and code-rate exclude each other
  possible.slot.fronthaul = "none";  // excludes vectors-per-channel, granularity and keep-gain
  check(possible);
}

TEST_CASE("config: written in a table per section; read from tables, or from keys alone") {
  const std::string text = to_toml(all_changed());
  std::size_t at = 0;
  for (const std::string_view section : section_names()) {
    CAPTURE(section);
    const std::size_t found = text.find(fmt::format("[{}]\n", section), at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  std::string keys;  // without the lines of the tables
  for (const Field& field : config_fields())
    keys += fmt::format("{} = {}\n", field.name, toml_value(all_changed(), field));
  CHECK(config_from_toml(keys, "test") == all_changed());
  CHECK(config_from_toml("seed = 5\nlink.rx = 4\n[channel]\nchannel = \"exp:0.5\"", "test").channel.model == "exp:0.5");
  CHECK(config_from_toml("channel = \"exp:0.5\"\n[link]\nrx = 4", "test").link.n_rx == 4);
  std::set<std::string> names;
  for (const Field& field : config_fields()) {
    CHECK(names.insert(field.name).second);
    CHECK(std::ranges::find(section_names(), field.section) != section_names().end());
  }
}

TEST_CASE("config: flags override the file, the file overrides the defaults") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "ohmimo_test_config.toml";
  std::ofstream(path) << "rx = 32\nusers = 4\nseed = 5\nfixed-channel = true\nuser-spread-db = 3\n";
  const Config config = from_words({"--config", path.string(), "--rx=64", "--seed", "6", "--no-fixed-channel"});
  std::filesystem::remove(path);
  CHECK(config.link.n_rx == 64);
  CHECK(config.link.n_user == 4);
  CHECK(config.run.seed == 6);
  CHECK_FALSE(config.channel.fixed);
  CHECK(config.channel.user_spread_db == 3.0);
  CHECK(config.link.modulation == Config{}.link.modulation);
  CHECK(from_words({"--fixed-channel"}).channel.fixed);
}

TEST_CASE("config: a flag and a TOML key of the same text mean the same") {
  for (const Field& field : config_fields()) {
    if (is_switch(field)) continue;
    CAPTURE(field.name);
    Config wanted = all_changed();
    std::string text = toml_value(wanted, field);
    Config by_key = config_from_toml(field.name + " = " + text, "test");
    if (text.front() == '[')  // a list is separated by commas on the command line, without brackets and quotes
      std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == '"' || c == ' '; });
    else if (text.front() == '"')
      text = std::visit(
          [&](auto* value) -> std::string {
            if constexpr (std::is_same_v<decltype(value), std::string*>) return *value;
            return text.substr(1, text.size() - 2);
          },
          field.place(wanted));
    Config by_flag;
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
    Config config;
    config.link.n_user = users;
    CAPTURE(config.link.n_user);
    CHECK(with_automatic_values(config).solver.stages == stages);
  }
  CHECK(from_words({"--stages", "auto", "--threads", "auto"}).solver.stages == 2);
  CHECK(from_words({"--stages", "0"}).solver.stages == 0);
  CHECK(from_words({}).solver.schur == "reuse");
  CHECK(from_words({"--fidelity", "exact"}).solver.schur == "exact");
  CHECK(from_words({"--fidelity", "exact", "--schur", "reuse"}).solver.schur == "reuse");
}

TEST_CASE("config: a list of words gives both directions; stages of every size leave rows to every tile") {
  const auto both_ways = [](const auto& words) {
    for (const auto& known : words) {
      CHECK(value_of_word("field", words, known.word) == known.value);
      CHECK(word_of_value(words, known.value) == known.word);
    }
  };
  both_ways(snr_kind_words);
  both_ways(rram::schur_words);
  both_ways(rram::block_product_words);
  both_ways(rram::refinement_words);
  both_ways(rram::hp_path_words);
  both_ways(rram::mapping_words);
  CHECK(word_of_value(rram::hp_path_words, rram::HpPath::slices) == "?");
  CHECK(sentence_of([] { value_of_word("schur", rram::schur_words, "none"); }) ==
        "schur must be reuse or exact, got 'none'");
  for (int n_row = 1; n_row <= 600; ++n_row) {
    CAPTURE(n_row);
    const int stages = rram::automatic_stages(n_row), most = rram::most_stages(n_row);
    CHECK(stages <= most);
    CHECK((1 << most) <= n_row);
    CHECK((2 << most) > n_row);
    const auto largest_tile = [n_row](int halvings) { return (n_row + (1 << halvings) - 1) >> halvings; };
    CHECK(largest_tile(stages) <= 4);
    CHECK((stages == 0 || largest_tile(stages - 1) > 4));
  }
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
  const Config defaults;
  Config changed = all_changed();
  std::set<std::uint64_t> hashes = {config_hash(defaults)};
  const std::set<std::string> ignored = {"seed", "threads", "out", "golden", "title"};
  for (const Field& field : config_fields()) {
    Config one;
    std::visit([&](auto* value) { *std::get<decltype(value)>(field.place(one)) = *value; }, field.place(changed));
    if (field.name == "stages") one.solver.stages = 3;  // the 2 of all_changed() is what auto means for 8 users
    CAPTURE(field.name);
    CHECK(hashes.insert(config_hash(one)).second == !ignored.contains(field.name));
  }
  CHECK(config_hash(with_automatic_values(defaults)) == config_hash(defaults));

  // FNV-1a 64 by the published recurrence over the published text form: a change of either breaks resuming old runs.
  std::uint64_t expected = 14695981039346656037u;
  for (const char c : std::string(
           "link.rx = 128\nlink.users = 8\nlink.modulation = \"64qam\"\nlink.vectors-per-channel = 1\n"
           "link.snr = \"0:2:14\"\nlink.snr-def = \"rx\"\n"
           "channel.channel = \"rayleigh\"\nchannel.user-spread-db = 0.0\nchannel.exact-statistics = \"on\"\n"
           "channel.fixed-channel = false\ncsi.csi = \"perfect\"\ndetector.detector = [\"zf\", \"rram-zf\"]\n"
           "solver.cycles = [1, 2, 3]\nsolver.stages = 2\nsolver.word-bits = 24\nsolver.fidelity = \"converter\"\n"
           "solver.schur = \"reuse\"\nsolver.mapping = \"fitted\"\nsolver.block-product = \"high\"\n"
           "solver.refinement = \"stationary\"\nsolver.equilibrate = false\nsolver.hp-path = \"integer\"\n"
           "hardware.device = \"taox_zuo2025\"\nhardware.levels = \"auto\"\nhardware.program-sigma-us = 0.0\n"
           "hardware.age-s = 0.0\nhardware.stuck-min = 0.0\nhardware.stuck-max = 0.0\nhardware.zero-off = false\n"
           "hardware.read-noise = false\nhardware.rows-per-read = 0\nhardware.hp-adc-bits = 8\n"
           "hardware.dac-bits = 4\nhardware.adc-bits = 4\nhardware.opamp-gain = 10000.0\n"
           "hardware.gbwp-hz = 500000000.0\nhardware.offset-v = 0.0\nhardware.clamp-v = 0.4\n"
           "hardware.wire-ohm = 1.73\nhardware.c-row-f = 0.0\nhardware.read-time-s = 1.2e-07\n"
           "run.min-errors = 200\nrun.min-error-channels = 100\nrun.max-frames = 1000000\n"
           "run.max-bits = 100000000\nrun.max-seconds = 600.0\n"))
    expected = (expected ^ static_cast<unsigned char>(c)) * 1099511628211u;
  CHECK(config_hash(defaults) == expected);
}

TEST_CASE("config: every built-in experiment can be run, under its own name") {
  CHECK(experiment_names().size() >= 7);
  for (const std::string& name : experiment_names()) {
    CAPTURE(name);
    const Config config = load_config(name);
    CHECK(sentence_of_check(config) == "");
    CHECK(config.output.out == "results/" + name);
    CHECK(config.channel.fixed == (config.solver.mapping == "fixed"));
    CHECK(golden_figure(config).empty() == (name == "quickstart"));
  }
}

TEST_CASE("config: words and numbers as people write them") {
  const Config typed = from_words({"--modulation", "16-QAM", "--detector", "ZF, RRAM_ZF", "--cycles", "1, 2", "--snr",
                                   "0, 5, 10", "--max-bits", "1e8", "--rx", "64", "--fidelity", "Circuit"});
  CHECK(typed.link.modulation == "16qam");
  CHECK(typed.detector.names == std::vector<std::string>{"zf", "rram-zf"});
  CHECK(typed.solver.cycles == std::vector<int>{1, 2});
  CHECK(typed.link.snr.points() == std::vector<double>{0.0, 5.0, 10.0});
  CHECK(typed.run.max_bits == 100000000u);
  CHECK(typed.solver.fidelity == "circuit");
  CHECK(from_words({"--modulation", "4QAM"}).link.modulation == "qpsk");
  CHECK(from_words({"--channel", "CDL_C:ASD=10"}).channel.model == "cdl-c:ASD=10");
  const Config read = config_from_toml(
      "snr = [0, 5.5, 10]\ncycles = 2\ndetector = \"zf, mmse\"\nmax-bits = 1e7\nmodulation = \"QPSK\"", "a.toml");
  CHECK(read.link.snr.points() == std::vector<double>{0.0, 5.5, 10.0});
  CHECK(read.solver.cycles == std::vector<int>{2});
  CHECK(read.detector.names == std::vector<std::string>{"zf", "mmse"});
  CHECK(read.run.max_bits == 10000000u);
  CHECK(read.link.modulation == "qpsk");
  CHECK(config_from_toml("snr = 5", "a.toml").link.snr.points() == std::vector<double>{5.0});
  CHECK(sentence_of([] { config_from_toml("max-bits = 1.5", "a.toml"); }) ==
        "a.toml line 1: max-bits must be an integer >= 0, got \"1.5\"");
  CHECK(sentence_of([] { config_from_toml("cycles = true", "a.toml"); }).starts_with("a.toml line 1: cycles must be"));
}

TEST_CASE("config: automatic values stay so in what is written, and mean what they do where they are read") {
  Config small;
  small.link.n_rx = 4, small.link.n_user = 4;
  const std::string written = to_toml(small);
  CHECK(written.find("stages = \"auto\"  # here 1\n") != std::string::npos);
  CHECK(written.find("schur = \"auto\"  # here \"reuse\"\n") != std::string::npos);
  Config larger = config_from_toml(written, "config.toml");
  CHECK(larger == small);
  larger.link.n_rx = 32, larger.link.n_user = 16;
  CHECK(with_automatic_values(larger).solver.stages == rram::automatic_stages(32));
  CHECK(with_automatic_values(larger).solver.stages != 1);
}

TEST_CASE("config: a conflict names the file and the line of a value that no flag gave") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.toml")) << "[solver]\nfidelity = \"exact\"\nstages = 4\n";
  const std::string file = folder.file("a.toml");
  CHECK(sentence_of([&] {
          from_words({"--config", file, "--users", "2"});
        }) == "stages must be auto or from 0 to 2 for 2 users, got 4 (stages: " + file + " line 3)");
  CHECK(sentence_of([&] {
          from_words({"--config", file, "--users", "2", "--stages", "5"});
        }) == "stages must be auto or from 0 to 2 for 2 users, got 5");
}

}  // namespace test_config

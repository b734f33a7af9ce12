#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/config/config_file.hpp"
#include "apps/text/text.hpp"
#include "tests/apps/config/config_case.hpp"

namespace test_config_errors {

using namespace ohmimo;

TEST_CASE("config: every impossible value gets its sentence") {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--rx", "0"}, "rx must be from 1 to 4096, got 0"},
      {{"--rx", "4097"}, "rx must be from 1 to 4096, got 4097"},
      {{"--rx", "12abc"}, "rx must be an integer, got \"12abc\""},
      {{"--rx", "0x10"}, "rx must be an integer, got \"0x10\""},
      {{"--rx", "3000000000"}, "rx must be an integer from -2147483648 to 2147483647, got 3000000000"},
      {{"--users", "0"}, "users must be from 1 to 256, got 0"},
      {{"--users", "-1"}, "users must be from 1 to 256, got -1"},
      {{"--rx", "4", "--users", "8"}, "users must be <= rx = 4 for detector zf, got 8"},
      {{"--rx", "4", "--detector", "mmse,rram-zf"}, "users must be <= rx = 4 for detector rram-zf, got 8"},
      {{"--rx", "4", "--detector", "reference"}, "users must be <= rx = 4 for detector reference, got 8"},
      {{"--modulation", "7qam"}, "modulation must be one of qpsk, 16qam, 64qam, 256qam, 1024qam, got \"7qam\""},
      {{"--modulation", "64-qma"},
       "modulation must be one of qpsk, 16qam, 64qam, 256qam, 1024qam, got \"64-qma\" (did you mean \"64qam\"?)"},
      {{"--channel", "rice"},
       "channel must be rayleigh, exp:R with 0 <= R < 1, rician:K, one-ring:AS with 0 <= AS <= 90, saleh:CLxRAYS, "
       "tdl-a..e, tdla30|tdlb100|tdlc300|tdlc60|tdld30, epa|eva|etu, cdl-a..e[:SPREADS] with SPREADS as in "
       "ASD=10,ZSA=5, umi|uma|inh or file:PATH, got \"rice\""},
      {{"--channel", "exp:1"}, "channel correlation must be from 0 to below 1, got 1"},
      {{"--channel", "exp:-0.1"}, "channel correlation must be from 0 to below 1, got -0.1"},
      {{"--channel", "exp:nan"}, "channel correlation must be finite, got \"nan\""},
      {{"--user-spread-db", "-1"}, "user-spread-db must be from 0 to 100, got -1"},
      {{"--detector", "zf,zf"}, "detector must be named once each, got zf"},
      {{"--snr", "0:0:20"}, "snr step must be > 0 dB, got 0"},
      {{"--snr", "0:-2:20"}, "snr step must be > 0 dB, got -2"},
      {{"--snr", "20:2:0"}, "snr stop must be >= start 20 dB, got 0"},
      {{"--snr", "0:nan:20"}, "snr step must be finite, got \"nan\""},
      {{"--snr", "0:1:1e400"}, "snr stop must fit a double, got \"1e400\""},
      {{"--snr", "0:1e-9:20"}, "snr must be at most 1000 points, got 20000000001"},
      {{"--snr", "0:2"}, "snr must be START:STEP:STOP, one value or a list A,B,C, got \"0:2\""},
      {{"--snr", "3,2"}, "snr must be an ascending list, got 3,2"},
      {{"--snr", "201"}, "snr must be from -200 to 200, got 201"},
      {{"--snr-def", "es"}, "snr-def must be user, rx, ebn0 or array, got 'es'"},
      {{"--cycles", "0,1"}, "cycles must be from 1 to 100, got 0"},
      {{"--cycles", "2,1"}, "cycles must be ascending, got 2,1"},
      {{"--cycles", "1,1"}, "cycles must be ascending, got 1,1"},
      {{"--cycles", "101"}, "cycles must be from 1 to 100, got 101"},
      {{"--stages", "5"}, "stages must be auto or from 0 to 4 for 8 users, got 5"},
      {{"--stages", "-2"}, "stages must be auto or from 0 to 4 for 8 users, got -2"},
      {{"--stages", "some"}, "stages other than auto must be an integer, got \"some\""},
      {{"--word-bits", "16"}, "word-bits must be a multiple of 3 from 6 to 24, got 16"},
      {{"--word-bits", "27"}, "word-bits must be a multiple of 3 from 6 to 24, got 27"},
      {{"--csi", "error:-20"}, "csi error must be from 0 to 200 dB, got -20"},
      {{"--program-sigma-us", "-1"},
       "program-sigma-us must be from 0 to 35 uS, the most that a cell of taox_zuo2025 conducts, got -1"},
      {{"--fidelity", "real"},
       "fidelity must be one of exact, quantised, device, converter, circuit, wires, transient, got \"real\""},
      {{"--schur", "none"}, "schur must be one of auto, reuse, exact, got \"none\""},
      {{"--mapping", "fit"}, "mapping must be fitted or fixed, got \"fit\""},
      {{"--block-product", "mid"}, "block-product must be high or low, got \"mid\""},
      {{"--device", "taox_zuo2024"},
       "device must be one of cmo_hfox_ibm, hfo2_milo2021, neurram_wan2022, taox_zuo2025, got \"taox_zuo2024\" (did "
       "you "
       "mean \"taox_zuo2025\"?)"},
      {{"--age-s", "0.5"}, "age-s must be 0 or from 1 to 1e12 s, got 0.5"},
      {{"--age-s", "60"}, "device must be one with a relaxation law for age-s > 0, got taox_zuo2025"},
      {{"--device", "hfo2_milo2021", "--zero-off"},
       "device must be one whose level 0 aims at 0 S for zero-off, got hfo2_milo2021"},
      {{"--stuck-min", "1.5"}, "stuck-min must be from 0 to 1, got 1.5"},
      {{"--stuck-max", "-0.1"}, "stuck-max must be from 0 to 1, got -0.1"},
      {{"--stuck-min", "0.75", "--stuck-max", "0.5"}, "stuck-min + stuck-max must be at most 1, got 1.25"},
      {{"--hp-path", "slices"}, "hp-path must be integer or analogue, got \"slices\""},
      {{"--rows-per-read", "-1"}, "rows-per-read must be from 0 to 4096, got -1"},
      {{"--hp-adc-bits", "17"}, "hp-adc-bits must be from 1 to 16, got 17"},
      {{"--dac-bits", "1"}, "dac-bits must be from 2 to 16, got 1"},
      {{"--adc-bits", "17"}, "adc-bits must be from 2 to 16, got 17"},
      {{"--opamp-gain", "0.5"}, "opamp-gain must be from 1 to 1000000000000, got 0.5"},
      {{"--opamp-gain", "inf"}, "opamp-gain must be finite, got \"inf\""},
      {{"--gbwp-hz", "0"}, "gbwp-hz must be from 1000 to 1e+12 Hz, got 0"},
      {{"--offset-v", "-0.001"}, "offset-v must be from 0 to 0.5 V, got -0.001"},
      {{"--clamp-v", "0"}, "clamp-v must be > 0 V and at most 1000 V, got 0"},
      {{"--wire-ohm", "-1"}, "wire-ohm must be from 0 to 100000 ohm, got -1"},
      {{"--c-row-f", "1"}, "c-row-f must be from 0 to 1e-09 F, got 1"},
      {{"--read-time-s", "0"}, "read-time-s must be > 0 s and at most 0.001 s, got 0"},
      {{"--vectors-per-channel", "0"}, "vectors-per-channel must be from 1 to 16384, got 0"},
      {{"--min-errors", "0"}, "min-errors must be from 1 to 9223372036854775807, got 0"},
      {{"--min-error-channels", "-1"}, "min-error-channels must be an integer >= 0, got -1"},
      {{"--max-frames", "0"}, "max-frames must be from 1 to 4294967295, got 0"},
      {{"--max-frames", "4294967296"}, "max-frames must be from 1 to 4294967295, got 4294967296"},
      {{"--max-seconds", "0"}, "max-seconds must be > 0 s and at most 1e7 s, got 0"},
      {{"--max-seconds", "inf"}, "max-seconds must be finite, got \"inf\""},
      {{"--code", "nr-polar"}, "code must be none or nr-ldpc, got \"nr-polar\""},
      {{"--code", "nr-ldpc"}, "code-rate or mcs must be given for code nr-ldpc, got neither"},
      {{"--code", "nr-ldpc", "--mcs", "29"}, "mcs must be from 0 to 28 in table 1, got 29"},
      {{"--code", "nr-ldpc", "--mcs", "3", "--mcs-table", "4"}, "mcs-table must be 1, 2 or 3, got 4"},
      {{"--code", "nr-ldpc", "--mcs", "13", "--modulation", "64qam"},
       "modulation must be 16qam for mcs 13 of table 1, got 64qam"},
      {{"--code", "nr-ldpc", "--mcs", "13", "--code-rate", "0.5"},
       "code-rate must be left out where mcs says it, got 0.5"},
      {{"--code", "nr-ldpc", "--code-rate", "1"}, "code-rate must be from 0.03 to 0.95, got 1"},
      {{"--code", "nr-ldpc", "--code-rate", "nan"}, "code-rate must be finite, got \"nan\""},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--iterations", "0"}, "iterations must be from 1 to 1000, got 0"},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--harq", "ir"}, "harq must be none, chase:N or ir:N, got \"ir\""},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--harq", "ir:5"}, "harq transmissions must be from 2 to 4, got 5"},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--harq", "chase:x"},
       "harq transmissions must be an integer, got \"x\""},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--detector", "mmse-biased"},
       "detector must be one that gives soft bits for code nr-ldpc, got mmse-biased"},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--code-channels", "2", "--channel", "tdl-a"},
       "code-channels must be 1 or auto where frames are slots, got 2"},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--code-channels", "4096", "--vectors-per-channel", "168"},
       "code-channels x vectors-per-channel must be at most 65536 resource elements, got 688128"},
      {{"--code", "nr-ldpc", "--code-rate", "0.5", "--code-channels", "1"},
       "a block must have enough resource elements for a code rate of at most 0.95, got 1 element(s) for 40 bits with "
       "CRC: more vectors-per-channel, code-channels or a lower rate would do"},
      {{"--channel", "file:a\nb"}, "channel must be one line, got \"file:a\\u000ab\""},
      {{"--channel", "tdl-c", "--vectors-per-channel", "14"},
       "vectors-per-channel must be 1 where frames are slots, whose granularity says it, got 14"},
      {{"--channel", "tdl-c", "--csi", "ls", "--users", "6"},
       "users must be <= 4 for dmrs-type 1 with dmrs-symbols 1, got 6: 6 users need dmrs-type 2 with dmrs-symbols 1, "
       "or pilots dft"},
      {{"--fronthaul", "bfp9", "--granularity", "prb"},
       "granularity must be re where samples come over a fronthaul, got prb"},
      {{"--fronthaul", "bfp9", "--keep-gain"},
       "keep-gain must be off where samples come over a fronthaul, whose gain is set for channels of unit mean power, "
       "got on"},
      {{"--out", "a\r"}, "out must be one line, got \"a\\u000d\""},
      {{"--seed", "-1"}, "seed must be an integer >= 0, got -1"},
      {{"--seed", "9223372036854775808"}, "seed must be from 0 to 9223372036854775807, got 9223372036854775808"},
      {{"--threads", "-1"}, "threads must be from 0 to 1024, got -1"},
      {{"--threads", "1025"}, "threads must be from 0 to 1024, got 1025"},
      {{"--golden", "zuo2025:4d"}, "golden must show the system of the run, zuo2025:4d has no points for 128x8 64qam"},
      {{"--rx", "4096", "--vectors-per-channel", "16384"},
       "memory of 16 channels of rx, users and vectors-per-channel must be at most 1000 MB per thread, got 8762 MB"},
  };
  for (const auto& one : cases) CHECK(sentence_of([&] { from_words(one.first); }) == one.second);
  CHECK(sentence_of([&] { from_words({"--rx", "4096"}); }) == "");  // the checker sees a good one pass
  // What a rung does not simulate is not refused there.
  for (const char* fidelity : {"exact", "quantised"})
    CHECK(sentence_of([&] {
            from_words({"--fidelity", fidelity, "--age-s", "60", "--device", "hfo2_milo2021", "--zero-off"});
          }) == "");
}

TEST_CASE("config: what no text can say is refused as well") {
  const auto changed = [](auto change) {
    Config config;
    change(config);
    return sentence_of_check(config);
  };
  CHECK(changed([](Config&) {}) == "");
  CHECK(changed([](Config& c) { c.detector.names.clear(); }) == "detector must be at least one name, got none");
  CHECK(changed([](Config& c) { c.solver.cycles.clear(); }) == "cycles must be at least one number, got none");
  CHECK(changed([](Config& c) { c.link.snr.step_db = NAN; }) == "snr step must be > 0 dB, got nan");
  CHECK(changed([](Config& c) { c.run.max_seconds = NAN; }) == "max-seconds must be > 0 s and at most 1e7 s, got nan");
  CHECK(changed([](Config& c) { c.channel.user_spread_db = INFINITY; }) ==
        "user-spread-db must be from 0 to 100, got inf");
  CHECK(changed([](Config& c) { c.output.out = ""; }) == "out must be the name of a folder, got \"\"");
}

TEST_CASE("config: errors in a TOML file name the line") {
  const std::pair<std::string, std::string> cases[] = {
      {"rx = 16\nusres = 4", "f.toml line 2: unknown key \"usres\" (did you mean \"users\"?)"},
      {"snr_def = \"rx\"", "f.toml line 1: unknown key \"snr_def\" (did you mean \"snr-def\"?)"},
      {"\n[lnk]\nrx = 4",
       "f.toml line 2: unknown table [lnk]; tables are link, channel, slot, csi, code, detector, solver, hardware, "
       "run, "
       "output"},
      {"link = 4", "f.toml line 1: unknown key \"link\""},
      {"[channel]\n\nrx = 4", "f.toml line 3: rx belongs in [link]"},
      {"[link]\nfidelity = \"exact\"", "f.toml line 2: fidelity belongs in [solver]"},
      {"[link]\nusres = 4", "f.toml line 2: unknown key \"usres\" (did you mean \"users\"?)"},
      {"[link.more]\nrx = 4", "f.toml line 1: unknown key \"more\""},
      {"rx = 4\n[link]\nrx = 4", "f.toml line 1: rx stands twice, in [link] and outside"},
      {"[run]\nseed = -1", "f.toml line 2: seed must be an integer >= 0, got -1"},
      {"rx = \"16\"", "f.toml line 1: rx must be written as in 'rx = 128', got '16'"},
      {"rx = 16.5", "f.toml line 1: rx must be an integer, got \"16.5\""},
      {"snr = true", "f.toml line 1: snr must be written as in 'snr = \"0:2:14\"', got true"},
      {"fixed-channel = 1", "f.toml line 1: fixed-channel must be written as in 'fixed-channel = false', got 1"},
      {"detector = 3", "f.toml line 1: detector must be written as in 'detector = [\"zf\", \"rram-zf\"]', got 3"},
      {"\n\ncycles = [1, \"2\"]", "f.toml line 3: cycles must be written as in 'cycles = [1, 2, 3]', got [ 1, '2' ]"},
      {"seed = -1", "f.toml line 1: seed must be an integer >= 0, got -1"},
      {"max-seconds = nan", "f.toml line 1: max-seconds must be finite, got \"nan\""},
      {"rx = 1\nsnr = \"0:x:1\"", "f.toml line 2: snr step must be a number, got \"x\""},
      {"snr-def = \"\"\"a\nb\"\"\"", "f.toml line 1: snr-def must be one line, got \"a\\u000ab\""},
      {"[solve]\n\"a\\nb\" = [[1]]",
       "f.toml line 2: a b must be a text, a number, true, false or a list of these, got [ 1 ]"},
  };
  for (const auto& one : cases) CHECK(sentence_of([&] { config_from_toml(one.first, "f.toml"); }) == one.second);
  CHECK(sentence_of([] { config_from_toml("rx = 1\nrx = 2", "f.toml"); }).starts_with("f.toml line 2: "));
  CHECK(sentence_of([] { config_from_toml("rx = \nusers", "f.toml"); }).starts_with("f.toml line 1: "));
  CHECK(
      sentence_of([] { config_from_toml(std::string("rx = 1\n\0\xff", 9), "f.toml"); }).starts_with("f.toml line 2: "));
  CHECK(sentence_of([] { load_config("quickstrat"); }).ends_with("got \"quickstrat\" (did you mean \"quickstart\"?)"));
  CHECK(sentence_of([] { load_config("/"); }).starts_with("config must be a readable file or one of "));
  CHECK(sentence_of([] { load_config("/dev/zero"); }) ==
        "config must be at most 1048576 bytes, \"/dev/zero\" is larger");
}

TEST_CASE("text: numbers are strict and sentences stay on one line") {
  CHECK(number_from_text("x", "-1.5e-3") == -1.5e-3);
  for (const char* text : {"", " 1", "1 ", "+1", "1,5", "1e", "0x10", "--1", "1.5dB"})
    CHECK(sentence_of([&] { number_from_text("x", text); }) == fmt::format("x must be a number, got \"{}\"", text));
  for (const auto& [text, value] : {std::pair{"1e3", 1000}, {"2.5e1", 25}, {"-1e2", -100}})
    CHECK(integer_from_text("x", text) == value);
  CHECK(natural_from_text("x", "1e15") == 1000000000000000u);
  for (const char* text : {"", "-", " 1", "1.0", "1e-3", "1.5e0", "1e10", "1e400", "e3", "+1"})
    CHECK(sentence_of([&] { integer_from_text("x", text); }) == fmt::format("x must be an integer, got \"{}\"", text));
  CHECK(sentence_of([] { integer_from_text("x", "1\n2"); }) == "x must be an integer, got \"1\\u000a2\"");
  CHECK(one_line("a\nb\tc") == "a b c");
  CHECK(fixed_text(-0.0004, 3) == "0.000");
  CHECK(fixed_text(-0.0006, 3) == "-0.001");
  CHECK(fixed_text(-0.4, 0) == "0");
  CHECK(fixed_text(0.125, 2) == "0.12");
  const std::vector<std::string> known = {"ber", "bench"};
  CHECK(suggestion("bre", known) == " (did you mean \"ber\"?)");
  CHECK(suggestion("bench-it", known) == "");
  CHECK(suggestion("sweep", known) == "");
}

}  // namespace test_config_errors

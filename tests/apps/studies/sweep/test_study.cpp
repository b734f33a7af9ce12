// Studies from TOML: axes, ranges, conditions, refusals, and what names a study.
#include <doctest/doctest.h>

#include "apps/studies/sweep/axis.hpp"
#include "apps/studies/sweep/study.hpp"
#include "apps/studies/sweep/where.hpp"
#include "tests/apps/config/config_case.hpp"

namespace test_study {

using namespace ohmimo;
using namespace ohmimo::sweep;

std::vector<std::string> names_of(const Study& study) {
  std::vector<std::string> names;
  for (const Member& member : study.members) names.push_back(member.name);
  return names;
}

std::string refusal_of(const std::string& text) {
  return sentence_of([&] { study_from_toml(text, "s.toml"); });
}

TEST_CASE("study: the product of its axes, a zip beside them, and a condition") {
  const Study study = study_from_toml(
      "detector = 'zf'\n[study]\nwhere = ['users * 2 <= rx', \"modulation <> '64qam' or rx >= 32\"]\n"
      "[axes]\nrx = '8:x2:32'\nusers = [4, 8]\n[zip]\nmodulation = ['qpsk', '64qam']\nmin-errors = [100, 300]\n",
      "folder/s.toml");
  CHECK(study.section.name == "s");
  CHECK(names_of(study) ==
        std::vector<std::string>{
            "rx=8 users=4 min-errors=100 modulation=qpsk", "rx=16 users=4 min-errors=100 modulation=qpsk",
            "rx=16 users=8 min-errors=100 modulation=qpsk", "rx=32 users=4 min-errors=100 modulation=qpsk",
            "rx=32 users=4 min-errors=300 modulation=64qam", "rx=32 users=8 min-errors=100 modulation=qpsk",
            "rx=32 users=8 min-errors=300 modulation=64qam"});
  CHECK(study.left_out == 5);
  CHECK(study.members.back().config.run.min_errors == 300);
  CHECK(study.members.back().config.link.n_user == 8);
}

TEST_CASE("study: combinations that cannot be run are named with the reason") {
  const Study study = study_from_toml("[study]\n[axes]\nusers = [4, 65]\nrx = 64\n", "s.toml");
  CHECK(names_of(study) == std::vector<std::string>{"rx=64 users=4"});
  REQUIRE(study.refused.size() == 1);
  CHECK(study.refused[0].name == "rx=64 users=65");
  CHECK(study.refused[0].reason.find("users") != std::string::npos);
}

TEST_CASE("study: its hash follows what the counts depend on, and nothing else") {
  const std::string text = "[study]\n[axes]\nrx = [16, 32]\n";
  const std::string hash = study_from_toml(text, "a.toml").hash;
  CHECK(study_from_toml("# other words\nthreads = 3\n" + text, "b.toml").hash == hash);
  for (const char* other :
       {"[study]\ntarget-ber = 1e-2\n[axes]\nrx = [16, 32]\n", "[study]\n[axes]\nrx = [16, 33]\n",
        "seed = 2\n[study]\n[axes]\nrx = [16, 32]\n", "[study]\nunit-frames = 7\n[axes]\nrx = [16, 32]\n"})
    CHECK(study_from_toml(other, "a.toml").hash != hash);
}

TEST_CASE("study: refused in one sentence that names the line") {
  const auto holds_all = [](const std::string& sentence, std::initializer_list<const char*> parts) {
    for (const char* part : parts)
      if (sentence.find(part) == std::string::npos) return false;
    return sentence.find('\n') == std::string::npos;
  };
  CHECK(holds_all(refusal_of("rx = 8"), {"s.toml", "[study]"}));
  CHECK(holds_all(refusal_of("[study]\nmod = 3"), {"line 2", "unknown key \"mod\"", "mode"}));
  CHECK(holds_all(refusal_of("[study]\nmode = 'find'"), {"line 2", "search or grid", "find"}));
  CHECK(holds_all(refusal_of("[study]\ntarget-ber = 0.7"), {"line 2", "target-ber", "0.5", "0.7"}));
  CHECK(holds_all(refusal_of("[study]\nname = 'a/b'"), {"line 2", "name", "a/b"}));
  CHECK(holds_all(refusal_of("snr = 3\n[study]"), {"line 1", "snr has no effect"}));
  CHECK(holds_all(refusal_of("max-seconds = 3\n[study]"), {"line 1", "point-seconds"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nantennas = 3"), {"line 3", "antennas"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nthreads = [1, 2]"), {"line 3", "threads has no effect"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = '8:0:16'"), {"line 3", "START:STEP:STOP"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = []"), {"line 3", "rx must have a value"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = [8]\n[zip]\nrx = [8]"), {"rx stands in [axes] and in [zip]"}));
  CHECK(holds_all(refusal_of("[study]\n[zip]\nrx = [8, 16]\nusers = [4]"), {"line 4", "2 values", "got 1"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = [8, 8]"), {"rx=8 stands twice"}));
  CHECK(holds_all(refusal_of("[study]\nwhere = 'rx > 1000'"), {"where leaves none"}));
  CHECK(holds_all(refusal_of("[study]\nwhere = 'antennas > 3'"), {"where must be a condition", "antennas"}));
  CHECK(holds_all(refusal_of("[study]\nwhere = 'rx > 3); DROP TABLE x; --'"), {"where must be a condition"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = '1:1:9000'\nusers = '1:1:64'"), {"at most 100000 combinations"}));
  CHECK(holds_all(refusal_of("[study]\n[axes]\nrx = 4\nusers = 8\ndetector = 'zf'"), {"none of the combinations"}));
}

TEST_CASE("study: ranges of numbers; anything else is one value") {
  const Field &rx = *field_named("rx"), &channel = *field_named("channel"), &spread = *field_named("user-spread-db");
  CHECK(range_values(rx, "4:4:16") == std::vector<std::string>{"4", "8", "12", "16"});
  CHECK(range_values(rx, "4:x2:40") == std::vector<std::string>{"4", "8", "16", "32"});
  CHECK(range_values(rx, "64") == std::vector<std::string>{"64"});
  CHECK(range_values(channel, "rician:5") == std::vector<std::string>{"rician:5"});
  CHECK(range_values(spread, "0:0.1:0.3") == std::vector<std::string>{"0", "0.1", "0.2", "0.3"});
}

TEST_CASE("study: every built-in study can be run") {
  CHECK_FALSE(study_names().empty());
  for (const std::string& name : study_names()) {
    const Study study = load_study(name);
    CHECK(study.section.name == name);
    CHECK(study.refused.empty());
    CHECK(study.members.size() >= (name == "antenna_study" ? 60 : 8));
  }
}

TEST_CASE("where: numbers and words of a configuration") {
  Config config;
  config.link.n_rx = 64, config.link.n_user = 8, config.link.modulation = "16qam";
  CHECK(holds("rx >= 8 * users and modulation = '16qam'", config));
  CHECK_FALSE(holds("rx > 8 * users", config));
  CHECK(holds("vectors_per_channel = 1 and channel in ('rayleigh', 'umi')", config));
  config.output.title = "it's";  // a quote in a value is no quote of SQL
  CHECK(holds("title = 'it''s'", config));
}

TEST_CASE("study: of coded links counts blocks, and all its configurations are coded") {
  const std::string coded = "code = 'nr-ldpc'\ncode-rate = 0.5\n";
  const Study study = study_from_toml(coded + "[study]\ntarget-bler = 0.1\n[axes]\nrx = [16, 32]\n", "s.toml");
  CHECK(study.section.target_ber == 0.1);
  CHECK(study.section.rate == "BLER");
  CHECK(refusal_of(coded + "[study]\n[axes]\nrx = 16\n") ==
        "s.toml: target-bler must be given where users send code words, and only there, got nr-ldpc for rx=16");
  CHECK(refusal_of("[study]\ntarget-bler = 0.1\n[axes]\nrx = 16\n") ==
        "s.toml: target-bler must be given where users send code words, and only there, got none for rx=16");
  CHECK(refusal_of("[study]\ntarget-bler = 0.7\n[axes]\nrx = 16\n") ==
        "s.toml line 2: target-bler must be > 0 and < 0.5, got 0.7");
  CHECK(refusal_of(coded + "[study]\ntarget-ber = 0.1\ntarget-bler = 0.1\n[axes]\nrx = 16\n") ==
        "s.toml: target-ber and target-bler exclude each other");
  const std::string mixed = "code-rate = 0.5\n[study]\ntarget-bler = 0.1\n[axes]\ncode = ['none', 'nr-ldpc']\n";
  CHECK(refusal_of(mixed).ends_with("got none for code=none"));
}

}  // namespace test_study

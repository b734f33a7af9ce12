#include "apps/studies/sweep/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/rules.hpp"
#include "apps/studies/sweep/axis.hpp"
#include "apps/studies/sweep/where.hpp"
#include "apps/text/text.hpp"
#include "data/data.hpp"

namespace ohmimo::sweep {
namespace {

[[noreturn]] void fail_at(const std::string& place, std::string_view sentence) {
  throw std::invalid_argument(fmt::format("{}: {}", place, sentence));
}

const std::string& one_value(const OwnValue& given) {
  if (given.values.size() != 1) throw std::invalid_argument(fmt::format("{} must be one value", given.name));
  return given.values.front();
}

struct StudyKey {
  std::string_view name;
  void (*set)(StudySection&, const OwnValue&);
};

constexpr StudyKey study_keys[] = {
    {"name", [](StudySection& s, const OwnValue& v) { s.name = one_value(v); }},
    {"mode",
     [](StudySection& s, const OwnValue& v) {
       require(one_value(v) == "search" || one_value(v) == "grid", "mode", "search or grid", in_quotes(one_value(v)));
       s.mode = one_value(v) == "grid" ? Mode::grid : Mode::search;
     }},
    {"target-ber",
     [](StudySection& s, const OwnValue& v) { s.target_ber = number_from_text("target-ber", one_value(v)); }},
    {"target-bler",
     [](StudySection& s, const OwnValue& v) {
       s.target_ber = number_from_text("target-bler", one_value(v));
       s.rate = "BLER";
     }},
    {"relative-error",
     [](StudySection& s, const OwnValue& v) { s.relative_error = number_from_text("relative-error", one_value(v)); }},
    {"point-seconds",
     [](StudySection& s, const OwnValue& v) { s.point_seconds = number_from_text("point-seconds", one_value(v)); }},
    {"unit-frames",
     [](StudySection& s, const OwnValue& v) {
       s.unit_frames = one_value(v) == "auto" ? 0 : integer_from_text("unit-frames", one_value(v));
     }},
    {"low-db", [](StudySection& s, const OwnValue& v) { s.low_db = number_from_text("low-db", one_value(v)); }},
    {"high-db", [](StudySection& s, const OwnValue& v) { s.high_db = number_from_text("high-db", one_value(v)); }},
    {"where", [](StudySection& s, const OwnValue& v) { s.where = v.values; }},
};

void set_key(StudySection& section, const OwnValue& given) {
  std::vector<std::string> names;
  for (const StudyKey& key : study_keys) {
    if (key.name == given.name) return key.set(section, given);
    names.emplace_back(key.name);
  }
  throw std::invalid_argument(
      fmt::format("unknown key {} in [study]{}", in_quotes(given.name), suggestion(given.name, names)));
}

void check_section(const StudySection& s) {
  const bool plain = !s.name.empty() && s.name.front() != '.' && s.name.find_first_of("/\\\"\n") == std::string::npos;
  require(plain, "name", "a name for a folder", in_quotes(s.name));
  require(s.target_ber > 0.0 && s.target_ber < 0.5, s.rate == "BER" ? "target-ber" : "target-bler", "> 0 and < 0.5",
          s.target_ber);
  require(s.relative_error >= 0.0 && s.relative_error < 1.0, "relative-error", "0 (off), or from 0 to 1",
          s.relative_error);
  require(s.point_seconds >= 0.0 && s.point_seconds <= 1e9, "point-seconds", "from 0 (no limit) to 1e9 s",
          s.point_seconds);
  require(s.unit_frames >= 0 && s.unit_frames <= 1'000'000, "unit-frames", "auto, or from 1 to 1000000", s.unit_frames);
  require(s.low_db >= -60.0 && s.high_db <= 140.0 && s.low_db < s.high_db, "low-db and high-db",
          "rising, from -60 to 140 dB", fmt::format("{} and {}", s.low_db, s.high_db));
}

StudySection read_section(const ConfigFile& file, const std::string& source) {
  StudySection section;
  section.name = std::filesystem::path(source).stem().string();
  const auto given = file.own.find("study");
  if (given == file.own.end()) throw std::invalid_argument(fmt::format("{}: a study needs a table [study]", source));
  const auto is_given = [&](std::string_view name) {
    return std::ranges::find(given->second, name, &OwnValue::name) != given->second.end();
  };
  if (is_given("target-ber") && is_given("target-bler"))
    throw std::invalid_argument(fmt::format("{}: target-ber and target-bler exclude each other", source));
  for (const OwnValue& value : given->second) try {
      set_key(section, value);
      check_section(section);
    } catch (const std::invalid_argument& error) {
      fail_at(value.place, error.what());
    }
  return section;
}

// The field of an axis, which may not be one that cannot change a result or that the study itself says.
const Field& axis_field(const OwnValue& given, const StudySection& section) {
  const Field* field = field_named(given.name);
  std::vector<std::string> names;
  for (const Field& known : config_fields()) names.push_back(known.name);
  if (!field)
    fail_at(given.place,
            fmt::format("unknown key {} of an axis{}", in_quotes(given.name), suggestion(given.name, names)));
  if ((!field->changes_results && field->name != "seed") || field->name == "max-seconds" ||
      (field->name == "snr" && section.mode == Mode::search))
    fail_at(given.place, fmt::format("{} has no effect as an axis of this study", given.name));
  return *field;
}

std::vector<std::string> axis_values(const OwnValue& given, const Field& field) {
  std::vector<std::string> values;
  try {
    for (const std::string& text : given.values)
      for (std::string& value : range_values(field, text)) values.push_back(std::move(value));
  } catch (const std::invalid_argument& error) {
    fail_at(given.place, error.what());
  }
  if (values.empty()) fail_at(given.place, fmt::format("{} must have a value", given.name));
  return values;
}

std::vector<Axis> read_axes(const ConfigFile& file, const StudySection& section) {
  std::vector<Axis> axes;
  if (const auto given = file.own.find("axes"); given != file.own.end())
    for (const OwnValue& value : given->second) {
      Axis& axis = axes.emplace_back();
      axis.fields = {&axis_field(value, section)};
      for (std::string& text : axis_values(value, *axis.fields.front())) axis.values.push_back({std::move(text)});
    }
  if (const auto given = file.own.find("zip"); given != file.own.end()) {
    Axis& axis = axes.emplace_back();
    for (const OwnValue& value : given->second) {
      axis.fields.push_back(&axis_field(value, section));
      const std::vector<std::string> values = axis_values(value, *axis.fields.back());
      if (axis.fields.size() == 1) axis.values.resize(values.size());
      if (values.size() != axis.values.size())
        fail_at(value.place, fmt::format("{} must have {} values like the others of [zip], got {}", value.name,
                                         axis.values.size(), values.size()));
      for (std::size_t k = 0; k < values.size(); ++k) axis.values[k].push_back(values[k]);
    }
  }
  return axes;
}

// What a study says itself must not stand among the fields of the configurations too.
void refuse_fields_of_a_run(const ConfigFile& file, const StudySection& section) {
  const auto refuse = [&](std::string_view name, std::string_view instead) {
    if (const auto place = file.places.find(name); place != file.places.end())
      fail_at(place->second, fmt::format("{} has no effect on a study; {}", name, instead));
  };
  refuse("max-seconds", "point-seconds of [study] ends a point");
  if (section.mode == Mode::search) refuse("snr", "a search finds it; mode = \"grid\" takes SNRs");
}

void add_combination(const Combination& combination, const Config& base, Study& study) {
  Member member{"", {}, base};
  std::string sentence;
  for (const auto& [field, text] : combination) {
    member.name += fmt::format("{}{}={}", member.name.empty() ? "" : " ", field->name, text);
    member.keys.emplace_back(field->name, text);
    try {
      set_from_text(member.config, *field, text);
    } catch (const std::invalid_argument& error) {
      sentence = error.what();
    }
  }
  if (member.name.empty()) member.name = study.section.name;
  if (sentence.empty()) {
    for (const std::string& condition : study.section.where)
      if (!holds(condition, member.config)) {
        ++study.left_out;
        return;
      }
    try {
      check(member.config);
      study.members.push_back(std::move(member));
      return;
    } catch (const std::invalid_argument& error) {
      sentence = error.what();
    }
  }
  study.refused.push_back({member.name, sentence});
}

// Two members with the same configuration would count twice.
void refuse_doubles(const Study& study) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const Member& member : study.members)
    if (!seen.emplace(config_hash(member.config), member.config.run.seed).second)
      throw std::invalid_argument(fmt::format("{}: {} stands twice in the study", study.section.name, member.name));
}

// Bits and blocks are not compared.
void require_one_rate(const Study& study, const std::string& source) {
  const bool blocks = study.section.rate == "BLER";
  for (const Member& member : study.members)
    if (is_coded(member.config) != blocks)
      throw std::invalid_argument(
          fmt::format("{}: {} must be given where users send code words, and only there, got {} "
                      "for {}",
                      source, "target-bler", member.config.code.code, member.name));
}

std::string study_hash(const Study& study) {
  const StudySection& s = study.section;
  std::string text = fmt::format("{} {} {} {} {} {} {}\n", s.mode == Mode::grid ? "grid" : "search", s.target_ber,
                                 s.relative_error, s.point_seconds, s.unit_frames, s.low_db, s.high_db);
  if (s.rate != "BER") text += s.rate + "\n";
  for (const Member& member : study.members)
    text += fmt::format("{:016x} {}\n", config_hash(member.config), member.config.run.seed);
  return fmt::format("{:016x}", fnv_hash(text));
}

}  // namespace

Study study_from_toml(const std::string& text, const std::string& source) {
  ConfigFile file = config_file_from_toml(text, source);
  Study study;
  study.text = text;
  study.section = read_section(file, source);
  refuse_fields_of_a_run(file, study.section);
  file.config.run.max_seconds = 1e7;
  if (study.section.mode == Mode::search) file.config.link.snr = snr_grid_from_text("0");
  const std::vector<Axis> axes = read_axes(file, study.section);
  for (const Axis& axis : axes)
    for (const Field* field : axis.fields) {
      if (std::ranges::find(study.axes, field->name) != study.axes.end())
        throw std::invalid_argument(fmt::format("{}: {} stands in [axes] and in [zip]", source, field->name));
      study.axes.push_back(field->name);
    }
  for (const Combination& combination : combinations(axes)) add_combination(combination, file.config, study);
  if (study.members.empty())
    throw std::invalid_argument(
        study.refused.empty() ? fmt::format("{}: where leaves none of the {} combinations", source, study.left_out)
                              : fmt::format("{}: none of the combinations can be run; {}: {}", source,
                                            study.refused.front().name, study.refused.front().reason));
  refuse_doubles(study);
  require_one_rate(study, source);
  study.hash = study_hash(study);
  return study;
}

std::vector<std::string> study_names() {
  constexpr std::string_view folder = "studies/", ending = ".toml";
  std::vector<std::string> names;
  for (const data::File& file : data::files())
    if (file.name.starts_with(folder) && file.name.ends_with(ending))
      names.emplace_back(file.name.substr(folder.size(), file.name.size() - folder.size() - ending.size()));
  return names;
}

Study load_study(const std::string& name_or_path) {
  for (const std::string& name : study_names())
    if (name == name_or_path)
      return study_from_toml(std::string(data::text(fmt::format("studies/{}.toml", name))), name + ".toml");
  return study_from_toml(read_text_or_names(name_or_path, "study", study_names()), name_or_path);
}

}  // namespace ohmimo::sweep

// Reading and checking the table of baselines.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "apps/studies/compare/baseline.hpp"
#include "apps/text/text.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo::compare {
namespace {

using Kind = Baseline::Kind;
using Grade = Baseline::Grade;

template <class Value, std::size_t n>
using Names = std::array<std::pair<std::string_view, Value>, n>;

constexpr Names<Kind, 10> kinds = {{{"asic", Kind::asic},
                                    {"asic-design", Kind::asic_design},
                                    {"fpga", Kind::fpga},
                                    {"testbed", Kind::testbed},
                                    {"cpu", Kind::cpu},
                                    {"many-core", Kind::many_core},
                                    {"gpu", Kind::gpu},
                                    {"gpu-peak", Kind::gpu_peak},
                                    {"analogue", Kind::analogue},
                                    {"analogue-simulation", Kind::analogue_simulation}}};
constexpr Names<Grade, 3> grades = {
    {{"confirmed", Grade::confirmed}, {"mixed", Grade::mixed}, {"memory", Grade::memory}}};
constexpr std::array<std::string_view, 4> preprocessing_words = {"yes", "no", "partly", "unknown"};

template <class Value, std::size_t n>
std::string_view name_of(const Names<Value, n>& names, Value value) {
  return std::ranges::find(names, value, &std::pair<std::string_view, Value>::second)->first;
}

struct Unit {
  std::string_view text;
  double factor;  // to the unit in the name of the member
};

struct QuantityField {
  std::string_view name;
  std::optional<double> Baseline::*member;
  std::vector<Unit> units;
};

const std::vector<QuantityField>& quantity_fields() {
  static const std::vector<QuantityField> fields = {
      {"node", &Baseline::node_nm, {{"nm", 1.0}}},
      {"supply", &Baseline::supply_V, {{"V", 1.0}}},
      {"clock", &Baseline::clock_MHz, {{"MHz", 1.0}, {"GHz", 1e3}}},
      {"throughput", &Baseline::throughput_Gbps, {{"Gb/s", 1.0}, {"Mb/s", 1e-3}}},
      {"power", &Baseline::stated_power_mW, {{"mW", 1.0}, {"W", 1e3}}},
      {"energy", &Baseline::stated_energy_pJ_per_bit, {{"pJ/b", 1.0}, {"nJ/b", 1e3}}},
      {"area", &Baseline::area_mm2, {{"mm2", 1.0}, {"um2", 1e-6}}},
      {"peak", &Baseline::peak_flop_per_s, {{"GFLOP/s", 1e9}, {"TFLOP/s", 1e12}}}};
  return fields;
}

struct TextField {
  std::string_view name;
  std::string Baseline::*member;
  bool required;
};
constexpr std::array<TextField, 11> text_fields = {{{"name", &Baseline::name, false},
                                                    {"device", &Baseline::device, false},
                                                    {"modulation", &Baseline::modulation, false},
                                                    {"algorithm", &Baseline::algorithm, true},
                                                    {"output", &Baseline::output, true},
                                                    {"format", &Baseline::format, false},
                                                    {"preprocessing", &Baseline::preprocessing, true},
                                                    {"included", &Baseline::included, true},
                                                    {"source", &Baseline::source, true},
                                                    {"doi", &Baseline::doi, false},
                                                    {"note", &Baseline::note, false}}};
constexpr std::array<std::string_view, 8> other_fields = {
    "id", "kind", "grade", "year", "n_rx", "n_user", "multiprocessors", "cores_per_multiprocessor"};

// One row and the words that name it in a message.
class RowReader {
 public:
  RowReader(const toml::table& row, std::string place) : row_(row), place_(std::move(place)) {}

  // The place and the field may be words of the file, with line ends.
  [[noreturn]] void refuse(std::string_view field, const std::string& rule) const {
    throw std::invalid_argument(one_line(fmt::format("{}: {} {}", place_, field, rule)));
  }

  void append_to_place(const std::string& id) { place_ += fmt::format(" ({})", id); }

  std::string text(std::string_view field, bool required) const {
    const toml::node* node = row_.get(field);
    if (node == nullptr) {
      if (required) refuse(field, "is missing");
      return {};
    }
    const std::string value = node->value<std::string>().value_or("");
    if (!node->is_string() || value.empty()) refuse(field, "must be a text that is not empty");
    return value;
  }

  std::optional<int> count(std::string_view field) const {
    const toml::node* node = row_.get(field);
    if (node == nullptr) return std::nullopt;
    const std::int64_t value = node->is_integer() ? node->value_or<std::int64_t>(0) : 0;
    if (value < 1 || value > 1'000'000) refuse(field, "must be an integer from 1 to 1000000");
    return static_cast<int>(value);
  }

  template <class Value, std::size_t n>
  Value word(std::string_view field, const Names<Value, n>& names) const {
    const std::string given = text(field, true);
    for (const auto& [name, value] : names)
      if (name == given) return value;
    std::vector<std::string_view> known;
    for (const auto& entry : names) known.push_back(entry.first);
    refuse(field, fmt::format("must be one of {}, got {}", fmt::join(known, ", "), in_quotes(given)));
  }

  std::optional<double> quantity(const QuantityField& field) const {
    if (!row_.contains(field.name)) return std::nullopt;
    std::vector<std::string_view> known;
    for (const Unit& unit : field.units) known.push_back(unit.text);
    const std::string rule = fmt::format("must be text with a number > 0 and its unit ({})", fmt::join(known, ", "));
    if (!row_.get(field.name)->is_string()) refuse(field.name, rule + ", got a value without a unit");
    const std::string given = text(field.name, true);
    const std::vector<std::string> parts = split(given, ' ');
    for (const Unit& unit : field.units) {
      if (parts.size() != 2 || parts[1] != unit.text) continue;
      const double value = number_from_text(fmt::format("{}: {}", place_, field.name), parts[0]);
      if (!(value > 0.0)) break;
      if (value < 1e-24 || value > 1e24) refuse(field.name, "must be from 1e-24 to 1e24, got " + in_quotes(given));
      return value * unit.factor;
    }
    refuse(field.name, fmt::format("{}, got {}", rule, in_quotes(given)));
  }

  void refuse_unknown_fields() const {
    for (const auto& entry : row_) {
      const std::string_view key = entry.first.str();
      const auto is_key = [&](const auto& field) { return field.name == key; };
      if (std::ranges::any_of(quantity_fields(), is_key) || std::ranges::any_of(text_fields, is_key) ||
          std::ranges::find(other_fields, key) != other_fields.end())
        continue;
      refuse(key, "is not a field of this table");
    }
  }

 private:
  const toml::table& row_;
  std::string place_;
};

bool is_silicon(Kind kind) {
  return kind == Kind::asic || kind == Kind::asic_design || kind == Kind::fpga || kind == Kind::many_core ||
         kind == Kind::gpu_peak || kind == Kind::analogue;
}

int bits_per_symbol(const std::string& modulation, const RowReader& reader) {
  if (modulation.empty()) return 0;
  try {
    return make_constellation(modulation).bits_per_symbol;
  } catch (const std::invalid_argument& error) {
    reader.refuse("modulation", fmt::format("must be known: {}", error.what()));
  }
}

void check_meaning(const Baseline& row, const RowReader& reader) {
  if (std::ranges::find(preprocessing_words, row.preprocessing) == preprocessing_words.end())
    reader.refuse("preprocessing", fmt::format("must be one of {}, got {}", fmt::join(preprocessing_words, ", "),
                                               in_quotes(row.preprocessing)));
  const bool scales = row.stated_power_mW || row.stated_energy_pJ_per_bit || row.area_mm2;
  if (is_silicon(row.kind) && scales && !row.node_nm)
    reader.refuse("node", "is missing: power, energy or area of an integrated circuit mean nothing without it");
  if (row.stated_power_mW && row.stated_energy_pJ_per_bit && row.throughput_Gbps) {
    const double derived = *row.stated_power_mW / *row.throughput_Gbps;
    if (std::abs(derived / *row.stated_energy_pJ_per_bit - 1.0) > 0.02)
      reader.refuse("energy", fmt::format("must agree with power / throughput = {:.4g} pJ/b within 2 %, got {:.4g}",
                                          derived, *row.stated_energy_pJ_per_bit));
  }
  if (row.kind == Kind::gpu_peak && !(row.peak_flop_per_s && row.multiprocessors && row.cores_per_multiprocessor))
    reader.refuse("peak", "multiprocessors and cores_per_multiprocessor are needed for kind gpu-peak");
}

Baseline parse_row(const toml::table& table, const std::string& place) {
  RowReader reader(table, place);
  Baseline row;
  row.id = reader.text("id", true);
  reader.append_to_place(row.id);
  reader.refuse_unknown_fields();
  row.kind = reader.word("kind", kinds);
  row.grade = reader.word("grade", grades);
  const std::optional<int> year = reader.count("year");
  if (!year) reader.refuse("year", "is missing");
  row.year = *year;
  for (const TextField& field : text_fields) row.*field.member = reader.text(field.name, field.required);
  for (const QuantityField& field : quantity_fields()) row.*field.member = reader.quantity(field);
  row.n_rx = reader.count("n_rx");
  row.n_user = reader.count("n_user");
  row.multiprocessors = reader.count("multiprocessors").value_or(0);
  row.cores_per_multiprocessor = reader.count("cores_per_multiprocessor").value_or(0);
  row.bits_per_symbol = bits_per_symbol(row.modulation, reader);
  check_meaning(row, reader);
  return row;
}

}  // namespace

std::string_view kind_name(Kind kind) {
  return name_of(kinds, kind);
}

std::string_view grade_name(Grade grade) {
  return name_of(grades, grade);
}

std::vector<Baseline> parse_baselines(std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(
        fmt::format("{} line {}: {}", name, error.source().begin.line, one_line(error.description())));
  }
  std::vector<Baseline> rows;
  const toml::array* designs = table["design"].as_array();
  for (std::size_t k = 0; designs != nullptr && k < designs->size(); ++k) {
    const std::string place = fmt::format("{}: design {}", name, k + 1);
    const toml::table* row = (*designs)[k].as_table();
    if (row == nullptr) throw std::invalid_argument(place + " must be a table");
    rows.push_back(parse_row(*row, place));
    if (std::ranges::count(rows, rows.back().id, &Baseline::id) > 1)
      throw std::invalid_argument(fmt::format("{}: id must be unique, got {} twice", place, in_quotes(rows.back().id)));
  }
  if (rows.empty()) throw std::invalid_argument(fmt::format("{} must hold at least one design, got none", name));
  return rows;
}

}  // namespace ohmimo::compare

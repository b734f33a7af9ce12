#include "apps/studies/audit/public_claims.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "data/data.hpp"

namespace ohmimo::audit {
namespace {

constexpr std::array<std::string_view, 3> grades = {"confirmed", "press", "memory"};

class ClaimTable {
 public:
  ClaimTable(std::string_view text, std::string_view name) : name_(name) {
    try {
      table_ = toml::parse(text);
    } catch (const toml::parse_error& error) {
      refuse("the file", fmt::format("must be TOML: {}", error.description()));
    }
  }

  PublicClaims claims() const {
    PublicClaims all;
    all.paper = text(table_, "paper");
    all.not_public = text(table_, "not_public");
    for (const toml::table* entry : entries("claim")) {
      PublicClaim claim{text(*entry, "id"), text(*entry, "text"), number(*entry, "number"), text(*entry, "grade"),
                        text(*entry, "source")};
      if (std::ranges::find(grades, claim.grade) == grades.end())
        refuse("grade", fmt::format("must be confirmed, press or memory, got \"{}\"", claim.grade));
      all.claims.push_back(claim);
    }
    for (const toml::table* entry : entries("ratings"))
      all.ratings.push_back(
          {text(*entry, "id"), number(*entry, "users"), number(*entry, "items"), number(*entry, "count")});
    read_assumed(all.assumed);
    return all;
  }

 private:
  [[noreturn]] void refuse(std::string_view key, std::string_view rule) const {
    throw std::invalid_argument(fmt::format("claims {}: {} {}", name_, key, rule));
  }

  std::string text(const toml::table& table, std::string_view key) const {
    const std::string value = table[key].value<std::string>().value_or("");
    if (value.empty()) refuse(key, "must be a text");
    return value;
  }

  double number(const toml::table& table, std::string_view key) const {
    const double value = table[key].value<double>().value_or(NAN);
    if (!(value > 0.0 && std::isfinite(value))) refuse(key, "must be a number > 0");
    return value;
  }

  double number_or_0(const toml::table& table, std::string_view key) const {
    return table.contains(key) ? number(table, key) : 0.0;
  }

  std::vector<const toml::table*> entries(std::string_view key) const {
    std::vector<const toml::table*> found;
    const toml::array* array = table_[key].as_array();
    for (std::size_t k = 0; array != nullptr && k < array->size(); ++k) {
      if ((*array)[k].as_table() == nullptr) refuse(key, "must be tables");
      found.push_back((*array)[k].as_table());
    }
    return found;
  }

  void read_assumed(Assumed& assumed) const {
    const toml::table* table = table_["assumed"].as_table();
    if (table == nullptr) refuse("assumed", "is missing");
    const toml::array* sizes = (*table)[table->contains("rank") ? "rank" : "rows"].as_array();
    if (sizes == nullptr || sizes->empty()) refuse("rank or rows", "must be a list");
    for (const toml::node& size : *sizes) {
      assumed.sizes.push_back(size.value<double>().value_or(NAN));
      if (!(assumed.sizes.back() >= 1.0)) refuse("rank or rows", "must be numbers >= 1");
    }
    assumed.solve_s = 1e-9 * number_or_0(*table, "solve_ns");
    assumed.gbwp_hz = number_or_0(*table, "gbwp_hz");
    assumed.trials = number_or_0(*table, "trials");
    assumed.write_s = 1e-9 * number(*table, "write_pulses") * number(*table, "pulse_ns");
    assumed.tile_rows = number(*table, "tile_rows");
    assumed.peak_share = number(*table, "peak_share");
  }

  std::string name_;
  toml::table table_;
};

}  // namespace

const PublicClaim& PublicClaims::claim(std::string_view id) const {
  const auto found = std::ranges::find(claims, id, &PublicClaim::id);
  if (found == claims.end()) throw std::invalid_argument(fmt::format("{} has no claim '{}'", paper, id));
  return *found;
}

PublicClaims parse_claims(std::string_view text, std::string_view name) {
  return ClaimTable(text, name).claims();
}

PublicClaims load_claims(std::string_view table_name) {
  return parse_claims(data::text(table_name), table_name);
}

AuditClaim claim_entry(const PublicClaim& claim, std::string title, std::string unit,
                       std::vector<std::string> columns) {
  AuditClaim entry;
  entry.title = std::move(title);
  entry.claim = claim.text + ".";
  entry.rests_on = fmt::format("{} ({}).", claim.source, claim.grade);
  entry.unit = std::move(unit);
  entry.columns = std::move(columns);
  entry.rows = {{"claim's own accounting", std::vector<double>(entry.columns.size(), NAN)}};
  entry.verdict = Verdict::not_reproducible;
  return entry;
}

}  // namespace ohmimo::audit

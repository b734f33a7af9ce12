#include "apps/studies/ber/table_labels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

namespace ohmimo::ber {
namespace {

using plot::Rows;

struct Distinction {
  std::string_view column, words;  // {} = the value
};
constexpr std::array<Distinction, 11> distinctions = {{{"channel", "{}"},
                                                       {"csi", "csi {}"},
                                                       {"fixed_channel", "fixed channel: {}"},
                                                       {"user_spread_db", "user spread {} dB"},
                                                       {"vectors_per_channel", "{} vectors/channel"},
                                                       {"fidelity", "fidelity {}"},
                                                       {"refinement", "{}"},
                                                       {"harq", "HARQ {}"},
                                                       {"device", "{}"},
                                                       {"adc_bits", "{}-bit ADC"},
                                                       {"seed", "seed {}"}}};

// Of the first row that has one: a digital detector has no fidelity.
std::string first_value(const Rows& rows, std::string_view column) {
  for (std::size_t k = 0; k < rows.size() && rows.has(column); ++k)
    if (!rows.text(k, column).empty()) return rows.text(k, column);
  return "";
}

bool all_differ(const std::vector<std::string>& labels) {
  return std::set<std::string>(labels.begin(), labels.end()).size() == labels.size();
}

// The parts of the paths that are not common to all, from the right: a/x/ber.csv and b/x/ber.csv give a and b.
std::vector<std::string> folder_labels(const std::vector<Rows>& tables) {
  std::vector<std::string> labels(tables.size());
  std::vector<std::filesystem::path> left;
  for (const Rows& rows : tables) left.push_back(rows.name());
  const auto has_part = [](const std::filesystem::path& path) { return !path.filename().empty(); };
  while (!all_differ(labels) && std::ranges::any_of(left, has_part)) {
    std::set<std::string> parts;
    for (const std::filesystem::path& path : left) parts.insert(path.filename().string());
    for (std::size_t k = 0; k < left.size(); ++k) {
      const std::string part = left[k].filename().string();
      if (parts.size() > 1) labels[k] = labels[k].empty() ? part : part.empty() ? labels[k] : part + "/" + labels[k];
      left[k] = left[k].parent_path();
    }
  }
  if (!all_differ(labels))
    for (std::size_t k = 0; k < labels.size(); ++k) labels[k] = fmt::format("file {}", k + 1);
  return labels;
}

}  // namespace

std::string system_text(const Rows& rows) {
  return fmt::format("{}x{} {}", rows.text(0, "n_rx"), rows.text(0, "n_user"), rows.text(0, "modulation"));
}

std::vector<std::string> table_labels(const std::vector<Rows>& tables) {
  if (tables.size() < 2) return std::vector<std::string>(tables.size());
  std::vector<std::vector<std::string>> words(tables.size());
  std::set<std::string> systems;
  for (const Rows& rows : tables) systems.insert(system_text(rows));
  for (std::size_t k = 0; k < tables.size() && systems.size() > 1; ++k) words[k].push_back(system_text(tables[k]));
  for (const Distinction& distinction : distinctions) {
    std::set<std::string> values;
    for (const Rows& rows : tables) values.insert(first_value(rows, distinction.column));
    values.erase("");  // tables of digital detectors alone do not differ from others by what they have not
    if (values.size() < 2) continue;
    for (std::size_t k = 0; k < tables.size(); ++k)
      if (const std::string value = first_value(tables[k], distinction.column); !value.empty())
        words[k].push_back(fmt::format(fmt::runtime(distinction.words), value));
  }
  std::vector<std::string> labels;
  for (const std::vector<std::string>& of_table : words) labels.push_back(fmt::format("{}", fmt::join(of_table, ", ")));
  return all_differ(labels) ? labels : folder_labels(tables);
}

}  // namespace ohmimo::ber

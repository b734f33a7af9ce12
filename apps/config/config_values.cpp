#include "apps/config/config_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

struct TextReader {
  BerConfig& config;
  const Field& field;
  const std::string& text;

  void operator()(int BerConfig::*member) const {
    config.*member = field.automatic && text == "auto"
                         ? *field.automatic
                         : integer_from_text(field.automatic ? field.name + " other than auto" : field.name, text);
  }
  void operator()(std::uint64_t BerConfig::*member) const { config.*member = natural_from_text(field.name, text); }
  void operator()(double BerConfig::*member) const { config.*member = number_from_text(field.name, text); }
  void operator()(bool BerConfig::*member) const {
    if (text != "true" && text != "false")
      throw std::invalid_argument(fmt::format("{} must be true or false, got {}", field.name, in_quotes(text)));
    config.*member = text == "true";
  }
  void operator()(std::string BerConfig::*member) const { config.*member = text; }
  void operator()(std::vector<std::string> BerConfig::*member) const { config.*member = split(text, ','); }
  void operator()(std::vector<int> BerConfig::*member) const {
    std::vector<int> values;
    for (const std::string& part : split(text, ',')) values.push_back(integer_from_text(field.name, part));
    config.*member = values;
  }
  void operator()(SnrGrid BerConfig::*member) const { config.*member = snr_grid_from_text(text); }
  void operator()(SnrKind BerConfig::*member) const { config.*member = snr_kind_from_name(text); }
};

struct TomlWriter {
  const BerConfig& config;
  const Field& field;

  std::string operator()(int BerConfig::*member) const {
    return field.automatic == config.*member ? in_quotes("auto") : fmt::format("{}", config.*member);
  }
  std::string operator()(std::uint64_t BerConfig::*member) const { return fmt::format("{}", config.*member); }
  std::string operator()(double BerConfig::*member) const {
    const std::string text = fmt::format("{}", config.*member);  // shortest text that reads back the same
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  std::string operator()(bool BerConfig::*member) const { return config.*member ? "true" : "false"; }
  std::string operator()(std::string BerConfig::*member) const { return in_quotes(config.*member); }
  std::string operator()(std::vector<std::string> BerConfig::*member) const {
    std::vector<std::string> words;
    for (const std::string& word : config.*member) words.push_back(in_quotes(word));
    return fmt::format("[{}]", fmt::join(words, ", "));
  }
  std::string operator()(std::vector<int> BerConfig::*member) const {
    return fmt::format("[{}]", fmt::join(config.*member, ", "));
  }
  std::string operator()(SnrGrid BerConfig::*member) const { return in_quotes(snr_grid_text(config.*member)); }
  std::string operator()(SnrKind BerConfig::*member) const {
    return in_quotes(std::string(snr_kind_name(config.*member)));
  }
};

}  // namespace

void set_from_text(BerConfig& config, const Field& field, const std::string& text) {
  std::visit(TextReader{config, field, text}, field.member);
}

std::string toml_value(const BerConfig& config, const Field& field) {
  return std::visit(TomlWriter{config, field}, field.member);
}

}  // namespace ohmimo

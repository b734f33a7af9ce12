// All channel models, one table row each, and the one place that reads the specification of a channel.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "channel/rayleigh.hpp"
#include "channel/scene.hpp"

namespace ohmimo {

// A channel as the user specified it.
struct ChannelSpec {
  std::string text = "rayleigh";
  FadingLaw law = iid_rayleigh();

  std::string label() const { return law.edition.empty() ? text : text + " " + std::string(law.edition); }  // in tables
};

struct ChannelRow {
  std::string_view form;  // how it is written: the name, then : and parameters if it has any
  std::string_view rule;  // what the parameters must keep, as in "with 0 <= R < 1"
  std::string_view help;
  FadingLaw (*parse)(std::string_view parameters, const Scene& scene);  // what stands behind the colon
  // Of a family: the names that form stands for; parse gets the name, and parameters with their colon if it may have
  // any.
  std::span<const std::string_view> names = {};
  bool optional_parameters = false;
  std::span<const std::string_view> scene = {};  // options of Scene that the model heeds
};

std::span<const ChannelRow> channel_rows();

// Reads the file of a channel that is one: file:PATH.
using ChannelFileReader = std::function<FadingLaw(std::string_view path)>;

// The law in that scene. Throws std::invalid_argument with one sentence for what names no model, has wrong parameters
// or needs another scene, and for file:PATH without a reader.
ChannelSpec channel_spec(std::string_view text, const Scene& scene = {}, const ChannelFileReader& read_file = {});

// Whether an option of Scene, such as speed-kmh, matters to the channel of that specification.
bool channel_uses(std::string_view text, std::string_view scene_field);

// For --help: "rayleigh|exp:R" and what they are.
std::string channel_forms();
std::string channel_help();

}  // namespace ohmimo

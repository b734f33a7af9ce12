#include "apps/config/scene_section.hpp"

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace scene(Config& config) {
  return &(config.scene.scene.*member);
}

template <auto member>
FieldPlace section(Config& config) {
  return &(config.scene.*member);
}

}  // namespace

Scene SceneSection::resolved() const {
  Scene resolved = scene;
  resolved.carrier_hz = carrier_ghz * 1e9;
  resolved.speed_m_s = speed_kmh / 3.6;
  resolved.delay_spread_s = delay_spread_ns * 1e-9;
  return resolved;
}

std::vector<Field> scene_fields() {
  using S = SceneSection;
  return {
      {.section = "channel",
       .name = "carrier-ghz",
       .form = "GHZ",
       .help = "carrier frequency [GHz]",
       .place = section<&S::carrier_ghz>},
      {.section = "channel",
       .name = "speed-kmh",
       .form = "KMH",
       .help = "speed of every user [km/h]",
       .place = section<&S::speed_kmh>},
      {.section = "channel",
       .name = "delay-spread-ns",
       .form = "NS",
       .help = "rms delay spread of tdl-a..e and cdl-a..e [ns]",
       .place = section<&S::delay_spread_ns>},
      {.section = "channel",
       .name = "k-factor-db",
       .form = "DB|auto",
       .help = "K of tdl-d, e and cdl-d, e; auto: of the table",
       .place = scene<&Scene::k_factor_db>},
      {.section = "channel",
       .name = "correlation",
       .form = "low|medium|high|exp:R",
       .help = "between the antennas of a TDL (TS 38.104 G.2.3)",
       .place = scene<&Scene::correlation>},
      {.section = "channel",
       .name = "array",
       .form = "auto|ula:N|upa:RxC|panel:RxCx2|32tr|64tr|128",
       .help = "antennas of the base station; auto: ula of rx",
       .place = scene<&Scene::array>},
      {.section = "channel",
       .name = "element",
       .form = "38901|isotropic",
       .help = "pattern of an antenna",
       .place = scene<&Scene::element>,
       .listed = true},
      {.section = "channel",
       .name = "downtilt-deg",
       .form = "DEG",
       .help = "of the array, towards the ground [degree]",
       .place = scene<&Scene::downtilt_deg>},
      {.section = "channel",
       .name = "user-angles",
       .form = "sector|same",
       .help = "users of a CDL: each turned to a place of its own, or all alike",
       .place = scene<&Scene::user_angles>,
       .listed = true},
      {.section = "channel",
       .name = "sector-deg",
       .form = "DEG",
       .help = "width of the sector that users stand in [degree]",
       .place = scene<&Scene::sector_deg>},
      {.section = "channel",
       .name = "edition",
       .form = "v18|v19",
       .help = "of TR 38.901, for umi, uma and inh",
       .place = scene<&Scene::edition>,
       .listed = true},
      {.section = "channel",
       .name = "power-control",
       .form = "0..1",
       .help = "share of path loss that users of umi, uma, inh make up for",
       .place = scene<&Scene::power_control>},
      {.section = "channel",
       .name = "keep-gain",
       .form = "",
       .help = "leave element gain and path loss in E|h|^2 instead of making it 1",
       .place = scene<&Scene::keep_gain>},
  };
}

void check_scene(const Config& config) {
  const SceneSection& section = config.scene;
  require_range("carrier-ghz", section.carrier_ghz, 0.4, 100.0, "GHz");
  require_range("speed-kmh", section.speed_kmh, 0.0, 1000.0, "km/h");
  require_range("delay-spread-ns", section.delay_spread_ns, 0.0, 10000.0, "ns");
  require_range("downtilt-deg", section.scene.downtilt_deg, -90.0, 90.0, "degree");
  require_range("sector-deg", section.scene.sector_deg, 0.0, 360.0, "degree");
  require_range("power-control", section.scene.power_control, 0.0, 1.0);
}

}  // namespace ohmimo

// The figures of the modelled hardware of a whole study, kept in its store: a large solver takes seconds to price.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/store/counts/count_store.hpp"
#include "apps/studies/sweep/hardware_figures.hpp"
#include "apps/studies/sweep/study.hpp"

namespace ohmimo::sweep {

using HardwareBook = std::map<std::string, HardwareFigures, std::less<>>;  // hardware_setting() -> figures

struct PricedSetting {
  const Member* member = nullptr;
  int cycle = 0;
};

// The settings of all analogue curves of the study that the book lacks, each once.
std::vector<PricedSetting> missing_settings(const Study& study, const std::vector<Run>& runs, const HardwareBook& book);

HardwareBook read_book(const counts::CountStore& store);
void write_figures(counts::CountStore& store, const std::string& setting, const HardwareFigures& figures);

}  // namespace ohmimo::sweep

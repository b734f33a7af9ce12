// The rows and the rules of each section; config_fields.cpp joins the rows, config_check.cpp the rules.
#pragma once
#include <vector>

#include "apps/config/config_fields.hpp"

namespace ohmimo {

std::vector<Field> link_fields();
std::vector<Field> channel_fields();
std::vector<Field> scene_fields();  // of [channel] too
std::vector<Field> slot_fields();
std::vector<Field> csi_fields();
std::vector<Field> pilot_fields();  // of [csi] too
std::vector<Field> code_fields();
std::vector<Field> solver_fields();  // detector and solver
std::vector<Field> hardware_fields();
std::vector<Field> run_fields();  // and output

// A rule between fields of two sections stands in the later one.
void check_link(const Config& config);
void check_channel(const Config& config);  // and csi
void check_scene(const Config& config);
void check_slot(const Config& config);
void check_solver(const Config& config);
void check_hardware(const Config& config);
void check_run(const Config& config);
void check_code(const Config& config);

}  // namespace ohmimo

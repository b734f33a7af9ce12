// From a checked BerConfig to the parts of a run.
#pragma once
#include <optional>
#include <string_view>

#include "apps/config/config.hpp"
#include "apps/link/link_run.hpp"

namespace ohmimo {

LinkShape link_shape(const BerConfig& config);
rram::SolverConfig solver_config(const BerConfig& config);
LinkConfig link_config(const BerConfig& config);
int thread_count(const BerConfig& config);  // threads, or one per core if automatic

// Closed form that a curve is held against, where there is one:
//   zf, reference, rram-zf over i.i.d. Rayleigh   exact (theory.hpp), any user spread
//   the same on a fixed channel                   exact given that H: post-detection SNRs 1/(N0 [G^-1]_kk)
//   mmse, reference-mmse, rram-mmse               exact SINR law with Gaussian interference; equal gains, users < rx
//   mrc                                           exact for one user
// The digital form is also given for the analogue detectors: what they tend to with perfect hardware.
std::optional<double> theory_ber(const BerConfig& config, const CurveId& curve, double noise_var);

// What theory_ber() is where it has a value: "exact" or "gaussian-interference" (MMSE of several users: close to full
// load 2 to 3 % high). Empty for a detector without a law.
std::string_view theory_kind(const BerConfig& config, const CurveId& curve);

}  // namespace ohmimo

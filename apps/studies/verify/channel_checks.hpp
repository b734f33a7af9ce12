// What `ohmimo verify channel` measures: channel models over many draws against their tables and closed forms.
#pragma once
#include <string_view>
#include <vector>

#include "apps/studies/verify/channel_moments.hpp"
#include "apps/studies/verify/check_group.hpp"
#include "channel/channel_model.hpp"
#include "channel/scene.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> channel_check_groups();

// A tolerance is 3 standard errors of 1e5 independent draws (4e5 with --full). Two and a half times as many are drawn,
// so that a right model misses one by chance in 500,000 checks, whatever the seed.
inline constexpr double tolerance_draws = 1e5, drawn_share = 2.5, full_share = 4.0;
std::size_t number_of_draws(const VerifyOptions& options);
double tolerance_of(double standard_error);  // of the draws that were made

// Makes a model for a scene.
using ScenePathMaker = std::function<std::unique_ptr<PathModel>(const ChannelShape&, const Scene&)>;

// The tapped delay line of that name, made by the function handed in: an error can be planted there.
std::vector<Check> tdl_checks(std::string_view name, const ScenePathMaker& make, const VerifyOptions& options);

}  // namespace ohmimo::verify

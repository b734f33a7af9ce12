// Saleh-Valenzuela fading at millimetre waves: few clusters of rays.
#pragma once
#include <string_view>

#include "channel/channel_model.hpp"
#include "channel/scene.hpp"

namespace ohmimo {

// h = sqrt(1 / (CL RAYS)) sum over clusters and rays of alpha a(angle), alpha ~ CN(0, 1), a_i = exp(j pi i sin angle):
// El Ayach et al., IEEE Trans. Wireless Commun. 13(3), 2014, eq. 4, for users of one antenna, each with clusters of its
// own. Cluster angles are uniform over the sector of the scene, rays Laplacian about them, 7.5 degrees of standard
// deviation. text: CLxRAYS, as in 8x10. Throws std::invalid_argument naming field, rule and value.
FadingLaw saleh_valenzuela(std::string_view text, const Scene& scene);

}  // namespace ohmimo

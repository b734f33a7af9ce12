// The analogue circuit as a linear dynamic system. With single-pole amplifiers, w_t = 2 pi gbwp:
//   dv/dt = -w_t (u - v_os) - w_t v/A0      dw/dt = -w_ti ((mean v + w)/2 - v_osi) - w_ti w/A0i
//   c_row = 0:  the rows follow at once, y_uu u + y_uv v + y_uw w + y_ux x = 0
//   c_row > 0:  c_row du/dt = -(y_uu u + y_uv v + y_uw w + y_ux x)
// An output resistance stands between the state of an amplifier and its terminal.
#pragma once
#include "rram/circuit/network.hpp"

namespace ohmimo::rram {

// dz/dt = f z + b x + b_offset v_os,  outputs [v; w] = c z + d x. States: amplifiers, inverters, rows if c_row > 0.
struct StateSpace {
  arma::mat f, b, b_offset, c, d;
  arma::uword n_output = 0;
};
StateSpace state_space(const Network& network);

// -max Re(pole) over all poles, rad/s; > 0 is stable. NaN if the eigenvalues cannot be found.
double slowest_rate(const StateSpace& system);

// Whether slowest_rate() exceeds the rounding of the eigenvalues, the number of states times 2^-52 of the norm. Only
// then is there a steady state, whatever the static equations say.
bool is_stable(const StateSpace& system);

}  // namespace ohmimo::rram

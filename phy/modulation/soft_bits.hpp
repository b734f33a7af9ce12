// Soft bits of whole batches. The reference, for one symbol in double precision, is in constellation.hpp.
#pragma once
#include "phy/batch.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo {

// exact adds up all levels of the bit's axis; max_log keeps the largest term of each sum, at most ln(levels/2) off.
enum class SoftBitRule { max_log, exact };

// llr = ln P(b = 0 | x)/P(b = 1 | x) with x = s + CN(0, var): natural units, positive for 0; conventions of llr_exact
// (constellation.hpp). x and var [n_channel][n_user][n_vector]: every symbol has a variance of its own. llr becomes
// [n_channel][n_user * bits][n_vector], row u * bits + i the bit b(i) of user u in the order of TS 38.211: in memory
// [block][user][bit][vector][16], a plane for every bit. Throws std::invalid_argument if x and var differ in shape.
//
// A symbol with an infinite or NaN variance, or with a part that is NaN, infinite or beyond 2^30, gives 0. Variances
// below 2^-64 count as 2^-64. Single precision: test_soft_bits.cpp derives the error.
void soft_bits(SoftBitRule rule, const Constellation& c, const MatrixBatch& x, const RealBatch& var, RealBatch& llr);

}  // namespace ohmimo

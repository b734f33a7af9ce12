// The Gram matrix and the matched filter of a batch, and what turns a Gram-domain detector into one that sees H and y.
#pragma once
#include <memory>

#include "detector/detector.hpp"

namespace ohmimo {

// g = H^H H [n_channel][n_user][n_user] and z = H^H y [n_channel][n_user][n_vector]; outputs are resized.
void gram(const MatrixBatch& h, MatrixBatch& g);
void matched_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& z);

// Both, block by block: faster, because H is read once.
void gram_and_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& g, MatrixBatch& z);

// Turns a Gram-domain detector into a Detector by computing G and z.
std::unique_ptr<Detector> with_gram(std::unique_ptr<GramDetector> inner);

}  // namespace ohmimo

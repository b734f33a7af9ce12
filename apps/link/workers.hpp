// The threads that compute.
#pragma once
#include <functional>
#include <thread>
#include <vector>

namespace ohmimo {

// BLAS at one thread for the whole process: ours work on different frames, and a product shared among threads would
// round differently.
void one_blas_thread();

// Starts n threads that run work(). Each flushes denormals to zero first: their products are up to 200 times slower,
// and as zeros they change nothing that can be seen here. Sets BLAS to one thread.
std::vector<std::jthread> start_workers(int n, const std::function<void()>& work);

}  // namespace ohmimo

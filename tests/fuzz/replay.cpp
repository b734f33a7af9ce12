// Runs a fuzz target over files, without libFuzzer: replay FILE|FOLDER ... Any finding ends the process.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

namespace fs = std::filesystem;

int main(int n_word, char** words) {
  std::vector<fs::path> files;
  for (const fs::path word : std::vector<std::string>(words + 1, words + n_word)) {
    if (!fs::is_directory(word))
      files.push_back(word);
    else
      for (const fs::directory_entry& entry : fs::directory_iterator(word)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    std::cout << file.filename().string() << std::endl;  // flushed: the last name is the finding's
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::cout << files.size() << " files replayed\n";
  return files.empty() ? 1 : 0;
}

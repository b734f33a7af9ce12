// The folder of one run. A new run is written beside the old one and takes its place at its first finished unit, so
// that files of two runs are never seen together and a run that is stopped early leaves the old one whole.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/results/table.hpp"

namespace ohmimo {

// States of a run in its record.
inline constexpr std::string_view run_begun = "running", run_finished = "finished", run_interrupted = "interrupted";

struct RunFolderSpec {
  std::filesystem::path folder;       // made if it is not there
  std::string stem;                   // the record of the run is STEM.run.json
  std::string identity;               // what the results follow from: runs of equal identity have equal results
  std::vector<std::string> prefixes;  // with which the names of all files of such a run begin
  std::pair<std::string, std::string> config;  // name and text of the file of its configuration
  bool force = false;                          // a finished run of another identity may be replaced
};

// Files of the folder that are not the run's are left alone. One run at a time: the folder is locked (flock) until the
// end of the process or of this object.
class RunFolder {
 public:
  // Throws std::invalid_argument where the folder cannot be written, another run is writing it, or it holds a finished
  // run that may not be replaced; nothing is changed then.
  explicit RunFolder(const RunFolderSpec& spec);
  ~RunFolder();  // of a run that was never published nothing is left
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  // Where the file of that name is to be written now: beside the old run, later in the folder.
  std::filesystem::path place(std::string_view name) const;
  // Where it will be seen.
  std::filesystem::path shown(std::string_view name) const { return spec_.folder / name; }
  void write(std::string_view name, std::string_view text) const;

  // Replaces the old run. A finished run of the same identity is replaced only when this one ends. To be called when
  // the first unit is finished; further calls do nothing.
  void publish();

  // The end: facts go into the record beside status, start and wall time, and what is there takes its place. A run that
  // ends early and was not published is dropped: false, the old one stands.
  bool finish(std::string_view status, const Facts& facts = {});

 private:
  void lock();
  void read_old_record();
  void write_record(std::string_view status, const Facts& facts) const;
  void take_place();
  std::vector<std::string> own_files(const std::filesystem::path& folder) const;

  RunFolderSpec spec_;
  int lock_ = -1;
  std::filesystem::path staging_;  // empty once published
  bool waits_for_end_ = false;
  std::chrono::system_clock::time_point start_ = std::chrono::system_clock::now();
};

}  // namespace ohmimo

#include "apps/results/run_folder.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>

#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view staging_prefix = ".ohmimo-new-", aside = "old";

std::string record_name(const RunFolderSpec& spec) {
  return spec.stem + ".run.json";
}

bool is_own(const RunFolderSpec& spec, const std::string& name) {
  return name == record_name(spec) || std::ranges::any_of(spec.prefixes, [&](const std::string& prefix) {
           return name.starts_with(prefix) && !name.ends_with(".part");
         });
}

std::string utc_text(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

// Pictures and tables before the configuration that they belong to.
void configuration_last(std::vector<std::string>& names) {
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return !name.ends_with(".toml"); });
}

struct Move {
  fs::path from, to;
};

// All of them, or none: a failure takes back those that are done. Throws std::filesystem::filesystem_error.
void make_moves(const std::vector<Move>& moves) {
  std::size_t done = 0;
  try {
    for (; done < moves.size(); ++done) fs::rename(moves[done].from, moves[done].to);
  } catch (const fs::filesystem_error&) {
    std::error_code ignored;
    while (done-- > 0) fs::rename(moves[done].to, moves[done].from, ignored);
    throw;
  }
}

}  // namespace

RunFolder::RunFolder(const RunFolderSpec& spec) : spec_(spec) {
  require_writable_folder(spec_.folder);
  lock();
  read_old_record();
  std::string name = spec_.folder / (std::string(staging_prefix) + "XXXXXX");
  if (mkdtemp(name.data()) == nullptr)
    throw std::runtime_error(fmt::format("cannot write {}: {}", spec_.folder.string(), error_text(errno)));
  staging_ = name;
  try {
    write(spec_.config.first, spec_.config.second);
    write_record(run_begun, {});
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    throw;
  }
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!staging_.empty()) {
    fs::remove_all(staging_, ignored);
    fs::remove(spec_.folder, ignored);  // only where it is empty
  }
  if (lock_ >= 0) close(lock_);
}

void RunFolder::lock() {
  lock_ = open(spec_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) == 0) {
    // What a run that was killed left behind.
    for (const fs::directory_entry& entry : fs::directory_iterator(spec_.folder))
      if (entry.path().filename().string().starts_with(staging_prefix)) fs::remove_all(entry.path());
    return;
  }
  const bool taken = errno == EWOULDBLOCK;
  if (!taken && (errno == ENOTSUP || errno == ENOLCK || errno == EINVAL)) return;  // a file system without locks
  const int error = errno;
  if (lock_ >= 0) close(lock_);
  throw std::invalid_argument(fmt::format("out must be a folder that no other run is writing, got '{}'{}",
                                          spec_.folder.string(), taken ? "" : fmt::format(" ({})", error_text(error))));
}

void RunFolder::read_old_record() {
  std::vector<std::string> old = own_files(spec_.folder);
  if (old.empty()) return;
  const fs::path file = spec_.folder / record_name(spec_);
  const nlohmann::json record = nlohmann::json::parse(std::ifstream(file), nullptr, false);
  const auto text_of = [&](const char* name) {
    return record.is_object() && record.contains(name) && record[name].is_string() ? record[name].get<std::string>()
                                                                                   : std::string();
  };
  const bool finished = !fs::exists(file) || text_of("status") == run_finished,
             same = text_of("identity") == spec_.identity;
  if (finished && !same && !spec_.force) {
    if (lock_ >= 0) close(lock_);
    throw std::invalid_argument(
        fmt::format("out must be a folder without another finished run, got '{}' ({}); --force "
                    "replaces it, another --out keeps both",
                    spec_.folder.string(), old.front()));
  }
  waits_for_end_ = finished && same;
}

std::vector<std::string> RunFolder::own_files(const fs::path& folder) const {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && is_own(spec_, entry.path().filename().string()))
      names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  configuration_last(names);
  return names;
}

fs::path RunFolder::place(std::string_view name) const {
  return (staging_.empty() ? spec_.folder : staging_) / name;
}

void RunFolder::write(std::string_view name, std::string_view text) const {
  try {
    write_text_file(place(name), text);
  } catch (const std::runtime_error& error) {
    // The place beside is nobody's concern.
    std::string sentence = error.what();
    const std::string beside = place(name).string();
    if (const std::size_t at = sentence.find(beside); at != std::string::npos)
      sentence.replace(at, beside.size(), shown(name).string());
    throw std::runtime_error(sentence);
  }
}

void RunFolder::write_record(std::string_view status, const Facts& facts) const {
  const auto seconds = std::chrono::duration<double>(std::chrono::system_clock::now() - start_).count();
  Facts all = {{"run", spec_.stem},
               {"identity", spec_.identity},
               {"status", std::string(status)},
               {"started", utc_text(start_)},
               {"seconds", seconds}};
  all.insert(all.end(), facts.begin(), facts.end());
  write(record_name(spec_), facts_json(all));
}

void RunFolder::publish() {
  if (!waits_for_end_) take_place();
}

// Old files go aside all before the first new one comes, so that no moment shows both.
void RunFolder::take_place() {
  if (staging_.empty()) return;
  const fs::path old_place = staging_ / aside;
  std::vector<Move> moves;
  for (const std::string& name : own_files(spec_.folder)) moves.push_back({spec_.folder / name, old_place / name});
  std::vector<std::string> fresh = own_files(staging_);
  std::ranges::reverse(fresh);  // the configuration first
  for (const std::string& name : fresh) moves.push_back({staging_ / name, spec_.folder / name});
  try {
    fs::create_directory(old_place);
    make_moves(moves);
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error(fmt::format("cannot write {}: {}", spec_.folder.string(), error.code().message()));
  }
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
  staging_.clear();
}

bool RunFolder::finish(std::string_view status, const Facts& facts) {
  if (status != run_finished && !staging_.empty()) return false;
  write_record(status, facts);
  take_place();
  return true;
}

}  // namespace ohmimo

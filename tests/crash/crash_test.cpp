#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <random>
#include <thread>

#include <CLI/CLI.hpp>

#include "crash/load.hpp"
#include "crash/oracle.hpp"
#include "support/daemon_process.hpp"

/// Kills the daemon under load again and again, then holds what it stored against what it
/// acknowledged.
namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSecret = "whsec_Y3Jhc2gtdGVzdC1zZWNyZXQtY3Jhc2gtdGVzdA==";
constexpr std::chrono::seconds kOutage{11};    // longer than the daemon lets pass as no gap
constexpr std::chrono::seconds kPatience{90};  // for the last deadlines
constexpr int kLook = 10;  // kills between looks for a loss, where one is expected

struct Options {
  std::string daemon, folder;
  int kills = 100;
  std::uint32_t seed = std::random_device{}();
  bool expects_loss = false;
};

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file{path};
  file << text;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

void write_settings(const fs::path& folder, std::uint16_t port) {
  write_file(folder / "policy.yaml", R"(policy: 崩溃测试
groups: [g1]
owner: boss
admins: [deputy]
people: { leaders: [boss] }
fuse: { fines: 100000, removals: 1000, within: 1m }
lists: { 赌博: { words: [百家乐] } }
rules:
  - id: reply
    reply_deadline: { asked_by: leaders, within: 1m }
    then: fine 100
  - id: words
    content: { lists: [赌博] }
    then: fine 50
)");
  write_file(folder / "qunguan.yaml",
             "server: { listen: \"127.0.0.1:" + std::to_string(port) +
                 "\" }\nstore: { path: " + (folder / "qunguan.db").string() +
                 " }\nsettling: " + std::to_string(Load::kSettling.count()) + "s\npolicies: [" +
                 (folder / "policy.yaml").string() +
                 "]\nsources:\n  - { name: load, format: generic, secret: " + kSecret +
                 " }\ngroups:\n  - { id: g1, source: load }\n");
}

/// The daemon, killed and started again.
class Ordeal {
 public:
  explicit Ordeal(const Options& options)
      : options_(options), folder_(options.folder), random_(options.seed) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    const std::uint16_t port = free_port();
    write_settings(folder_, port);
    load_.emplace(port, kSecret, options.seed);
  }

  /// False when the daemon would not start.
  bool run() {
    for (int kill = 1; kill <= options_.kills; ++kill) {
      if (!live_and_die()) return false;
      if (kill % kLook == 0) std::cout << "." << std::flush;
      const bool is_outage = kill == options_.kills * 6 / 10 || kill == options_.kills * 8 / 10;
      if (options_.expects_loss && kill % kLook == 0 && count_lost(database(), load_->sent()) > 0)
        return true;
      if (is_outage && !options_.expects_loss) std::this_thread::sleep_for(kOutage);
    }
    return options_.expects_loss || settle();
  }

  Verdict verdict() const { return judge(database(), load_->sent()); }
  SentEvents sent() const { return load_->sent(); }

 private:
  std::string database() const { return (folder_ / "qunguan.db").string(); }

  std::unique_ptr<DaemonProcess> start() const {
    return std::make_unique<DaemonProcess>(
        std::vector<std::string>{options_.daemon, "serve", "--config",
                                 (folder_ / "qunguan.yaml").string()},
        (folder_ / "log").string());
  }

  void pause(int least_ms, int most_ms) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution{least_ms, most_ms}(random_)});
  }

  bool live_and_die() {
    const std::unique_ptr<DaemonProcess> daemon = start();
    if (std::bernoulli_distribution{0.1}(random_)) {
      pause(0, 60);  // a start is cut off, too
      return true;
    }
    if (!daemon->wait_until_ready()) return false;
    load_->set_up(true);
    pause(30, 500);
    if (std::bernoulli_distribution{0.5}(random_))
      load_->at_next_acknowledgement([&daemon] { daemon->kill(); });
    else
      daemon->kill();
    load_->set_up(false);
    return true;
  }

  /// Sends the rest and waits for the last deadline.
  bool settle() {
    const std::unique_ptr<DaemonProcess> daemon = start();
    if (!daemon->wait_until_ready()) return false;
    load_->finish();
    load_->set_up(true);
    load_->join();
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!is_settled(database()) && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds{250});
    return daemon->stop() == 0;
  }

  const Options& options_;
  fs::path folder_;
  std::mt19937 random_;
  std::optional<Load> load_;
};

bool report(const Ordeal& ordeal, bool expects_loss) {
  const Verdict verdict = ordeal.verdict();
  const SentEvents sent = ordeal.sent();
  const auto acknowledged = std::count_if(
      sent.begin(), sent.end(), [](const auto& event) { return event.second.is_acknowledged; });
  std::cout << "\nsent " << sent.size() << ", acknowledged " << acknowledged << ", stored "
            << verdict.stored << ", lost " << verdict.lost << "; questions: fined " << verdict.fined
            << ", answered " << verdict.answered << ", reported " << verdict.reported << "\n";
  if (expects_loss) {
    std::cout << (verdict.lost > 0 ? "lost what it acknowledged, as expected\n"
                                   : "nothing was lost: this test would not notice a loss\n");
    return verdict.lost > 0;
  }
  for (const std::string& breach : verdict.breaches) std::cout << "BROKEN  " << breach << "\n";
  // A run in which one of these never happened shows nothing about it.
  const bool is_whole = verdict.fined > 0 && verdict.answered > 0 && verdict.reported > 0;
  if (!is_whole) std::cout << "BROKEN  not every kind of end was met\n";
  return verdict.breaches.empty() && is_whole;
}

int run(const Options& options) {
  std::cout << "crash test: " << options.kills << " kills, seed " << options.seed << ", in "
            << options.folder << std::endl;
  Ordeal ordeal{options};
  if (!ordeal.run()) {
    std::cout << "\nBROKEN  the daemon did not start or end; see " << options.folder << "/log\n";
    return 1;
  }
  return report(ordeal, options.expects_loss) ? 0 : 1;
}

}  // namespace
}  // namespace qunguan::test

int main(int argc, char** argv) {
  qunguan::test::Options options;
  CLI::App program{"Kills the daemon under load and looks for what it lost"};
  program.add_option("--daemon", options.daemon, "the program")->required();
  program.add_option("--folder", options.folder, "for its files; made anew")->required();
  program.add_option("--kills", options.kills)->check(CLI::Range(10, 100'000));
  program.add_option("--seed", options.seed, "repeats a run, as far as threads allow");
  program.add_flag("--expect-loss", options.expects_loss, "succeeds only if something was lost");
  CLI11_PARSE(program, argc, argv);
  return qunguan::test::run(options);
}

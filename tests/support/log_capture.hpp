#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace qunguan::test {

/// Keeps what is logged while it lives.
class LogCapture {
 public:
  LogCapture() : before_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>(
        "capture", std::make_shared<spdlog::sinks::ostream_sink_mt>(written_));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogCapture() { spdlog::set_default_logger(before_); }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  /// Requires: nobody logs meanwhile.
  std::string text() const { return written_.str(); }

  std::vector<std::string> lines() const {
    std::vector<std::string> found;
    std::istringstream text{written_.str()};
    for (std::string line; std::getline(text, line);) found.push_back(line);
    return found;
  }

 private:
  std::ostringstream written_;
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace qunguan::test

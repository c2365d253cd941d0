#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "qunguan/http/handler.hpp"

namespace qunguan::test {

/// Answers with what it was asked, and keeps it; or does as it is told.
///
/// Thread: any.
class FakeHandler final : public http::Handler {
 public:
  using Script = std::function<boost::asio::awaitable<http::Response>(const http::Request&)>;

  FakeHandler() = default;
  explicit FakeHandler(Script script) : script_(std::move(script)) {}

  boost::asio::awaitable<http::Response> handle(const http::Request& request) override;

  /// `METHOD path?query body` of each request, in order.
  std::vector<std::string> seen() const;

 private:
  Script script_;
  mutable std::mutex mutex_;
  std::vector<std::string> seen_;
};

}  // namespace qunguan::test

#include "support/fake_handler.hpp"

namespace qunguan::test {
namespace {

std::string summary(const http::Request& request) {
  std::string text{request.method};
  text.append(" ").append(request.path);
  if (!request.query.empty()) text.append("?").append(request.query);
  return text.append(" ").append(request.body);
}

}  // namespace

boost::asio::awaitable<http::Response> FakeHandler::handle(const http::Request& request) {
  const std::string text = summary(request);
  {
    const std::lock_guard lock{mutex_};
    seen_.push_back(text);
  }
  if (!script_) co_return http::Response{.body = text};
  http::Response response = co_await script_(request);
  co_return response;
}

std::vector<std::string> FakeHandler::seen() const {
  const std::lock_guard lock{mutex_};
  return seen_;
}

}  // namespace qunguan::test

#include "support/fake_transport.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qunguan::test {

void FakeTransport::once(std::string part, Answer answer) {
  once_.push_back({std::move(part), std::move(answer)});
}

void FakeTransport::always(std::string part, Answer answer) {
  always_.push_front({std::move(part), std::move(answer)});
}

std::vector<net::HttpRequest> FakeTransport::requests_to(std::string_view part) const {
  std::vector<net::HttpRequest> found;
  std::copy_if(requests_.begin(), requests_.end(), std::back_inserter(found),
               [part](const net::HttpRequest& request) {
                 return request.url.find(part) != std::string::npos;
               });
  return found;
}

boost::asio::awaitable<FakeTransport::Answer> FakeTransport::send(net::HttpRequest request) {
  requests_.push_back(request);
  co_await boost::asio::post(boost::asio::use_awaitable);
  Answer answer = answer_to(request.url);
  co_return answer;
}

FakeTransport::Answer FakeTransport::answer_to(const std::string& url) {
  const auto covers = [&url](const Script& script) {
    return url.find(script.part) != std::string::npos;
  };
  if (const auto next = std::find_if(once_.begin(), once_.end(), covers); next != once_.end()) {
    Answer answer = std::move(next->answer);
    once_.erase(next);
    return answer;
  }
  const auto standing = std::find_if(always_.begin(), always_.end(), covers);
  return standing == always_.end() ? error(Error::Code::Unavailable) : standing->answer;
}

}  // namespace qunguan::test

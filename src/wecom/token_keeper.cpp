#include "wecom/token_keeper.hpp"

#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qunguan::wecom {
namespace {

namespace asio = boost::asio;
using Kind = Outcome::Kind;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kWrongSecret = 40001;
constexpr int kWrongSecretsAllowed = 2;
constexpr Duration kSilence = minutes{10};  // after that many
constexpr Duration kPause = minutes{1};     // before a fetch is tried again while the token is good
constexpr Duration kLongestFetch = seconds{30};
constexpr std::int64_t kUsualLifetime = 7200;  // in seconds
constexpr std::int64_t kLongestLifetime = 86'400;

seconds lifetime(const nlohmann::json& body) {
  const auto found = body.find("expires_in");
  if (found == body.end() || !found->is_number_integer()) return seconds{kUsualLifetime};
  return seconds{std::clamp(found->get<std::int64_t>(), std::int64_t{1}, kLongestLifetime)};
}

}  // namespace

TokenKeeper::Fetch::Fetch(const asio::any_io_executor& executor) : ended(executor, kLongestFetch) {}

/// Ends a fetch however its coroutine ends.
class TokenKeeper::Turn {
 public:
  Turn(TokenKeeper& keeper, std::shared_ptr<Fetch> fetch)
      : keeper_(keeper), fetch_(std::move(fetch)) {
    keeper_.under_way_ = fetch_;
  }
  ~Turn() {
    keeper_.under_way_.reset();
    fetch_->ended.cancel();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  TokenKeeper& keeper_;
  std::shared_ptr<Fetch> fetch_;
};

bool TokenKeeper::is_usable(Duration now) const {
  if (token_.empty() || now >= good_until_) return false;
  return now < refresh_at_ || now < silent_until_;
}

TokenKeeper::Answer TokenKeeper::current() const {
  Answer answer;
  answer.token = token_;
  answer.outcome.kind = Kind::Done;
  return answer;
}

asio::awaitable<TokenKeeper::Answer> TokenKeeper::token() {
  const Duration now = clock_.uptime();
  if (is_usable(now)) co_return current();
  if (now < silent_until_) {
    Answer silent;
    silent.outcome = outcome_of(kWrongSecret);
    silent.outcome.wait = silent_until_ - now;
    co_return silent;
  }
  const std::shared_ptr<Fetch> under_way = under_way_;
  if (under_way == nullptr) {
    Answer fetched = co_await fetch();
    co_return fetched;
  }
  Answer shared = co_await wait_for(under_way);
  co_return shared;
}

asio::awaitable<TokenKeeper::Answer> TokenKeeper::fetch() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto mine = std::make_shared<Fetch>(executor);
  const Turn turn{*this, mine};
  net::HttpRequest request;
  request.url = url_;
  const Result<net::HttpResponse> response = co_await transport_.send(std::move(request));
  mine->answer = take(response, clock_.uptime());
  co_return *mine->answer;
}

asio::awaitable<TokenKeeper::Answer> TokenKeeper::wait_for(std::shared_ptr<Fetch> fetch) {
  boost::system::error_code ended;
  co_await fetch->ended.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  if (fetch->answer) co_return *fetch->answer;
  Answer none;
  none.outcome = retry_soon("the access token was not fetched in time");
  co_return none;
}

TokenKeeper::Answer TokenKeeper::take(const Result<net::HttpResponse>& response, Duration now) {
  ApiAnswer answer = read_answer(response);
  std::string token = text_field(answer.body, "access_token");
  if (answer.outcome.kind != Kind::Done) return give_up(std::move(answer.outcome), now);
  if (token.empty()) return give_up(retry_soon("the platform gave no access token"), now);

  const Duration life = lifetime(answer.body);
  token_ = std::move(token);
  good_until_ = now + life;
  refresh_at_ = now + life * 85 / 100;
  wrong_secrets_ = 0;
  return current();
}

/// A token that is merely due for a refresh goes on being used.
TokenKeeper::Answer TokenKeeper::give_up(Outcome outcome, Duration now) {
  if (outcome.kind == Kind::Ambiguous) outcome = retry_soon(outcome.hint);
  if (is_secret_refused(outcome) && ++wrong_secrets_ >= kWrongSecretsAllowed) {
    silent_until_ = now + kSilence;
    outcome.wait = kSilence;
  }
  refresh_at_ = std::max(refresh_at_, now + kPause);
  if (is_usable(now)) return current();
  Answer none;
  none.outcome = std::move(outcome);
  return none;
}

void TokenKeeper::reject(const std::string& token) {
  if (token_ == token) token_.clear();
}

}  // namespace qunguan::wecom

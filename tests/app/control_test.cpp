#include "app/control.hpp"

#include <filesystem>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;

using Protocol = asio::local::stream_protocol;

/// Leaves the process no descriptor to open.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(lowest_free);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(lowest_free), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

/// A control socket that answers each line with itself. Its context runs when a test runs it.
class TheControlSocket : public ::testing::Test {
 protected:
  Result<std::unique_ptr<app::ControlSocket>> open(const std::string& path) {
    return app::ControlSocket::open(context_.get_executor(), path,
                                    [](std::string line) -> asio::awaitable<Result<std::string>> {
                                      Result<std::string> answer{std::move(line)};
                                      co_return answer;
                                    });
  }

  TempFolder folder_;
  std::string path_ = folder_.file("qunguan.sock");
  asio::io_context context_;
};

TEST_F(TheControlSocket, LeavesAFileAloneThatIsNoSocket) {
  const std::string file = folder_.write("qunguan.db", "precious");

  const auto opened = open(file);

  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, AllOf(HasSubstr("control.socket"), HasSubstr(file)));
  EXPECT_EQ(fs::file_size(file), 8U);
}

TEST_F(TheControlSocket, TakesThePlaceOfADeadDaemons) {
  Protocol::acceptor{context_, Protocol::endpoint{path_}}.close();
  ASSERT_TRUE(fs::exists(path_));

  EXPECT_TRUE(open(path_));
}

TEST_F(TheControlSocket, LeavesTheOneOfALivingDaemonAlone) {
  const auto first = open(path_);

  const auto second = open(path_);

  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr(path_));
  EXPECT_NO_THROW(Protocol::socket{context_}.connect(Protocol::endpoint{path_}));
}

TEST_F(TheControlSocket, RemovesItsOwnFileAtTheEnd) {
  auto opened = open(path_);

  opened->reset();

  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(TheControlSocket, RemovesNobodyElsesFileAtTheEnd) {
  auto opened = open(path_);
  fs::remove(path_);
  const Protocol::acceptor other{context_, Protocol::endpoint{path_}};

  opened->reset();

  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(TheControlSocket, IsRefusedAPathThatTheSystemCannotTake) {
  const std::string path = folder_.file(std::string(120, 'x'));

  const auto opened = open(path);

  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, AllOf(HasSubstr("control.socket"), HasSubstr(path)));
}

TEST_F(TheControlSocket, AnswersAgainAfterDescriptorsRanOut) {
  const auto opened = open(path_);
  Protocol::socket client{context_, Protocol{}};
  context_.poll();
  {
    const NoDescriptors starved;
    client.connect(Protocol::endpoint{path_});
    context_.poll();
  }
  asio::write(client, asio::buffer("hello\n", 6));

  bool is_answered = false;
  client.async_wait(Protocol::socket::wait_read,
                    [&](const auto& failure) { is_answered = !failure; });
  while (!is_answered && context_.run_one_for(std::chrono::seconds{2}) > 0) {
  }

  EXPECT_TRUE(is_answered);
}

TEST_F(TheControlSocket, IsWaitedForNoLongerThanTheCallerLikes) {
  const Protocol::acceptor silent{context_, Protocol::endpoint{path_}};

  const Result<std::string> answer = app::command_daemon(path_, "{}", std::chrono::milliseconds{1});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::Code::Unavailable);
}

}  // namespace
}  // namespace qunguan::test

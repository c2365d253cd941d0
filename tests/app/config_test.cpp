#include "app/config.hpp"

#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kSecret = "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==";

/// All that is said of a configuration.
std::string complaints(const std::string& text) {
  const TempFolder folder;
  std::vector<policy::Diagnostic> problems;
  static_cast<void>(app::load_config(folder.write("qunguan.yaml", text), problems));
  std::string all;
  for (const policy::Diagnostic& problem : problems)
    all += format(problem, policy::Language::English) + "\n";
  return all;
}

std::string source(const std::string& more) {
  return "sources:\n  - { name: demo, format: generic, " + more + " }\n";
}

TEST(Configuration, NamesEveryMistakeWithItsPlace) {
  const std::string all = complaints(
      "server: { listen: nowhere, colour: red }\nsettling: 30\n"
      "sources:\n  - { name: demo, format: carrier_pigeon }\n"
      "groups:\n  - { id: g1, source: dmeo }\n");

  EXPECT_THAT(all, HasSubstr("qunguan.yaml:1:19: error[bad-address]"));
  EXPECT_THAT(all, HasSubstr("colour"));
  EXPECT_THAT(all, HasSubstr("qunguan.yaml:2:11: error[bad-duration]"));
  EXPECT_THAT(all, HasSubstr("carrier_pigeon"));
  EXPECT_THAT(all, HasSubstr("did you mean 'demo'?"));
}

TEST(Configuration, StopsAStartAndNothingElseDoes) {
  const TempFolder folder;
  std::ostringstream out, err;

  const int code = app::serve(folder.write("qunguan.yaml", "server: { listen: x }\n"), {out, err});

  EXPECT_EQ(code, app::kCouldNotRun);
  EXPECT_THAT(err.str(), HasSubstr("qunguan.yaml:1:19"));
  EXPECT_EQ(out.str(), "");
}

TEST(Configuration, SaysWhereTheFileIsNot) {
  std::ostringstream out, err;

  EXPECT_EQ(app::serve("/nowhere/qunguan.yaml", {out, err}), app::kCouldNotRun);

  EXPECT_THAT(err.str(), HasSubstr("--config"));
}

TEST(Configuration, TakesASecretAsATextAListAFileOrAVariable) {
  const TempFolder folder;
  const std::string file = folder.write("secret", std::string{kSecret} + "\n");
  ::setenv("QUNGUAN_TEST_SECRET", kSecret, 1);

  for (const std::string& secret :
       {std::string{kSecret}, "[" + std::string{kSecret} + ", " + kSecret + "]",
        "{ file: " + file + " }", std::string{"{ env: QUNGUAN_TEST_SECRET }"}}) {
    EXPECT_THAT(complaints(source("secret: " + secret)), IsEmpty()) << secret;
  }
}

TEST(Configuration, SaysWhichSecretCannotBeRead) {
  EXPECT_THAT(complaints(source("secret: { file: /nowhere }")), HasSubstr("no-secret"));
  EXPECT_THAT(complaints(source("secret: { env: QUNGUAN_TEST_UNSET }")),
              HasSubstr("QUNGUAN_TEST_UNSET"));
}

TEST(Configuration, RefusesASecretThatIsEmpty) {
  const TempFolder folder;
  ::setenv("QUNGUAN_TEST_EMPTY", "", 1);
  const std::string from_environment = "{ env: QUNGUAN_TEST_EMPTY }";
  const std::string from_file = "{ file: " + folder.write("secret", " \n") + " }";

  for (const std::string& secret : {from_environment, from_file}) {
    EXPECT_THAT(complaints(source("secret: " + secret)),
                AllOf(HasSubstr("qunguan.yaml:2:"), HasSubstr("error[empty-secret]")));
    EXPECT_THAT(complaints(source("secret: " + std::string{kSecret} + ", url_secret: " + secret)),
                HasSubstr("error[empty-secret]"));
    EXPECT_THAT(complaints("sources:\n  - { name: w, format: wecom, token: " + secret +
                           ", encoding_aes_key: " + secret + ", receive_id: ww1 }\n"),
                HasSubstr("error[empty-secret]"));
  }
}

TEST(Configuration, RefusesAPortThatIsNone) {
  for (const std::string port : {"", "99999999999", "65536", "80x", "-1", " 80"})
    EXPECT_THAT(complaints("server: { listen: \"127.0.0.1:" + port + "\" }\n"),
                HasSubstr("error[bad-address]"))
        << port;
}

TEST(Configuration, RefusesABackupAtNoTimeOrInNoZone) {
  for (const std::string time : {"3", "24:00", "03:60", "3:00", "03:00:00", "03-00"})
    EXPECT_THAT(complaints("backup: { folder: b, at: \"" + time + "\" }\n"),
                HasSubstr("error[bad-time]"))
        << time;
  EXPECT_THAT(complaints("backup: { folder: b, timezone: 上海 }\n"),
              HasSubstr("error[unknown-timezone]"));
  EXPECT_THAT(complaints("backup: { at: \"03:00\" }\n"), HasSubstr("folder"));
}

TEST(Configuration, WarnsOfSecretsThatOthersMayRead) {
  const TempFolder folder;
  const std::string path = folder.write("qunguan.yaml", source("secret: " + std::string{kSecret}));
  std::filesystem::permissions(path, std::filesystem::perms{0644});
  std::vector<policy::Diagnostic> problems;

  EXPECT_TRUE(app::load_config(path, problems));

  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(format(problems[0], policy::Language::Chinese),
              AllOf(HasSubstr("chmod 600"), Not(HasSubstr(kSecret))));
}

TEST(Configuration, PairsTokensWithKeys) {
  EXPECT_THAT(complaints("sources:\n  - { name: w, format: wecom, token: [a, b], "
                         "encoding_aes_key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG, "
                         "receive_id: ww1 }\n"),
              HasSubstr("unpaired-keys"));
}

TEST(Configuration, GivesEachStoreItsOwnSocket) {
  const TempFolder folder;
  const auto socket_of = [&](const std::string& store) {
    std::vector<policy::Diagnostic> problems;
    return app::load_config(folder.write("qunguan.yaml", "store: { path: " + store + " }\n"),
                            problems)
        ->control_path;
  };

  EXPECT_EQ(socket_of("var/qunguan.db"), "var/qunguan.sock");
  EXPECT_EQ(socket_of("var/b.db"), "var/b.sock");
  EXPECT_EQ(socket_of("var/b"), "var/b.sock");
  EXPECT_EQ(socket_of("var/b.sqlite"), "var/b.sqlite.sock");
}

}  // namespace
}  // namespace qunguan::test

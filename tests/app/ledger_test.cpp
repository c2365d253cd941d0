#include <sstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "app/commands.hpp"
#include "app/control.hpp"
#include "app/daemon_bench.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPolicy =
    "policy: 示范群规\ngroups: [示范群]\nowner: boss\nadmins: [deputy]\n"
    "lists: { 赌博: { words: [百家乐] }, 谩骂: { words: [蠢猪] } }\nrules:\n"
    "  - { id: gambling, content: { lists: [赌博] }, then: fine 50 }\n"
    "  - { id: abuse, content: { lists: [谩骂] }, then: red_packet 24h }\n";

/// What a command printed, and how it ended.
struct Outcome {
  int code = 0;
  std::string out, err;
};

template <class Command, class... Arguments>
Outcome run(Command command, const Arguments&... arguments) {
  std::ostringstream out, err;
  const int code = command(arguments..., app::Streams{out, err});
  return {.code = code, .out = out.str(), .err = err.str()};
}

class LedgerCommands : public ::testing::Test {
 protected:
  LedgerCommands() { fine("e1", "lisi", ""); }

  void fine(const std::string& id, const std::string& who, const std::string& nickname) {
    Event event = bench_.message(id, who, "今晚百家乐");
    if (!nickname.empty()) event.message.sender.group_nickname = nickname;
    EXPECT_EQ(bench_.post(event), 200);
  }

  app::LedgerBookOptions booking(const std::string& amount, const std::string& reason = "") {
    return {
        .config = bench_.config(), .amount = amount, .by = "会计", .reason = reason, .number = 1};
  }

  Outcome list() {
    return run(app::list_ledger, app::LedgerListOptions{.config = bench_.config()});
  }

  DaemonBench bench_{kPolicy};
};

TEST_F(LedgerCommands, TellWhoOwesWhat) {
  EXPECT_EQ(list().code, app::kDone);
  EXPECT_THAT(list().out, HasSubstr("lisi\t1 笔罚款\t欠 50元"));
}

TEST_F(LedgerCommands, BookAPaymentThroughTheRunningDaemon) {
  const Outcome paid = run(app::book_entry, booking("20"));

  EXPECT_EQ(paid.code, app::kDone) << paid.err;
  EXPECT_THAT(paid.out, HasSubstr("还欠 30元"));
  EXPECT_THAT(list().out, HasSubstr("欠 30元"));
}

TEST_F(LedgerCommands, BookAPaymentWhereNoDaemonRuns) {
  bench_.stop();

  const Outcome paid = run(app::book_entry, booking(""));

  EXPECT_EQ(paid.code, app::kDone) << paid.err;
  EXPECT_THAT(list().out, HasSubstr("没有人欠款"));
}

TEST_F(LedgerCommands, BookAPaymentBesideTheSocketOfAKilledDaemon) {
  using Protocol = boost::asio::local::stream_protocol;
  bench_.stop();
  boost::asio::io_context context;
  Protocol::acceptor{context, Protocol::endpoint{bench_.folder().file("qunguan.sock")}}.close();

  const Outcome paid = run(app::book_entry, booking(""));

  EXPECT_EQ(paid.code, app::kDone) << paid.err;
  EXPECT_THAT(list().out, HasSubstr("没有人欠款"));
}

TEST_F(LedgerCommands, CannotRunWhereTheDaemonListensElsewhere) {
  app::LedgerBookOptions payment = booking("20");
  payment.config = bench_.folder().write(
      "other.yaml", "store: { path: " + bench_.folder().file("qunguan.db") +
                        " }\ncontrol: { socket: " + bench_.folder().file("b.sock") + " }\n");

  const Outcome paid = run(app::book_entry, payment);

  EXPECT_EQ(paid.code, app::kCouldNotRun);
  EXPECT_THAT(paid.err, HasSubstr("another qunguan"));
}

TEST_F(LedgerCommands, MakeNoDatabaseWhereThereIsNone) {
  const std::string missing = bench_.folder().file("b.db");
  app::LedgerBookOptions payment = booking("20");
  payment.config = bench_.folder().write("other.yaml", "store: { path: " + missing + " }\n");

  const Outcome paid = run(app::book_entry, payment);

  EXPECT_EQ(paid.code, app::kCouldNotRun);
  EXPECT_THAT(paid.err, HasSubstr(missing));
  EXPECT_FALSE(std::filesystem::exists(missing));
  EXPECT_FALSE(std::filesystem::exists(missing + ".lock"));
}

TEST_F(LedgerCommands, BookInTheOwnLedgerBesideAnotherDaemon) {
  ASSERT_TRUE(storage::SqliteStore::open(bench_.folder().file("b.db")));
  const std::string other = bench_.folder().write(
      "other.yaml", "store: { path: " + bench_.folder().file("b.db") + " }\n");
  app::LedgerBookOptions payment = booking("20");
  payment.config = other;

  const Outcome paid = run(app::book_entry, payment);

  EXPECT_EQ(paid.code, app::kFoundErrors);
  EXPECT_THAT(paid.err, HasSubstr("账本里没有 1 号"));
  EXPECT_THAT(list().out, HasSubstr("欠 50元"));
}

TEST_F(LedgerCommands, SayOfTheRunningDaemonsLedgerWhatIsNotInIt) {
  app::LedgerBookOptions payment = booking("20");
  payment.number = 99;

  const Outcome paid = run(app::book_entry, payment);

  EXPECT_EQ(paid.code, app::kFoundErrors);
  EXPECT_THAT(paid.err, HasSubstr("账本里没有 99 号"));
}

TEST_F(LedgerCommands, TakeNoMoreThanIsOwed) {
  const Outcome paid = run(app::book_entry, booking("50.01"));

  EXPECT_EQ(paid.code, app::kFoundErrors);
  EXPECT_THAT(paid.err, HasSubstr("只欠 50元"));
}

TEST_F(LedgerCommands, TellAMembersAccountByMonth) {
  ASSERT_EQ(run(app::book_entry, booking("20")).code, app::kDone);

  const Outcome table =
      run(app::show_statement, app::StatementOptions{.config = bench_.config(), .member = "lisi"});
  const Outcome csv =
      run(app::show_statement,
          app::StatementOptions{.config = bench_.config(), .member = "lisi", .as_csv = true});

  EXPECT_EQ(table.code, app::kDone) << table.err;
  EXPECT_THAT(table.out, HasSubstr("月份\t罚款\t冲回免除\t收款\t津贴\t扣款\t发放\t月末\n"));
  EXPECT_THAT(table.out, HasSubstr("\t50\t0\t-20\t0\t0\t0\t30\n欠 30元\n"));
  EXPECT_THAT(csv.out, HasSubstr(",lisi,"));
  EXPECT_THAT(csv.out, HasSubstr(",50,0,-20,0,0,0,30\r\n"));
  EXPECT_THAT(
      run(app::show_statement, app::StatementOptions{.config = bench_.config(), .member = "wang"})
          .out,
      HasSubstr("没有 wang 的记录"));
}

TEST_F(LedgerCommands, PayAMemberNoMoreThanTheGroupOwesHim) {
  app::LedgerBookOptions payout{
      .config = bench_.config(), .by = "会计", .reason = "退罚款", .member = "lisi"};
  EXPECT_EQ(run(app::book_entry, payout).code, app::kFoundErrors);
  ASSERT_EQ(run(app::book_entry, booking("")).code, app::kDone);
  ASSERT_EQ(bench_.post(bench_.message("e2", "deputy", "/撤销 1 看错了")), 200);
  EXPECT_THAT(list().out, HasSubstr("lisi\t1 笔罚款\t群里应付 50元"));

  payout.amount = "50.01";
  EXPECT_THAT(run(app::book_entry, payout).err, HasSubstr("只应付 50元"));
  payout.amount = "20";
  EXPECT_THAT(run(app::book_entry, payout).out, HasSubstr("已付给 lisi 20元，还应付 30元"));
  payout.amount = "";
  EXPECT_THAT(run(app::book_entry, payout).out, HasSubstr("已付给 lisi 30元，已结清"));
  EXPECT_EQ(run(app::book_entry, payout).code, app::kFoundErrors);
  EXPECT_THAT(list().out, HasSubstr("没有人欠款"));
}

TEST_F(LedgerCommands, ListARedPacketUntilItIsSentOrBookedAsSent) {
  ASSERT_EQ(bench_.post(bench_.message("e2", "wang", "你这个蠢猪")), 200);
  EXPECT_THAT(list().out, HasSubstr("wang\t2 号\t欠一个群红包"));

  app::LedgerBookOptions sent{.config = bench_.config(), .by = "会计", .number = 2};
  const Outcome booked = run(app::book_entry, sent);

  EXPECT_EQ(booked.code, app::kDone) << booked.err;
  EXPECT_THAT(booked.out, HasSubstr("2 号的群红包已记为发过"));
  EXPECT_THAT(list().out, Not(HasSubstr("红包")));
  EXPECT_EQ(run(app::book_entry, sent).code, app::kFoundErrors);
}

TEST_F(LedgerCommands, WaiveOnlyWithAReason) {
  app::LedgerBookOptions waiver = booking("");
  waiver.is_waiver = true;
  EXPECT_EQ(run(app::book_entry, waiver).code, app::kFoundErrors);

  waiver.reason = "初犯";

  EXPECT_EQ(run(app::book_entry, waiver).code, app::kDone);
  const Outcome story = run(app::show_case, bench_.config(), std::int64_t{1});
  EXPECT_THAT(story.out, HasSubstr("免除 -50元（会计）：初犯"));
}

TEST_F(LedgerCommands, GiveNothingBackThatWasWaived) {
  app::LedgerBookOptions waiver = booking("20", "初犯");
  waiver.is_waiver = true;
  ASSERT_EQ(run(app::book_entry, waiver).code, app::kDone);

  ASSERT_EQ(bench_.post(bench_.message("e2", "deputy", "/撤销 1 看错了")), 200);

  EXPECT_THAT(list().out, HasSubstr("没有人欠款"));
  EXPECT_THAT(run(app::show_case, bench_.config(), std::int64_t{1}).out, HasSubstr("冲回 -30元"));
}

TEST_F(LedgerCommands, KnowNoCaseThatNeverWas) {
  EXPECT_EQ(run(app::show_case, bench_.config(), std::int64_t{99}).code, app::kFoundErrors);
}

TEST_F(LedgerCommands, ExportNothingThatASpreadsheetRuns) {
  fine("e2", "=cmd|'/c calc'!A0", "+SUM(A1,\"x\")");

  const Outcome csv = run(app::export_ledger, app::LedgerExportOptions{.config = bench_.config()});

  EXPECT_EQ(csv.code, app::kDone);
  EXPECT_THAT(csv.out, HasSubstr(",'=cmd|'/c calc'!A0,"));
  EXPECT_THAT(csv.out, HasSubstr("\"'+SUM(A1,\"\"x\"\")\""));
  EXPECT_THAT(csv.out, HasSubstr("fine,50,"));
}

TEST_F(LedgerCommands, ExportOneMonthWhereItIsNamed) {
  const Outcome other = run(
      app::export_ledger, app::LedgerExportOptions{.config = bench_.config(), .month = "2020-01"});
  const Outcome wrong =
      run(app::export_ledger, app::LedgerExportOptions{.config = bench_.config(), .month = "2020"});

  EXPECT_THAT(other.out, Not(HasSubstr("lisi")));
  EXPECT_EQ(wrong.code, app::kCouldNotRun);
}

TEST_F(LedgerCommands, HaveASocketThatIsTheOwnersAlone) {
  struct stat status{};
  ASSERT_EQ(::stat(bench_.folder().file("qunguan.sock").c_str(), &status), 0);

  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(LedgerCommands, GetAnErrorForWhatIsNoCommand) {
  const std::string path = bench_.folder().file("qunguan.sock");

  EXPECT_FALSE(app::command_daemon(path, "nonsense"));
  EXPECT_FALSE(app::command_daemon(
      path, R"({"command":"book","kind":"fine","case":1,"by":"x","reason":""})"));
  EXPECT_EQ(app::command_daemon(path + "x", "{}").error().code, Error::Code::NotFound);
}

}  // namespace
}  // namespace qunguan::test

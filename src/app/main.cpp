#include <iostream>

#include <CLI/CLI.hpp>

#include "app/commands.hpp"

namespace qunguan::app {
namespace {

/// The words of the command line, and what was chosen.
class CommandLine {
 public:
  CommandLine() {
    program_.require_subcommand(1);
    program_.set_version_flag("--version", "qunguan " QUNGUAN_VERSION);
    add_check();
    add_expand();
    add_lexicon();
    add_replay();
    add("serve", "Run the daemon", [this] { return serve(config_, streams_); });
    add_send();
    add_ledger();
    add_backup();
    add_train();
    add("doctor", "Check settings, policies, database, clock and channels; say what is missing",
        [this] { return doctor(config_, streams_); });
    add("sandbox", "Run the real daemon against a simulated group, and play a day",
        [this] { return play_sandbox(config_, streams_); });
  }

  int run(int argc, char** argv) {
    try {
      program_.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
      const int code = program_.exit(problem);
      return code == 0 ? kDone : kCouldNotRun;
    }
    return command_();
  }

 private:
  CLI::App* add(const std::string& name, const std::string& about, std::function<int()> run) {
    CLI::App* command = program_.add_subcommand(name, about);
    command->add_option("--config", config_, "the daemon's configuration")->capture_default_str();
    command->callback([this, run = std::move(run)] { command_ = run; });
    return command;
  }

  void add_language(CLI::App* command) {
    command->add_option("--lang", language_, "of messages: zh or en")
        ->check(CLI::IsMember({"zh", "en"}))
        ->capture_default_str();
  }

  policy::Language language() const {
    return language_ == "en" ? policy::Language::English : policy::Language::Chinese;
  }

  void add_check() {
    CLI::App* command = add("check", "Validate policies", [this] {
      check_.config = config_;
      check_.language = language();
      return check(check_, streams_);
    });
    command->add_option("paths", check_.paths, "policy files, or folders of them")->required();
    add_language(command);
  }

  void add_expand() {
    CLI::App* command =
        add("expand", "Print policies with what their presets and bases stand for", [this] {
          expand_.language = language();
          return expand(expand_, streams_);
        });
    command->add_option("paths", expand_.paths, "policy files, or folders of them; bases too")
        ->required();
    add_language(command);
  }

  void add_lexicon() {
    CLI::App* lexicon = program_.add_subcommand("lexicon", "Word lists");
    lexicon->require_subcommand(1);
    CLI::App* lint =
        add_under(lexicon, "lint", "Name the words that would hit ordinary messages", [this] {
          lint_.config = config_;
          lint_.language = language();
          return lint_lexicon(lint_, streams_);
        });
    lint->add_option("files", lint_.files, "policies, or lists with one word a line")->required();
    CLI::Option* corpus = lint->add_option("--corpus", lint_.corpus,
                                           "messages, one a line; the journal where not given");
    lint->add_option("--group", lint_.group, "only this group's messages, by id or name")
        ->excludes(corpus);
    lint->add_option("--limit", lint_.limit, "a word may hit one message in so many")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}))
        ->capture_default_str();
    add_language(lint);
  }

  void add_replay() {
    CLI::App* command =
        add("replay",
            "Judge recorded events on a virtual clock and print the actions as JSON lines", [this] {
              replay_.config = config_;
              replay_.language = language();
              return replay(replay_, streams_);
            });
    command->add_option("--policy", replay_.policies, "policy file")->required();
    command->add_option("--events", replay_.events, "recorded events, one envelope a line")
        ->required();
    command->add_option("--directory", replay_.directory, "people, as CSV or YAML");
    command->add_option("--until", replay_.until,
                        "stop the clock there instead of at the last event");
    add_language(command);
  }

  void add_send() {
    CLI::App* command =
        add("send", "Sign an event and post it to a generic source, for trying things", [this] {
          send_.config = config_;
          const bool is_complete =
              !send_.envelope.empty() || (!send_.group.empty() && !send_.sender.empty());
          if (is_complete) return send(send_, streams_);
          streams_.err << "send needs --group and --sender, or --envelope\n";
          return kCouldNotRun;
        });
    command->add_option("--source", send_.source, "name of the source")->capture_default_str();
    CLI::Option* envelope = command->add_option("--envelope", send_.envelope,
                                                "file with the envelope, or - for standard input");
    command->add_option("--group", send_.group, "group id")->excludes(envelope);
    command->add_option("--sender", send_.sender, "member id of the sender")->excludes(envelope);
    command->add_option("--nickname", send_.nickname, "the sender's group nickname")
        ->excludes(envelope);
    command->add_option("--text", send_.text, "what is said")->excludes(envelope);
    command->add_option("--kind", send_.kind, "kind of message")
        ->excludes(envelope)
        ->capture_default_str();
    command->add_option("--mention", send_.mentions, "member ids that are mentioned")
        ->excludes(envelope);
  }

  CLI::App* add_under(CLI::App* parent, const std::string& name, const std::string& about,
                      std::function<int()> run) {
    CLI::App* command = parent->add_subcommand(name, about);
    command->add_option("--config", config_, "the daemon's configuration")->capture_default_str();
    command->callback([this, run = std::move(run)] { command_ = run; });
    return command;
  }

  void add_ledger() {
    CLI::App* ledger = program_.add_subcommand("ledger", "What members owe, and why");
    ledger->require_subcommand(1);
    CLI::App* list = add_under(ledger, "list", "Who owes how much", [this] {
      list_.config = config_;
      return list_ledger(list_, streams_);
    });
    list->add_option("--group", list_.group, "only this group, by id or name");
    list->add_option("--member", list_.member, "only this member, by id");
    list->add_flag("--all", list_.all, "also those who owe nothing");
    CLI::App* show = add_under(ledger, "show", "Everything about one case",
                               [this] { return show_case(config_, number_, streams_); });
    show->add_option("number", number_, "the case's number")->required();
    add_booking(add_under(ledger, "pay", "Book a payment",
                          [this] { return book_as(/*is_waiver=*/false); }));
    add_booking(add_under(ledger, "waive", "Waive what is owed, with a reason",
                          [this] { return book_as(/*is_waiver=*/true); }));
    CLI::App* paying =
        add_under(ledger, "payout", "Book what the group paid to a member whom it owed it",
                  [this] { return book_as(/*is_waiver=*/false); });
    paying->add_option("member", book_.member, "the member's id")->required();
    paying->add_option("--group", book_.group, "which group pays, by id or name");
    add_booking_details(paying);
    CLI::App* statement = add_under(ledger, "statement", "A member's account by month", [this] {
      statement_.config = config_;
      statement_.as_csv = format_ == "csv";
      return show_statement(statement_, streams_);
    });
    statement->add_option("member", statement_.member, "the member's id")->required();
    statement->add_option("--group", statement_.group, "only this group, by id or name");
    statement->add_option("--format", format_, "table or csv")
        ->check(CLI::IsMember({"table", "csv"}))
        ->capture_default_str();
    CLI::App* exporting =
        add_under(ledger, "export", "All entries as CSV, safe for spreadsheets", [this] {
          export_.config = config_;
          return export_ledger(export_, streams_);
        });
    exporting->add_option("--month", export_.month, "only this month, such as 2026-03");
  }

  void add_backup() {
    CLI::App* command =
        add("backup", "Copy the database, while the daemon runs, and check the copy", [this] {
          backup_.config = config_;
          return back_up(backup_, streams_);
        });
    CLI::Option* folder = command->add_option("--to", backup_.folder, "folder for the copy");
    command->add_option("--check", backup_.check, "check this copy, make none")->excludes(folder);
  }

  void add_train() {
    CLI::App* command = add("train", "Learn from examples what a classifier shall find", [this] {
      train_.config = config_;
      return train(train_, streams_);
    });
    command->add_option("examples", train_.examples,
                        "a line each: 1 (to be found) or 0, a tab, the message");
    command->add_option("--rule", train_.rules,
                        "learn also from what people decided on cases of this rule, by id");
    command->add_option("--to", train_.to, "the model, such as var/insults.model")->required();
  }

  void add_booking(CLI::App* command) {
    command->add_option("number", book_.number, "the case's number")->required();
    add_booking_details(command);
  }

  void add_booking_details(CLI::App* command) {
    command->add_option("--amount", book_.amount,
                        "in yuan; all that is owed where it is not given");
    command->add_option("--by", book_.by, "who books it");
    command->add_option("--reason", book_.reason, "why");
  }

  int book_as(bool is_waiver) {
    book_.config = config_;
    book_.is_waiver = is_waiver;
    return book_entry(book_, streams_);
  }

  CLI::App program_{
      "Qunguan (群管) moderates WeChat and WeCom groups by policies their owners can read",
      "qunguan"};
  Streams streams_{std::cout, std::cerr};
  std::function<int()> command_;
  std::string config_ = "config/qunguan.yaml";
  std::string language_ = "zh";
  CheckOptions check_;
  ExpandOptions expand_;
  LintOptions lint_;
  ReplayOptions replay_;
  SendOptions send_;
  LedgerListOptions list_;
  LedgerExportOptions export_;
  LedgerBookOptions book_;
  BackupOptions backup_;
  TrainOptions train_;
  StatementOptions statement_;
  std::string format_ = "table";
  std::int64_t number_ = 0;
};

}  // namespace
}  // namespace qunguan::app

int main(int argc, char** argv) {
  try {
    return qunguan::app::CommandLine{}.run(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "qunguan: " << failure.what() << '\n';
    return qunguan::app::kCouldNotRun;
  }
}

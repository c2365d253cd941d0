#include "rules/step_reader.hpp"

#include <algorithm>
#include <set>

namespace qunguan::rules {
namespace {

using policy::Diagnostics;
using policy::Node;

const std::vector<std::string>& step_words() {
  static const std::vector<std::string> kWords{
      "record",   "report",         "remind",  "review",          "escalate", "warn",
      "mute 12h", "red_packet 24h", "fine 50", "propose_removal", "remove"};
  return kWords;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
  return text;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

constexpr std::string_view kAfter = " after ";

std::optional<Approval> parse_approval(std::string_view text) {
  if (text == "owner") return Approval{.by_owner = true};
  if (text == "admin" || text == "1 admin") return Approval{.admins = 1};
  if (text == "2 admins") return Approval{.admins = 2};
  if (text == "3 admins") return Approval{.admins = 3};
  return std::nullopt;
}

/// What is noted or told need not be agreed to.
bool may_wait(ActionKind kind) { return kind == ActionKind::Review || kind >= ActionKind::Warn; }

/// Reads one sanction without its approval; nothing when the text is none.
std::optional<Sanction> read_plain_sanction(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  const std::string_view rest = space == text.npos ? std::string_view{} : trim(text.substr(space));
  const std::optional<ActionKind> kind = parse_action_kind(word);
  if (!kind) return std::nullopt;
  switch (*kind) {
    case ActionKind::Fine: {
      const Result<Fen> amount = parse_yuan(rest);
      if (!amount) return std::nullopt;
      return Sanction{.kind = *kind, .amount = *amount};
    }
    case ActionKind::Mute:
    case ActionKind::RedPacket: {
      const Result<Duration> span = parse_duration(rest);
      if (!span || *span == Duration::zero()) return std::nullopt;
      return Sanction{.kind = *kind, .duration = *span};
    }
    case ActionKind::Welcome:
    case ActionKind::Announce:
    case ActionKind::Hold:
    case ActionKind::Credit:
    case ActionKind::Debit:
      return std::nullopt;
    default:
      if (!rest.empty()) return std::nullopt;
      return Sanction{.kind = *kind};
  }
}

std::optional<Sanction> read_sanction(std::string_view text) {
  const std::size_t after = text.find(kAfter);
  std::optional<Sanction> sanction = read_plain_sanction(trim(text.substr(0, after)));
  if (!sanction || after == text.npos) return sanction;
  const std::optional<Approval> approval = parse_approval(trim(text.substr(after + kAfter.size())));
  if (!approval || !may_wait(sanction->kind)) return std::nullopt;
  sanction->approval = *approval;
  return sanction;
}

std::optional<Step> parse_step(std::string_view text) {
  Step step;
  for (std::string_view rest = text;;) {
    const std::size_t plus = rest.find('+');
    const std::optional<Sanction> sanction = read_sanction(trim(rest.substr(0, plus)));
    if (!sanction) return std::nullopt;
    step.sanctions.push_back(*sanction);
    if (plus == rest.npos) return step;
    rest.remove_prefix(plus + 1);
  }
}

/// One step holds each kind once; to remove and to propose removal are one kind.
bool repeats(const Step& step) {
  std::set<ActionKind> kinds;
  return std::any_of(step.sanctions.begin(), step.sanctions.end(), [&](const Sanction& sanction) {
    const bool is_removal = sanction.kind == ActionKind::ProposeRemoval;
    return !kinds.insert(is_removal ? ActionKind::Remove : sanction.kind).second;
  });
}

/// The sanction whose amount or duration is wrong, where its word is right.
std::optional<ActionKind> find_wrong_measure(std::string_view text) {
  for (std::string_view rest = text;;) {
    const std::size_t plus = rest.find('+');
    const std::string_view part = trim(rest.substr(0, plus));
    const std::optional<ActionKind> kind = parse_action_kind(part.substr(0, part.find(' ')));
    const bool is_measured =
        kind == ActionKind::Fine || kind == ActionKind::Mute || kind == ActionKind::RedPacket;
    if (is_measured && !read_plain_sanction(trim(part.substr(0, part.find(kAfter))))) return kind;
    if (plus == rest.npos) return std::nullopt;
    rest.remove_prefix(plus + 1);
  }
}

void report_unknown_approval(const Node& node, const std::string& text, Diagnostics& diagnostics) {
  diagnostics.error(
      node.at, "bad-choice",
      {"“" + text + "”不能作 approval 的值", "'" + text + "' is no value for approval"},
      {"可以写 admin、2 admins、3 admins 或 owner", "write admin, 2 admins, 3 admins or owner"});
}

void report_unknown_step(const Node& node, const Ladders& ladders, Diagnostics& diagnostics) {
  if (ladders.contains(node.text))
    return diagnostics.error(
        node.at, "unknown-step",
        {"“" + node.text + "”是阶梯的名字，不能作其中一步",
         "'" + node.text + "' names a ladder and cannot be one of its steps"},
        {"单独写 `then: " + node.text + "`", "write `then: " + node.text + "` alone"});
  std::vector<std::string> known = step_words();
  for (const auto& [name, ladder] : ladders) known.push_back(name);
  const std::string meant = policy::closest(node.text, known);
  const std::string all = join(known);
  diagnostics.error(
      node.at, "unknown-step",
      {"“" + node.text + "”不是处理步骤，也不是 ladders 里的名字",
       "'" + node.text + "' is neither a step nor the name of a ladder"},
      meant.empty() ? policy::Words{"可以写：" + all, "known: " + all}
                    : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
}

/// Reports an approval that is none, or that nothing waits for, where the rest is right.
bool report_bad_approval(const Node& node, Diagnostics& diagnostics) {
  for (std::string_view rest = node.text;;) {
    const std::size_t plus = rest.find('+');
    const std::string_view part = trim(rest.substr(0, plus));
    const std::size_t after = part.find(kAfter);
    const std::optional<Sanction> sanction =
        after == part.npos ? std::nullopt : read_plain_sanction(trim(part.substr(0, after)));
    if (sanction && !may_wait(sanction->kind)) {
      diagnostics.error(node.at, "no-effect",
                        {"“" + node.text + "”里，比警告轻的处理不等人同意",
                         "in '" + node.text + "' what is lighter than a warning waits for nobody"},
                        {"删去 after 和后面的", "remove after and what follows it"});
      return true;
    }
    if (sanction && !read_sanction(part)) {
      report_unknown_approval(node, std::string{trim(part.substr(after + kAfter.size()))},
                              diagnostics);
      return true;
    }
    if (plus == rest.npos) return false;
    rest.remove_prefix(plus + 1);
  }
}

void report_bad_duration(const Node& node, ActionKind kind, Diagnostics& diagnostics) {
  const std::string example = kind == ActionKind::Mute ? "mute 12h" : "red_packet 24h";
  diagnostics.error(
      node.at, "bad-duration",
      {"“" + node.text + "”里的时长不对", "the duration in '" + node.text + "' is none"},
      {"写上数字和单位，例如 " + example, "write a number and a unit, such as " + example});
}

std::optional<Step> read_step(const Node& node, const Ladders& ladders, Diagnostics& diagnostics) {
  const std::optional<std::string> text = policy::scalar_of(node, diagnostics);
  if (!text) return std::nullopt;
  if (std::optional<Step> step = parse_step(*text)) {
    if (!repeats(*step)) return step;
    diagnostics.error(node.at, "repeated-sanction",
                      {"“" + *text + "”里同一种处理写了两次",
                       "'" + *text + "' has the same kind of sanction twice"},
                      {"合成一个，例如 fine 70", "write one, such as fine 70"});
    return std::nullopt;
  }
  const std::optional<ActionKind> measured = find_wrong_measure(*text);
  if (measured == ActionKind::Fine)
    diagnostics.error(node.at, "bad-amount",
                      {"“" + *text + "”里的金额不对", "the amount in '" + *text + "' is none"},
                      {"写元数，例如 fine 50 或 fine 2.50元，最多 1000000",
                       "write yuan, such as fine 50 or fine 2.50元, at most 1000000"});
  else if (measured)
    report_bad_duration(node, *measured, diagnostics);
  else if (!report_bad_approval(node, diagnostics))
    report_unknown_step(node, ladders, diagnostics);
  return std::nullopt;
}

void check_order(const Ladder& ladder, const std::vector<const Node*>& nodes,
                 Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < ladder.steps.size(); ++i) {
    if (!is_lighter(ladder.steps[i], ladder.steps[i - 1])) continue;
    diagnostics.error(nodes[i]->at, "milder-step",
                      {"这一步比上一步轻", "this step is lighter than the one before"},
                      {"把步骤按由轻到重排列", "order the steps from light to heavy"});
  }
}

std::optional<Ladder> read_steps(const std::vector<const Node*>& nodes, const Ladders& ladders,
                                 Diagnostics& diagnostics) {
  Ladder ladder;
  for (const Node* node : nodes) {
    std::optional<Step> step = read_step(*node, ladders, diagnostics);
    if (!step) return std::nullopt;
    ladder.steps.push_back(std::move(*step));
  }
  if (ladder.steps.empty()) return std::nullopt;
  check_order(ladder, nodes, diagnostics);
  return ladder;
}

std::optional<Ladder> read_ladder(const Node& node, const Ladders& ladders,
                                  Diagnostics& diagnostics) {
  policy::ConfigReader reader{node, diagnostics};
  const Node* span = reader.find("window");
  const std::optional<Duration> window =
      span == nullptr ? std::nullopt : policy::duration_of(*span, diagnostics);
  static_cast<void>(reader.require("steps"));
  std::optional<Ladder> ladder = read_steps(reader.items("steps"), ladders, diagnostics);
  if (window == Duration::zero())
    reader.mistake(span->at, "bad-duration",
                   {"window 必须大于零", "window must be longer than zero"},
                   {"写一段时间，例如 30d；永远有效就删去 window",
                    "write a span such as 30d; remove window where violations count for ever"});
  static_cast<void>(reader.finish());
  if (ladder) ladder->window = window;
  return ladder;
}

}  // namespace

const Sanction& Step::heaviest() const {
  return *std::max_element(sanctions.begin(), sanctions.end(),
                           [](const Sanction& a, const Sanction& b) {
                             return std::pair{a.kind, a.amount} < std::pair{b.kind, b.amount};
                           });
}

Fen Step::fine() const {
  Fen sum;
  for (const Sanction& sanction : sanctions)
    if (sanction.kind == ActionKind::Fine) sum += sanction.amount;
  return sum;
}

bool is_lighter(const Step& a, const Step& b) {
  return std::pair{a.heaviest().kind, a.fine()} < std::pair{b.heaviest().kind, b.fine()};
}

Ladders read_ladders(const Node& node, Diagnostics& diagnostics) {
  Ladders ladders;
  if (!node.is_map()) {
    diagnostics.error(node.at, "wrong-shape",
                      {"ladders 下面应为“名字: { window, steps }”",
                       "expected `name: { window, steps }` under ladders"},
                      {"例如 `通用: { window: 30d, steps: [warn, fine 50] }`",
                       "for example `通用: { window: 30d, steps: [warn, fine 50] }`"});
    return ladders;
  }
  for (const policy::Entry& entry : node.entries) {
    std::optional<Ladder> ladder = read_ladder(entry.value, ladders, diagnostics);
    if (!ladder) continue;
    ladder->name = entry.key;
    if (parse_step(entry.key))
      diagnostics.error(entry.at, "bad-name",
                        {"“" + entry.key + "”是处理步骤，不能作名字",
                         "'" + entry.key + "' is a step and cannot be a ladder's name"},
                        {"换一个名字", "choose another name"});
    ladders.emplace(entry.key, std::move(*ladder));
  }
  return ladders;
}

std::optional<Ladder> read_then(const Node& node, const Ladders& ladders,
                                Diagnostics& diagnostics) {
  if (node.is_map()) return read_ladder(node, ladders, diagnostics);
  if (node.is_scalar())
    if (const auto named = ladders.find(node.text); named != ladders.end()) return named->second;
  if (!node.is_list()) return read_steps({&node}, ladders, diagnostics);
  std::vector<const Node*> nodes;
  nodes.reserve(node.items.size());
  for (const Node& item : node.items) nodes.push_back(&item);
  if (nodes.empty())
    diagnostics.error(
        node.at, "empty-list",
        {"then 是空的，这条规则没有任何效果", "then is empty: the rule has no effect"},
        {"写上处理步骤，例如 [remind, warn]", "write steps, such as [remind, warn]"});
  return read_steps(nodes, ladders, diagnostics);
}

std::optional<Approval> read_approval(const Node& node, Diagnostics& diagnostics) {
  const std::optional<std::string> text = policy::scalar_of(node, diagnostics);
  if (!text) return std::nullopt;
  const std::optional<Approval> approval = parse_approval(*text);
  if (!approval) report_unknown_approval(node, *text, diagnostics);
  return approval;
}

}  // namespace qunguan::rules

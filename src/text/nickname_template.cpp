#include "qunguan/text/nickname_template.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "qunguan/text/characters.hpp"
#include "qunguan/text/fold.hpp"
#include "text/nickname_alignment.hpp"
#include "text/nickname_parts.hpp"
#include "text/nickname_text.hpp"

namespace qunguan::text {
namespace {

using Fault = NicknameMatch::Fault;

constexpr std::size_t kLongestNickname = 128;  // points; chat programs allow fewer
constexpr std::size_t kLongestShown = 20;      // characters of a nickname that a reason repeats

Error invalid(const std::string& what) {
  return Error{Error::Code::Invalid, what + "; the parts are " + nickname_part_names()};
}

std::string quoted(std::string_view text) { return "“" + std::string{text} + "”"; }

/// What a member wrote, fit to be shown to others.
std::string shown(std::string_view text) { return printable(shorten(text, kLongestShown)); }

const std::string* value_of(const NicknameTemplate::Known& known, std::string_view part) {
  const auto found = known.find(part);
  const bool is_known = found != known.end() && !NicknameText{found->second}.points().empty();
  return is_known ? &found->second : nullptr;
}

/// The signs of a format's fixed texts.
std::u32string signs_of(const std::vector<NicknameDemand>& demands) {
  std::u32string signs;
  for (const NicknameDemand& demand : demands) {
    if (!demand.part.empty()) continue;
    std::vector<std::u32string> texts = demand.choices;
    if (demand.exact) texts.push_back(*demand.exact);
    for (const std::u32string& text : texts)
      std::copy_if(text.begin(), text.end(), std::back_inserter(signs), is_noise);
  }
  return signs;
}

/// What to change when there is more than one fault.
std::string whole_reason(const std::string& example, const std::vector<NicknameDemand>& demands) {
  const bool is_exact =
      std::all_of(demands.begin(), demands.end(),
                  [](const NicknameDemand& demand) { return demand.exact.has_value(); });
  return is_exact ? "昵称应为" + quoted(example) : "昵称应按" + quoted(example) + "的格式写";
}

/// One nickname laid out along a format, and what is wrong with it.
class Layout {
 public:
  /// Requires: the demands outlive this.
  Layout(NicknameText nickname, const std::vector<NicknameDemand>& demands)
      : nickname_(std::move(nickname)),
        demands_(demands),
        signs_(signs_of(demands)),
        matches_(align(nickname_.points(), demands, signs_)) {}

  /// The demands that are not met.
  std::vector<std::size_t> faults() const {
    std::vector<std::size_t> faults;
    for (std::size_t i = 0; i < matches_.size(); ++i)
      if (matches_[i].fault != Fault::None) faults.push_back(i);
    return faults;
  }

  /// What to change, when this is the only fault.
  std::string reason(std::size_t fault) const {
    const bool is_missing = matches_[fault].fault == Fault::Missing;
    if (demands_[fault].part.empty()) return is_missing ? missing_text(fault) : wrong_text(fault);
    return is_missing ? missing_part(fault) : wrong_part(fault);
  }

 private:
  std::string missing_part(std::size_t fault) const {
    const NicknameDemand& demand = demands_[fault];
    return "缺少" + demand.part + (demand.exact ? quoted(demand.text) : "");
  }

  std::string wrong_part(std::size_t fault) const {
    const NicknameDemand& demand = demands_[fault];
    const std::string now = shown(source(fault));
    if (demand.exact) return demand.part + "应为" + quoted(demand.text) + "，现在是" + quoted(now);
    return part_shape_misfit(demand.part, points(fault), signs_, now);
  }

  std::string wrong_text(std::size_t fault) const {
    const std::string& wanted = demands_[fault].text;
    const NicknameText now{source(fault)};
    const std::string where = quoted(shown(nickname_.whole())) + "中";
    if (now.points().empty()) return where + "的空格应为" + quoted(wanted);
    if (demands_[fault].is_met_by(now.points())) return where + quoted(wanted) + "前后不应有空格";
    return where + "的" + quoted(shown(source(fault))) + "应为" + quoted(wanted);
  }

  std::string missing_text(std::size_t fault) const {
    const std::string wanted = quoted(demands_[fault].text);
    if (fault == 0) return "开头缺少" + wanted;
    if (fault + 1 == demands_.size()) return "末尾缺少" + wanted;
    return neighbour(fault - 1) + "和" + neighbour(fault + 1) + "之间缺少" + wanted;
  }

  std::string neighbour(std::size_t demand) const {
    return demands_[demand].is_fixed() ? quoted(demands_[demand].text) : demands_[demand].part;
  }

  std::string_view source(std::size_t demand) const {
    return nickname_.source(matches_[demand].begin, matches_[demand].end);
  }

  std::u32string_view points(std::size_t demand) const {
    const NicknameMatch& match = matches_[demand];
    return std::u32string_view{nickname_.points()}.substr(match.begin, match.end - match.begin);
  }

  NicknameText nickname_;
  const std::vector<NicknameDemand>& demands_;
  std::u32string signs_;
  std::vector<NicknameMatch> matches_;
};

/// The choices as members read them: `★或☆`, `★/☆`.
std::string join(const std::vector<std::string>& choices, std::string_view between) {
  std::string text;
  for (const std::string& choice : choices) {
    if (!text.empty()) text += between;
    text += choice;
  }
  return text;
}

}  // namespace

/// `★|☆`
Result<NicknameTemplate::Piece> NicknameTemplate::read_choice(std::string_view braced) {
  Piece piece;
  for (bool is_last = false; !is_last;) {
    const std::size_t bar = braced.find('|');
    is_last = bar == braced.npos;
    const std::string choice{braced.substr(0, bar)};
    if (NicknameText{choice}.points().empty()) return invalid("a choice of nothing");
    piece.choices.push_back(choice);
    if (!is_last) braced.remove_prefix(bar + 1);
  }
  piece.text = join(piece.choices, "或");
  return piece;
}

Result<NicknameTemplate> NicknameTemplate::parse(std::string_view format) {
  NicknameTemplate parsed;
  parsed.format_ = format;
  format = NicknameText{format}.whole();
  std::set<std::string_view> seen;
  while (!format.empty()) {
    const std::size_t brace = format.find_first_of("{}");
    if (brace > 0)
      parsed.pieces_.push_back({.text = std::string{format.substr(0, brace)}, .choices = {}});
    if (brace == format.npos) break;
    const std::size_t end = format.find_first_of("{}", brace + 1);
    if (format[brace] == '}' || end == format.npos || format[end] == '{')
      return invalid("unbalanced braces");
    const std::string_view part = format.substr(brace + 1, end - brace - 1);
    format.remove_prefix(end + 1);
    if (part.find('|') != part.npos) {
      Result<Piece> choice = read_choice(part);
      if (!choice) return choice.error();
      parsed.pieces_.push_back(*std::move(choice));
      continue;
    }
    if (!is_nickname_part(part)) return invalid("no such part: {" + printable(part) + "}");
    if (!seen.insert(part).second)
      return invalid("the part stands twice: {" + std::string{part} + "}");
    parsed.pieces_.push_back({.is_part = true, .text = std::string{part}, .choices = {}});
  }
  if (seen.empty()) return invalid("no part");
  return parsed;
}

std::optional<NicknameTemplate::Misfit> NicknameTemplate::check(std::string_view nickname,
                                                                const Known& known) const {
  std::vector<NicknameDemand> demands;
  for (const Piece& piece : pieces_) {
    NicknameDemand demand{.part = piece.is_part ? piece.text : "", .text = piece.text};
    for (const std::string& choice : piece.choices)
      demand.choices.push_back(plain_nickname(choice));
    if (const std::string* value = value_of(known, piece.text); piece.is_part && value != nullptr) {
      demand.text = *value;
      demand.exact = NicknameText{*value}.points();
    } else if (piece.is_part) {
      demand.text.clear();
    } else if (piece.choices.empty()) {
      demand.exact = plain_nickname(piece.text);
    }
    demands.push_back(std::move(demand));
  }
  NicknameText text{nickname};
  const std::string wanted = whole_reason(example(known), demands);
  if (text.points().size() > kLongestNickname)
    return Misfit{.part = "", .reason = "昵称太长，" + wanted};
  const Layout layout{std::move(text), demands};
  const std::vector<std::size_t> faults = layout.faults();
  if (faults.empty()) return std::nullopt;
  return Misfit{.part = demands[faults.front()].part,
                .reason = faults.size() == 1 ? layout.reason(faults.front()) : wanted};
}

std::optional<NicknameTemplate::Misfit> NicknameTemplate::check_within(std::string_view nickname,
                                                                       const Known& known) const {
  const bool is_known = std::all_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
    return !piece.is_part || value_of(known, piece.text) != nullptr;
  });
  if (!is_known) return std::nullopt;
  const std::string wanted = example(known);
  if (plain_nickname(nickname).find(NicknameText{wanted}.points()) != std::u32string::npos)
    return std::nullopt;
  return Misfit{.part = parts().front(), .reason = "缺少" + quoted(wanted)};
}

std::string NicknameTemplate::example(const Known& known) const {
  const bool knows_any = std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
    return piece.is_part && value_of(known, piece.text) != nullptr;
  });
  std::string example;
  for (const Piece& piece : pieces_) {
    const std::string* value = piece.is_part ? value_of(known, piece.text) : &piece.text;
    if (!piece.choices.empty())
      example += "{" + join(piece.choices, "/") + "}";
    else if (value != nullptr)
      example += *value;
    else
      example += knows_any ? "{" + piece.text + "}" : piece.text;
  }
  return example;
}

bool NicknameTemplate::has_choices() const {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [](const Piece& piece) { return !piece.choices.empty(); });
}

std::vector<std::string> NicknameTemplate::parts() const {
  std::vector<std::string> parts;
  for (const Piece& piece : pieces_)
    if (piece.is_part) parts.push_back(piece.text);
  return parts;
}

}  // namespace qunguan::text

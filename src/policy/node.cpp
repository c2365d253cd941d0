#include "qunguan/policy/node.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>

#include <openssl/evp.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "policy/source_text.hpp"
#include "qunguan/policy/utf8.hpp"

namespace qunguan::policy {
namespace {

constexpr std::size_t kLargest = std::size_t{256} * 1024;
constexpr std::size_t kDeepest = 32;

/// Ends a parse after a mistake that makes going on pointless; the mistake is reported already.
struct Refused {};

/// Builds the tree from the parser's events and refuses what the language has no use for.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    refuse(mark, "second-document", {"一个文件只能有一份文档", "a file holds one document"},
           {"删去 `---` 之后的部分，或另存一个文件",
            "remove what follows `---`, or give it a file of its own"});
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, "", anchor);
    Node node;
    node.at = at(mark);
    node.text = written_null(mark);
    if (!node.text.empty()) node.kind = Node::Kind::Scalar;
    place(std::move(node), mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(
        mark, "anchor",
        {"不支持 YAML 的锚点和引用（& 和 *）", "anchors and aliases (& and *) are not supported"},
        {"把内容写出来；以 * 开头的词要加引号",
         "write the content out; a word that begins with * needs quotes"});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    check_extent(mark, value);
    Node node;
    node.at = at(mark);
    node.kind = Node::Kind::Scalar;
    node.text = value;
    place(std::move(node), mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::List);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::Map);
  }
  void OnMapEnd() override { close(); }

  Node take() { return std::move(root_); }

 private:
  struct Level {
    Node node;
    YAML::Mark mark;
    std::optional<Entry> pending;  // a map's key that waits for its value
  };

  std::string_view rest(const YAML::Mark& mark) const {
    return source_.text().substr(
        std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), source_.text().size()));
  }

  /// `~` and `null` are words here; only nothing at all is no value. Of nothing, the parser gives
  /// the place of whatever comes next, which may be a key of that name.
  std::string written_null(const YAML::Mark& mark) const {
    const std::string_view text = rest(mark);
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (!text.starts_with(word)) continue;
      const std::size_t next = text.find_first_not_of(' ', word.size());
      const bool is_key = next != text.npos && text[next] == ':';
      const bool is_whole = next == text.npos || next > word.size() ||
                            std::string_view{"\r\n,]}:"}.find(text[next]) != text.npos;
      const bool awaits_value = !levels_.empty() && levels_.back().pending;
      return is_whole && !(is_key && awaits_value) ? std::string{word} : std::string{};
    }
    return {};
  }

  Position at(const YAML::Mark& mark) const {
    return source_.position(static_cast<std::size_t>(std::max(mark.pos, 0)));
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string_view code, Words message,
                           Words fix) {
    diagnostics_.error(at(mark), code, std::move(message), std::move(fix));
    throw Refused{};
  }

  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) OnAlias(mark, anchor);
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(mark, "tag", {"不支持 YAML 标签（!）", "tags (!) are not supported"},
             {"删去标签；以 ! 开头的词要加引号",
              "remove the tag; a word that begins with ! needs quotes"});
  }

  /// The parser takes an unclosed quote and lets plain text run over line ends; both hide slips.
  void check_extent(const YAML::Mark& mark, const std::string& value) {
    const std::string_view text = rest(mark);
    if (text.starts_with('"') || text.starts_with('\'')) return check_closed(mark, text);
    if (text.starts_with('|') || text.starts_with('>')) return;
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(value)) return;
    const std::size_t next = static_cast<std::size_t>(at(mark).line) + 1;
    if (report_fullwidth_colon(source_, next, diagnostics_)) throw Refused{};
    refuse(mark, "runs-over",
           {"没有引号的文字延续到了下一行", "plain text runs over the end of its line"},
           {"检查下一行的冒号和缩进，以及这一行的括号；长文字请加引号或用 `|`",
            "check the next line's colon and indentation, and this line's brackets; quote long "
            "text or use `|`"});
  }

  void check_closed(const YAML::Mark& mark, std::string_view text) {
    const char quote = text.front();
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (quote == '"' && text[i] == '\\')
        ++i;
      else if (text[i] == quote)
        return;
    }
    refuse(mark, "unclosed-quote", {"引号没有闭合", "this quote is never closed"},
           {"补上另一半引号", "close the quote"});
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    check(mark, tag, anchor);
    if (levels_.size() >= kDeepest)
      refuse(mark, "too-deep", {"嵌套超过 32 层", "nested deeper than 32 levels"},
             {"拆成更浅的几段", "part it into flatter pieces"});
    Level level;
    level.node.kind = kind;
    level.node.at = at(mark);
    level.mark = mark;
    levels_.push_back(std::move(level));
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    place(std::move(level.node), level.mark);
  }

  void place(Node node, const YAML::Mark& mark) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& parent = levels_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.pending) {
      check_colon(*parent.pending, node, mark);
      if (node.is_null()) node.at = parent.pending->at;
      parent.pending->value = std::move(node);
      parent.node.entries.push_back(*std::exchange(parent.pending, std::nullopt));
    } else {
      begin_entry(parent, node, mark);
    }
  }

  /// The parser takes a line without a colon for a key without a value.
  void check_colon(const Entry& entry, const Node& value, const YAML::Mark& mark) {
    if (!value.is_null() || value.at != entry.at) return;
    if (report_fullwidth_colon(source_, static_cast<std::size_t>(entry.at.line), diagnostics_))
      throw Refused{};
    refuse(mark, "missing-colon",
           {"“" + entry.key + "”后面没有冒号", "no colon follows '" + entry.key + "'"},
           {"写成 `" + entry.key + ": …`，冒号后有空格",
            "write `" + entry.key + ": …` with a space after the colon"});
  }

  void begin_entry(Level& map, const Node& key, const YAML::Mark& mark) {
    if (!key.is_scalar())
      refuse(mark, "bad-key", {"键必须是文字", "a key must be text"},
             {"检查括号和冒号", "check brackets and colons"});
    for (const Entry& entry : map.node.entries) {
      if (entry.key != key.text) continue;
      const std::string line = std::to_string(entry.at.line);
      refuse(mark, "duplicate-key",
             {"键“" + key.text + "”重复，第 " + line + " 行已经写过",
              "key '" + key.text + "' stands already on line " + line},
             {"删去一个，或合并成一个", "remove one, or merge the two"});
    }
    map.pending = Entry{.key = key.text, .at = key.at, .value = {}};
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  int documents_ = 0;
  std::vector<Level> levels_;
  Node root_;
};

bool check_bytes(std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > kLargest) {
    diagnostics.error(
        {}, "too-large", {"文件超过 256 KiB", "the file is larger than 256 KiB"},
        {"精简词表，或拆成几份群规", "shorten the word lists, or make several policies"});
    return false;
  }
  if (!is_utf8(text)) {
    diagnostics.error({}, "encoding", {"文件不是 UTF-8 编码", "the file is not UTF-8"},
                      {"用 UTF-8 编码另存", "save it as UTF-8"});
    return false;
  }
  return true;
}

void append_canonical(const Node& node, std::string& out) {
  switch (node.kind) {
    case Node::Kind::Null:
      out += '~';
      return;
    case Node::Kind::Scalar:
      out += std::to_string(node.text.size()) + ':' + node.text;
      return;
    case Node::Kind::List:
      out += '[';
      for (const Node& item : node.items) append_canonical(item, out);
      out += ']';
      return;
    case Node::Kind::Map:
      break;
  }
  std::vector<const Entry*> sorted;
  sorted.reserve(node.entries.size());
  for (const Entry& entry : node.entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const Entry* a, const Entry* b) { return a->key < b->key; });
  out += '{';
  for (const Entry* entry : sorted) {
    out += std::to_string(entry->key.size()) + ':' + entry->key + '=';
    append_canonical(entry->value, out);
  }
  out += '}';
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::optional<Node> read_yaml(std::string_view text, Diagnostics& diagnostics) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!check_bytes(text, diagnostics)) return std::nullopt;
  const SourceText source{text};
  if (!check_layout(source, diagnostics)) return std::nullopt;

  TreeBuilder builder{source, diagnostics};
  std::istringstream stream{std::string{text}};
  try {
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& failure) {
    const Position at = source.position(static_cast<std::size_t>(std::max(failure.mark.pos, 0)));
    explain_syntax_error(source, at, failure.msg, diagnostics);
    return std::nullopt;
  }
  Node root = builder.take();
  if (root.is_scalar() &&
      report_fullwidth_colon(source, static_cast<std::size_t>(root.at.line), diagnostics))
    return std::nullopt;
  return root;
}

std::string canonical(const Node& node) {
  std::string form;
  append_canonical(node, form);
  return form;
}

std::string hash_of(std::string_view canonical) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(canonical.data(), canonical.size(), digest.data(), &length, EVP_sha256(), nullptr);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

}  // namespace qunguan::policy

#include "wecom/xml_leaves.hpp"

#include <stdexcept>

#include <expat.h>
#include <openssl/rand.h>
#include <strings.h>

#include "wecom/digest.hpp"

namespace qunguan::wecom {
namespace {

constexpr std::size_t kLargestDocument = std::size_t{256} * 1024;
constexpr std::size_t kLargestTree = std::size_t{1024} * 1024;  // paths repeat in every leaf
constexpr std::size_t kDeepest = 32;
constexpr std::size_t kLongestName = 64;

struct ParserDeleter {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

unsigned long random_salt() {
  unsigned long salt = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&salt), sizeof salt));
  return salt | 1U;  // zero would make expat ask the kernel for one at every document
}

/// Collects the leaves of one document while expat reads it.
class LeafCollector {
 public:
  explicit LeafCollector(XML_Parser parser) : parser_(parser) {
    XML_SetUserData(parser, this);
    XML_SetXmlDeclHandler(parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
  }

  std::optional<XmlLeaves> collect(std::string_view document) {
    const char* begin = document.data();
    const int size = static_cast<int>(document.size());
    if (XML_Parse(parser_, begin, size, XML_TRUE) != XML_STATUS_OK) return std::nullopt;
    XmlLeaves leaves{.list = {}, .storage = std::make_unique<std::string>(std::move(tree_))};
    leaves.list.reserve(spans_.size());
    const std::string_view tree = *leaves.storage;
    for (const Span& span : spans_)
      leaves.list.push_back({.path = tree.substr(span.begin, span.path),
                             .text = tree.substr(span.begin + span.path, span.text),
                             .element = span.element});
    return leaves;
  }

 private:
  struct Span {
    std::size_t begin, path, text, element;
  };

  struct Open {
    std::size_t parent_path;  // how much of the path is its parent's
    bool is_leaf;
  };

  static LeafCollector& self(void* collector) { return *static_cast<LeafCollector*>(collector); }

  // expat is C: an exception must not pass through it. And a parser that was stopped at an empty
  // element still reports its end.
  template <class Work>
  void guard(Work work) {
    if (is_stopped_) return;
    try {
      work();
    } catch (const std::exception&) {
      stop();
    }
  }

  void stop() {
    is_stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

  static void on_declaration(void* collector, const char*, const char* encoding, int) {
    if (encoding != nullptr && strcasecmp(encoding, "utf-8") != 0) self(collector).stop();
  }

  static void on_doctype(void* collector, const char*, const char*, const char*, int) {
    self(collector).stop();
  }

  static void on_start(void* collector, const char* name, const char**) {
    self(collector).guard([&] { self(collector).start(name); });
  }

  static void on_end(void* collector, const char*) {
    self(collector).guard([&] { self(collector).end(); });
  }

  static void on_text(void* collector, const char* text, int size) {
    LeafCollector& here = self(collector);
    here.guard([&] { here.text_.append(text, static_cast<std::size_t>(size)); });
  }

  void start(std::string_view name) {
    if (open_.size() == kDeepest || name.size() > kLongestName) return stop();
    if (open_.empty() && name != "xml") return stop();
    if (open_.size() == 1) ++elements_;
    if (!open_.empty()) open_.back().is_leaf = false;
    open_.push_back({.parent_path = path_.size(), .is_leaf = true});
    if (open_.size() > 2) path_ += '/';
    if (open_.size() > 1) path_ += name;
    text_.clear();
  }

  void end() {
    const Open closed = open_.back();
    open_.pop_back();
    if (closed.is_leaf && !open_.empty()) keep_leaf();
    path_.resize(closed.parent_path);
    text_.clear();
  }

  void keep_leaf() {
    if (tree_.size() + path_.size() + text_.size() > kLargestTree) return stop();
    spans_.push_back({.begin = tree_.size(),
                      .path = path_.size(),
                      .text = text_.size(),
                      .element = elements_ - 1});
    tree_ += path_;
    tree_ += text_;
  }

  XML_Parser parser_;
  bool is_stopped_ = false;
  std::vector<Open> open_;
  std::string path_;
  std::string text_;  // of the innermost element since its last tag
  std::size_t elements_ = 0;
  std::vector<Span> spans_;
  std::string tree_;
};

}  // namespace

std::optional<XmlLeaves> parse_with_expat(std::string_view document) {
  // By its zeros expat would know UTF-16, whatever encoding it is told to expect.
  if (document.size() > kLargestDocument || document.find('\0') != document.npos)
    return std::nullopt;
  // Kept by each thread: expat's buffers cost as much to make as a document to read.
  thread_local const std::unique_ptr<XML_ParserStruct, ParserDeleter> parser{
      XML_ParserCreate("UTF-8")};
  thread_local const unsigned long salt = random_salt();
  if (!parser || XML_ParserReset(parser.get(), "UTF-8") != XML_TRUE) throw std::bad_alloc{};
  XML_SetHashSalt(parser.get(), salt);
  return LeafCollector{parser.get()}.collect(document);
}

std::optional<XmlLeaves> parse_xml(std::string_view document) {
  if (document.size() > kLargestDocument) return std::nullopt;
  std::optional<XmlLeaves> leaves = parse_flat(document);
  return leaves ? std::move(leaves) : parse_with_expat(document);
}

}  // namespace qunguan::wecom

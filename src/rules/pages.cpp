#include "rules/pages.hpp"

#include "qunguan/text/characters.hpp"

namespace qunguan::rules {
namespace {

constexpr std::size_t kLongestPage = 1'600;  // bytes; WeCom takes 2,048 with what stands around
constexpr std::size_t kLongestLine = 300;    // characters

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string tame(const std::string& line) {
  const std::string plain = text::shorten(text::printable(line), kLongestLine);
  return replaced(replaced(plain, "{", "｛"), "}", "｝");
}

}  // namespace

std::vector<std::string> pages_of(const std::string& head, const std::vector<std::string>& lines) {
  std::vector<std::string> bodies{""};
  for (const std::string& line : lines) {
    const std::string tamed = tame(line);
    if (!bodies.back().empty() && bodies.back().size() + tamed.size() > kLongestPage)
      bodies.emplace_back();
    bodies.back() += "\n" + tamed;
  }
  std::vector<std::string> pages;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const std::string number = bodies.size() == 1 ? ""
                                                  : "（" + std::to_string(i + 1) + "/" +
                                                        std::to_string(bodies.size()) + "）";
    const std::size_t end = std::min(head.find('\n'), head.size());
    pages.push_back(head.substr(0, end) + number + head.substr(end) + bodies[i]);
  }
  return pages;
}

}  // namespace qunguan::rules

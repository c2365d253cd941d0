#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/files.hpp"
#include "app/people_file.hpp"
#include "docs/known_keys.hpp"
#include "docs/page.hpp"
#include "qunguan/rules/notice.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "qunguan/text/nickname_template.hpp"
#include "support/lessons.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

using policy::Diagnostic;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Duration kRetention = std::chrono::days{30};
constexpr const char* kSecret = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";  // 43 characters
constexpr const char* kSigningSecret = "whsec_ZGVtby1zZWNyZXQtb2YtdGhlLXNhbmRib3gtb25seQ==";

std::string say(const std::vector<Diagnostic>& problems) {
  std::string text;
  for (const Diagnostic& problem : problems)
    text += format(problem, policy::Language::English) + "\n";
  return text;
}

std::vector<Diagnostic> load_policy(const std::string& text) {
  std::vector<Diagnostic> problems;
  static_cast<void>(rules::PolicyBook::load({{"block", text}}, kRetention, problems,
                                            {{"推销", advert_classifier()}}));
  return problems;
}

std::vector<Diagnostic> load_configuration(const TempFolder& folder, const std::string& text) {
  std::vector<Diagnostic> problems;
  static_cast<void>(app::load_config(folder.write("qunguan.yaml", text), problems));
  return problems;
}

std::vector<Diagnostic> load_directory(const std::string& language, const std::string& text) {
  std::vector<Diagnostic> problems;
  static_cast<void>(app::parse_people({"people." + language, text}, problems));
  return problems;
}

/// Gives every secret that the text points to a value, and every file of them a place.
std::string provide_secrets(const TempFolder& folder, std::string text) {
  static const std::regex kName{R"(\{ ?env: (\w+) ?\})"};
  static const std::regex kFile{R"(\{ ?file: [^ }]+ ?\})"};
  for (std::sregex_iterator match{text.begin(), text.end(), kName}, end; match != end; ++match)
    ::setenv((*match)[1].str().c_str(), kSecret, 1);
  return std::regex_replace(text, kFile,
                            "{ file: " + folder.write("secret", kSigningSecret) + " }");
}

/// The page that explains the keys of a map of policies.
std::string page_of(const std::string& path) {
  for (const rules::RuleType& type : rules::catalogue())
    if (path.starts_with("rules/" + type.name)) return "docs/rules/" + type.name + ".md";
  return "docs/policy.md";
}

/// Every known key is used in an example and explained on its page.
void expect_explained(const Keys& known, const Keys& used,
                      const std::function<std::string(const std::string& path)>& page) {
  for (const auto& [path, keys] : known) {
    for (const std::string& key : keys) {
      const std::string where = key + " of '" + path + "'";
      const auto shown = used.find(path);
      EXPECT_TRUE(shown != used.end() && shown->second.contains(key)) << "no example has " << where;
      EXPECT_THAT(read_page(page(path)).words, Contains(key)) << page(path) << " lacks " << where;
    }
  }
}

/// What stands in braces on the line that begins so.
std::set<std::string> placeholders_after(const std::string& start, const Page& page) {
  std::set<std::string> names;
  std::istringstream lines{page.prose};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(start))
      for (std::string& name : rules::placeholders_of(line)) names.insert(std::move(name));
  return names;
}

TEST(Docs, HavePoliciesThatLoad) {
  const std::vector<Block> blocks = policies_in(all_pages());

  EXPECT_GE(blocks.size(), 9U);
  for (const Block& block : blocks)
    EXPECT_EQ(say(load_policy(block.text)), "") << block.page << ":" << block.line;
}

TEST(Docs, HaveConfigurationsThatLoad) {
  const TempFolder folder;
  const std::vector<Block> blocks = configurations_in(all_pages());

  EXPECT_GE(blocks.size(), 1U);
  for (const Block& block : blocks)
    EXPECT_EQ(say(load_configuration(folder, provide_secrets(folder, block.text))), "")
        << block.page << ":" << block.line;
}

TEST(Docs, HaveDirectoriesThatLoad) {
  const std::vector<Block> blocks = directories_in(all_pages());

  EXPECT_GE(blocks.size(), 2U);
  for (const Block& block : blocks)
    EXPECT_EQ(say(load_directory(block.language, block.text)), "")
        << block.page << ":" << block.line;
}

TEST(Docs, HaveNoYamlThatNobodyLoads) {
  const std::vector<Page> pages = all_pages();
  std::size_t blocks = 0;
  for (const Page& page : pages)
    blocks += static_cast<std::size_t>(
        std::count_if(page.blocks.begin(), page.blocks.end(),
                      [](const Block& block) { return block.language == "yaml"; }));

  const std::vector<Block> directories = directories_in(pages);
  const auto in_yaml = static_cast<std::size_t>(
      std::count_if(directories.begin(), directories.end(),
                    [](const Block& block) { return block.language == "yaml"; }));
  EXPECT_EQ(blocks, policies_in(pages).size() + configurations_in(pages).size() + in_yaml);
}

TEST(Docs, LinkToWhatIsThere) {
  for (const Page& page : all_pages()) {
    for (const std::string& link : page.links) {
      if (link.starts_with("https://")) continue;
      const fs::path target = (fs::path{QUNGUAN_SOURCE_DIR} / page.path).parent_path() / link;
      EXPECT_TRUE(fs::exists(target)) << page.path << " links to " << link;
    }
  }
}

TEST(Docs, ExplainEveryKeyOfPoliciesWithAnExample) {
  Keys known;
  Keys used;
  for (const Block& block : policies_in(all_pages())) {
    const policy::Node tree = parse_yaml(block.text);
    add(known, known_keys(tree, load_policy));
    add(used, used_keys(tree));
  }

  EXPECT_THAT(known[""], testing::SizeIs(testing::Ge(13U)));
  EXPECT_THAT(known["rules"], Contains("approval"));
  expect_explained(known, used, page_of);
}

TEST(Docs, ExplainEveryKeyOfTheConfigurationWithAnExample) {
  const TempFolder folder;
  Keys known;
  Keys used;
  for (const Block& block : configurations_in(all_pages())) {
    const policy::Node tree = parse_yaml(provide_secrets(folder, block.text));
    add(known, known_keys(tree, [&](const std::string& text) {
          return load_configuration(folder, text);
        }));
    add(used, used_keys(tree));
  }

  EXPECT_THAT(known["sources"], Contains("encoding_aes_key"));
  expect_explained(known, used, [](const std::string&) { return "docs/configuration.md"; });
}

TEST(Docs, ExplainEveryKeyOfADirectoryWithAnExample) {
  Keys known;
  Keys used;
  for (const Block& block : directories_in(all_pages())) {
    if (block.language != "yaml") continue;
    const policy::Node tree = parse_yaml(block.text);
    const auto load = [](const std::string& text) { return load_directory("yaml", text); };
    add(known, known_keys(tree, load));
    add(used, used_keys(tree));
  }

  EXPECT_THAT(known[""], Contains("leave"));
  expect_explained(known, used, [](const std::string&) { return "docs/configuration.md"; });
}

TEST(Docs, HaveAPageForEveryRuleTypeWithItsExampleAndItsPlaceholders) {
  const rules::RuleType none{};
  const std::vector<std::string> common = rules::known_placeholders(none);
  for (const rules::RuleType& type : rules::catalogue()) {
    const Page page = read_page("docs/rules/" + type.name + ".md");

    EXPECT_THAT(page.blocks, Not(IsEmpty())) << type.name;
    std::set<std::string> own;
    for (const std::string& name : rules::known_placeholders(type))
      if (std::find(common.begin(), common.end(), name) == common.end()) own.insert(name);
    EXPECT_EQ(placeholders_after("通知里可用：", page), own) << type.name;
  }
}

TEST(Docs, NamePartsOfNicknamesThatThereAre) {
  const std::set<std::string> parts =
      placeholders_after("可用的部分：", read_page("docs/rules/nickname.md"));

  EXPECT_THAT(parts, testing::SizeIs(13));
  for (const std::string& part : parts)
    EXPECT_TRUE(text::NicknameTemplate::parse("{" + part + "}")) << part;
}

TEST(Docs, NameEveryPlaceholderThatAllNoticesHave) {
  const rules::RuleType none{};
  const Page page = read_page("docs/policy.md");

  for (const std::string& name : rules::known_placeholders(none))
    EXPECT_THAT(page.prose, HasSubstr("`{" + name + "}`"));
}

TEST(Docs, ShowCodeAsItStands) {
  static const std::regex kName{"— `([a-z_/]+\\.[ch]pp)`"};
  const Page page = read_page("docs/style.md");
  std::vector<std::string> files;
  for (std::sregex_iterator match{page.prose.begin(), page.prose.end(), kName}, end; match != end;
       ++match)
    files.push_back((*match)[1]);

  ASSERT_EQ(files.size(), page.blocks.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    EXPECT_THAT(read_text(fs::path{QUNGUAN_SOURCE_DIR} / files[i]), HasSubstr(page.blocks[i].text))
        << files[i];
}

TEST(ShippedFiles, LoadWithoutAProblem) {
  const TempFolder folder;
  const fs::path project{QUNGUAN_SOURCE_DIR};
  std::vector<Diagnostic> problems;
  const Result<std::vector<rules::PolicySource>> policies =
      app::read_policies({(project / "rules").string()});

  ASSERT_TRUE(policies);
  EXPECT_NE(rules::PolicyBook::load(*policies, kRetention, problems), nullptr);
  static_cast<void>(app::read_people((project / "config/people.csv").string(), problems));
  EXPECT_EQ(say(problems), "");
  EXPECT_EQ(say(load_configuration(folder, read_text(project / "config/qunguan.yaml"))), "");
}

}  // namespace
}  // namespace qunguan::test

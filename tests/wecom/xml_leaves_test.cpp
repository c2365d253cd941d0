#include "wecom/xml_leaves.hpp"

#include <random>

#include <gmock/gmock.h>

#include "wecom/xml_fields.hpp"

namespace qunguan::wecom {
namespace {

using testing::ElementsAre;

constexpr std::size_t kLimit = std::size_t{256} * 1024;

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::optional<Pairs> pairs(const std::optional<XmlLeaves>& leaves) {
  if (!leaves) return std::nullopt;
  Pairs read;
  for (const XmlLeaf& leaf : leaves->list) read.emplace_back(leaf.path, leaf.text);
  return read;
}

bool is_read(std::string_view document) { return parse_xml(document).has_value(); }

TEST(Xml, ReadsBothOfficialStylesAlike) {
  const std::optional<Pairs> terse = pairs(parse_xml("<xml><A><![CDATA[x]]></A><B>2</B></xml>"));

  EXPECT_EQ(terse, (Pairs{{"A", "x"}, {"B", "2"}}));
  EXPECT_EQ(pairs(parse_xml("\n<xml>\n  <A>x</A>\n\t<B><![CDATA[2]]></B>\n</xml>\n")), terse);
  EXPECT_EQ(pairs(parse_xml("<?xml version='1.0' encoding='utf-8'?><xml a='b'><A>x</A ><B>&#50;"
                            "</B></xml>")),
            terse);
}

TEST(Xml, NamesNestedLeavesByTheirPath) {
  const std::optional<Pairs> read = pairs(parse_xml(
      "<xml><L><Item>a</Item><Item><![CDATA[b]]></Item></L><E/><T>x<!-- c -->y</T></xml>"));

  EXPECT_EQ(read, (Pairs{{"L/Item", "a"}, {"L/Item", "b"}, {"E", ""}, {"T", "xy"}}));
}

TEST(Xml, RefusesEveryDoctype) {
  EXPECT_FALSE(is_read("<!DOCTYPE xml><xml><A>x</A></xml>"));
  EXPECT_FALSE(
      is_read("<!DOCTYPE xml [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml><A>&e;</A></xml>"));
  EXPECT_FALSE(
      is_read("<!DOCTYPE xml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><xml><A>&b;</A></xml>"));
  EXPECT_FALSE(is_read("<!DOCTYPE xml SYSTEM 'http://127.0.0.1/x.dtd'><xml/>"));
}

TEST(Xml, RefusesABillionLaughs) {
  std::string bomb = "<!DOCTYPE xml [<!ENTITY l0 'lol'>";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY l" + std::to_string(i) + " '";
    for (int j = 0; j < 10; ++j) bomb += "&l" + std::to_string(i - 1) + ";";
    bomb += "'>";
  }

  EXPECT_FALSE(is_read(bomb + "]><xml><A>&l9;</A></xml>"));
}

TEST(Xml, EndsAtThirtyTwoLevels) {
  const auto nested = [](int levels) {
    std::string document = "<xml>";
    for (int i = 1; i < levels; ++i) document += "<a>";
    for (int i = 1; i < levels; ++i) document += "</a>";
    return document + "</xml>";
  };

  EXPECT_TRUE(is_read(nested(32)));
  EXPECT_FALSE(is_read(nested(33)));
  std::string empty_below = nested(32);
  empty_below.insert(empty_below.find("</a>"), "<a/>");
  EXPECT_FALSE(is_read(empty_below));
  EXPECT_FALSE(is_read(nested(20'000)));
}

TEST(Xml, EndsAt256KiB) {
  const auto sized = [](std::size_t size) {
    return "<xml><A>" + std::string(size - 18, 'x') + "</A></xml>";
  };
  ASSERT_EQ(sized(100).size(), 100U);

  EXPECT_TRUE(is_read(sized(kLimit)));
  EXPECT_FALSE(is_read(sized(kLimit + 1)));
}

TEST(Xml, HoldsNoMoreThanItsShareOfMemory) {
  std::string document = "<xml>";
  const std::string name(64, 'n');
  for (int i = 0; i < 30; ++i) document += "<" + name + ">";
  for (int i = 0; i < 50'000; ++i) document += "<b/>";
  for (int i = 0; i < 30; ++i) document += "</" + name + ">";

  EXPECT_FALSE(is_read(document + "</xml>"));
  EXPECT_FALSE(is_read("<xml><" + name + "n>x</" + name + "n></xml>"));
  EXPECT_FALSE(is_read("<xml><" + name + "n/></xml>"));
}

TEST(Xml, TakesOnlyUtf8) {
  EXPECT_TRUE(is_read("<?xml version='1.0' encoding='UTF-8'?><xml><A>群</A></xml>"));
  EXPECT_FALSE(is_read("<?xml version='1.0' encoding='GBK'?><xml><A>x</A></xml>"));
  EXPECT_FALSE(is_read("<?xml version='1.0' encoding='UTF-16'?><xml><A>x</A></xml>"));
  EXPECT_FALSE(is_read(std::string{"\xff\xfe<\0x\0m\0l\0/\0>\0", 14}));
  EXPECT_FALSE(is_read(std::string{"<\0x\0m\0l\0/\0>\0", 12}));
  EXPECT_FALSE(is_read(std::string{"\0<\0x\0m\0l\0/\0>", 12}));
  EXPECT_FALSE(is_read("<xml><A>\xc8\xba</A><B>\xc8</B></xml>"));
}

TEST(Xml, TakesOnlyCharactersOfXml) {
  for (const std::string& bad :
       {std::string{"\0", 1}, std::string{"\x01"}, std::string{"\x1b"}, std::string{"\x80"},
        std::string{"\xc0\x80"}, std::string{"\xe0\x80\x80"}, std::string{"\xed\xa0\x80"},
        std::string{"\xef\xbf\xbe"}, std::string{"\xef\xbf\xbf"}, std::string{"\xf4\x90\x80\x80"},
        std::string{"\xf8\x88\x80\x80\x80"}, std::string{"\xe4\xb8"},
        std::string{"\xf0\x9f\x98"}}) {
    EXPECT_FALSE(is_read("<xml><A><![CDATA[" + bad + "]]></A></xml>"))
        << testing::PrintToString(bad);
    EXPECT_FALSE(is_read("<xml><A>" + bad + "</A></xml>")) << testing::PrintToString(bad);
  }
  EXPECT_TRUE(is_read("<xml><A>\x7f \xc2\x80 \xef\xbf\xbd \xf4\x8f\xbf\xbf</A></xml>"));
}

TEST(Xml, EndsCdataAtItsFirstEnd) {
  EXPECT_FALSE(is_read("<xml><A><![CDATA[a]]>b]]></A></xml>"));
  EXPECT_FALSE(is_read("<xml><A>a]]>b</A></xml>"));
  EXPECT_EQ(pairs(parse_xml("<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>")),
            (Pairs{{"A", "a]]>b"}}));
  EXPECT_EQ(pairs(parse_xml("<xml><A><![CDATA[]]]]]></A></xml>")), (Pairs{{"A", "]]]"}}));
}

TEST(Xml, RefusesWhatIsNotWellFormed) {
  for (const char* bad :
       {"", "x", "<xml>", "<xml></xml", "<xml><A>x</B></xml>", "<xml><A></xml></A>", "<xml/><xml/>",
        "<root><A>x</A></root>", "<xml><A>&nbsp;</A></xml>", "<xml><A>x</A></xml>junk",
        "<xml><A><![CDATA[x</A></xml>", "<root/>", "<xml><A a=b>x</A></xml>",
        "<xml><1>x</1></xml>"})
    EXPECT_FALSE(is_read(bad)) << bad;
}

TEST(Xml, LeavesTheFlatReaderWhatIsNotFlat) {
  for (const char* document :
       {"<xml a='b'><A>x</A></xml>", "<xml><A>&amp;</A></xml>", "<xml><A><B>x</B></A></xml>",
        "<xml><A/></xml>", "<xml><A>x\r\n</A></xml>", "<xml><!-- c --><A>x</A></xml>",
        "<?xml version='1.0'?><xml><A>x</A></xml>", "<xml>text<A>x</A></xml>",
        "<xml><A>x<![CDATA[y]]></A></xml>"}) {
    EXPECT_FALSE(parse_flat(document)) << document;
    EXPECT_TRUE(is_read(document)) << document;
  }
}

using namespace std::string_view_literals;

// Parts of documents; between bars, for none has one.
constexpr std::string_view kPieces =
    "<A>|</A>|<Bc-1>|</Bc-1>|<![CDATA[|]]>|x| |\n|\t|\r|&amp;|&|<|>|]|]]|群规|😀|<A/>|<!-- c -->|"
    "<xml>|</xml>|<A >|</A >|<a:b>t</a:b>|0123456789|<A>1</A>|<Text><![CDATA[你好，world]]></Text>|"
    "\xe4\xb8|\xed\xa0\x80|\xef\xbf\xbe|\xef\xbf\xbd|\xef\xbb\xbf|\x80|\x7f|\xc2\x85|\0|"
    "\xe0\x80\x80|\xf4\x90\x80\x80|\xf0\x80\x80\x80|\xc0\x80"sv;

std::vector<std::string_view> pieces() {
  std::vector<std::string_view> split;
  for (std::string_view rest = kPieces; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    split.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return split;
}

/// Documents that are nearly flat, from a seed.
std::string random_document(std::mt19937& random) {
  static const std::vector<std::string_view> parts = pieces();
  std::string document = random() % 8 == 0 ? " " : "";
  document += "<xml>";
  for (std::size_t left = random() % 10; left > 0; --left) {
    if (random() % 3 == 0) {
      document += parts[random() % parts.size()];
      continue;
    }
    const std::string name = random() % 2 == 0 ? "A" : "Bc-1";
    const bool is_cdata = random() % 2 == 0;
    document += "<" + name + ">" + (is_cdata ? "<![CDATA[" : "");
    for (std::size_t inside = random() % 4; inside > 0; --inside)
      document += parts[random() % parts.size()];
    document += (is_cdata ? "]]>" : "") + ("</" + name + ">");
  }
  document += "</xml>";
  if (random() % 16 == 0) document[random() % document.size()] = static_cast<char>(random());
  return document;
}

TEST(Xml, ReadsFlatDocumentsAsExpatDoes) {
  std::mt19937 random{20260302};
  int flat = 0;

  for (int i = 0; i < 100'000; ++i) {
    const std::string document = random_document(random);
    const std::optional<XmlLeaves> fast = parse_flat(document);
    if (!fast) continue;
    ++flat;
    const std::optional<XmlLeaves> judged = parse_with_expat(document);
    ASSERT_TRUE(judged) << testing::PrintToString(document);
    ASSERT_EQ(fast->list, judged->list) << testing::PrintToString(document);
  }

  EXPECT_GT(flat, 10'000);
}

TEST(XmlFields, RememberThatAnElementTheyReadWasThereTwice) {
  XmlFields fields{*parse_xml("<xml><A>1</A><B>2</B><A>1</A><C><D>1</D></C><C>x</C></xml>")};

  EXPECT_EQ(fields.text("B"), "2");
  EXPECT_FALSE(fields.is_ambiguous());
  fields.text("A");
  EXPECT_TRUE(fields.is_ambiguous());

  XmlFields nested{*parse_xml("<xml><C><D>1</D><D>2</D></C><E><D>1</D></E><E>x</E></xml>")};
  EXPECT_THAT(nested.list("C"), ElementsAre("1", "2"));
  EXPECT_EQ(nested.text("C"), "");
  EXPECT_FALSE(nested.is_ambiguous());
  nested.list("E");
  EXPECT_TRUE(nested.is_ambiguous());
}

TEST(XmlFields, ReadBothFormsOfAList) {
  XmlFields items{*parse_xml("<xml><L><Item>a</Item><Item>b</Item><Item/></L></xml>")};
  XmlFields commas{*parse_xml("<xml><L><![CDATA[a,b,]]></L></xml>")};

  EXPECT_THAT(items.list("L"), ElementsAre("a", "b"));
  EXPECT_THAT(commas.list("L"), ElementsAre("a", "b"));
  EXPECT_TRUE(items.list("M").empty());
}

TEST(XmlFields, BecomeOneFlatObject) {
  const XmlFields fields{*parse_xml(
      "<xml><A>1</A><L><Item>\"a\"</Item><Item>b</Item><Item>c</Item></L><A>2</A><E/></xml>")};

  EXPECT_EQ(fields.to_json(), R"({"A":["1","2"],"E":"","L/Item":["\"a\"","b","c"]})");
}

}  // namespace
}  // namespace qunguan::wecom

#include "qunguan/wecom/callback_crypto.hpp"

#include <gmock/gmock.h>

#include "support/official_vectors.hpp"
#include "support/raw_seal.hpp"
#include "wecom/base64.hpp"

namespace qunguan::wecom {
namespace {

using test::kOfficialEcho;
using test::kOfficialForgery;
using test::kOfficialJson;
using test::kOfficialKeys;
using test::kOfficialXml;
using test::official_crypto;

constexpr std::string_view kTime = "1409659813";
constexpr std::string_view kNonce = "1372623149";

/// What the platform would seal, before padding.
std::string packed(std::string_view message, std::uint32_t length, std::string_view receive_id) {
  std::string plain = "0123456789abcdef";
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    plain += static_cast<char>(length >> shift & 255U);
  plain += message;
  plain += receive_id;
  return plain;
}

std::string padded(std::string plain) {
  const std::size_t padding = 32 - plain.size() % 32;
  return plain.append(padding, static_cast<char>(padding));
}

/// Opens what was encrypted with the right key and rightly signed, whatever it is.
Result<std::string> open_raw(std::string_view plain) {
  const CallbackCrypto crypto = official_crypto();
  const std::string encrypted = test::raw_seal(kOfficialKeys.encoding_aes_key, plain);
  const SealedText sealed{kTime, kNonce, encrypted};
  return crypto.open(sealed, crypto.sign(sealed));
}

Result<std::string> open_text(std::string_view encrypted) {
  const CallbackCrypto crypto = official_crypto();
  const SealedText sealed{kTime, kNonce, encrypted};
  return crypto.open(sealed, crypto.sign(sealed));
}

TEST(CallbackCrypto, OpensTheOfficialVectors) {
  const CallbackCrypto crypto = official_crypto();

  for (const test::OfficialVector& vector : {kOfficialEcho, kOfficialXml, kOfficialJson}) {
    EXPECT_EQ(crypto.sign(vector.sealed()), vector.signature);
    const Result<std::string> message = crypto.open(vector.sealed(), vector.signature);
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ(*message, vector.message);
  }
}

TEST(CallbackCrypto, RefusesTheOfficialForgeryThatDecrypts) {
  const CallbackCrypto crypto = official_crypto();

  const Result<std::string> message =
      crypto.open(kOfficialForgery.sealed(), kOfficialForgery.signature);

  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, Error::Code::Forbidden);
  EXPECT_EQ(crypto.sign(kOfficialForgery.sealed()), "cf98808c142bc21a6a5c6baae8dbebfa813394c9");
  EXPECT_TRUE(crypto.open(kOfficialForgery.sealed(), crypto.sign(kOfficialForgery.sealed())));
}

TEST(CallbackCrypto, SealsTheOfficialEchoWithItsSalt) {
  CallbackCrypto::Salt salt{};
  constexpr std::string_view bytes = "c41b64491c2468d0";
  std::copy(bytes.begin(), bytes.end(), salt.begin());

  EXPECT_EQ(official_crypto().seal(kOfficialEcho.message, salt), kOfficialEcho.encrypted);
}

TEST(CallbackCrypto, SealsTheSameMessageDifferentlyEachTime) {
  const CallbackCrypto crypto = official_crypto();

  EXPECT_NE(crypto.seal("hello"), crypto.seal("hello"));
}

TEST(CallbackCrypto, OpensWhatItSealsAtEveryLengthAroundAPad) {
  const CallbackCrypto crypto = official_crypto();

  for (std::size_t size = 0; size <= 130; ++size) {
    const std::string message(size, 'x');
    const Result<std::string> opened = open_text(crypto.seal(message));
    ASSERT_TRUE(opened) << size;
    EXPECT_EQ(*opened, message);
  }
}

TEST(CallbackCrypto, AcceptsAKeyWhoseSpareBitsAreSet) {
  const CallbackCrypto crypto = official_crypto();
  CallbackKeys twin = kOfficialKeys;

  for (const char last : {'A', 'B', 'C', 'D'}) {  // the same four leading bits
    twin.encoding_aes_key.back() = last;
    const Result<CallbackCrypto> made = CallbackCrypto::create(twin);
    ASSERT_TRUE(made) << last;
    EXPECT_EQ(*made->open(kOfficialXml.sealed(), kOfficialXml.signature), kOfficialXml.message);
  }
}

TEST(CallbackCrypto, RefusesKeysThatAreNone) {
  const auto is_refused = [](std::string token, std::string key) {
    return !CallbackCrypto::create({std::move(token), std::move(key), "corp"});
  };

  EXPECT_TRUE(is_refused("", kOfficialKeys.encoding_aes_key));
  EXPECT_TRUE(is_refused("t", ""));
  EXPECT_TRUE(is_refused("t", kOfficialKeys.encoding_aes_key + "="));
  EXPECT_TRUE(is_refused("t", kOfficialKeys.encoding_aes_key.substr(1)));
  EXPECT_TRUE(is_refused("t", std::string(42, 'a') + "!"));
  EXPECT_TRUE(is_refused("t", std::string(42, 'a') + "="));
}

TEST(CallbackCrypto, RefusesASignatureThatIsNotTheOne) {
  const CallbackCrypto crypto = official_crypto();
  std::vector<std::string> wrong{"", "5c45", std::string(40, '0'), std::string(40, 'z')};
  for (std::size_t i = 0; i < kOfficialXml.signature.size(); ++i) {
    wrong.emplace_back(kOfficialXml.signature);
    wrong.back()[i] = wrong.back()[i] == '0' ? '1' : '0';
  }
  wrong.push_back(std::string{kOfficialXml.signature} + "0");
  wrong.push_back(" " + std::string{kOfficialXml.signature.substr(1)});

  for (const std::string& signature : wrong) {
    const Result<std::string> message = crypto.open(kOfficialXml.sealed(), signature);
    ASSERT_FALSE(message) << signature;
    EXPECT_EQ(message.error().code, Error::Code::Forbidden);
    EXPECT_EQ(message.error().message, "wrong signature");
  }
}

TEST(CallbackCrypto, TakesAnUpperCaseSignature) {
  EXPECT_TRUE(
      official_crypto().open(kOfficialXml.sealed(), "477715D11CDB4164915DEBCBA66CB864D751F3E6"));
}

TEST(CallbackCrypto, OpensOneByOneWhatIsSealedWithDifferentKeys) {
  CallbackKeys other_keys = kOfficialKeys;
  other_keys.encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  const CallbackCrypto first = official_crypto();
  const CallbackCrypto second = *CallbackCrypto::create(other_keys);

  for (const CallbackCrypto* crypto : {&first, &second, &first, &second, &second, &first}) {
    const std::string encrypted = crypto->seal("hello");
    const SealedText sealed{kTime, kNonce, encrypted};
    const CallbackCrypto& stranger = crypto == &first ? second : first;
    EXPECT_EQ(*crypto->open(sealed, crypto->sign(sealed)), "hello");
    EXPECT_FALSE(stranger.open(sealed, stranger.sign(sealed)));
  }
}

TEST(CallbackCrypto, TakesAnEmptyReceiveIdOnlyWhereConfigured) {
  CallbackKeys keys = kOfficialKeys;
  keys.receive_id.clear();
  const CallbackCrypto crypto = *CallbackCrypto::create(keys);
  const std::string own = crypto.seal("hello");
  const std::string foreign = official_crypto().seal("hello");

  EXPECT_EQ(*crypto.open({kTime, kNonce, own}, crypto.sign({kTime, kNonce, own})), "hello");
  EXPECT_FALSE(crypto.open({kTime, kNonce, foreign}, crypto.sign({kTime, kNonce, foreign})));
  EXPECT_FALSE(open_text(own));
}

TEST(CallbackCrypto, TellsNothingOfWhatWasWrongInside) {
  const std::string& id = kOfficialKeys.receive_id;
  const std::string good = padded(packed("hello", 5, id));
  ASSERT_TRUE(open_raw(good));
  std::string zero_pad = good;
  zero_pad.back() = '\0';
  std::string huge_pad = good;
  huge_pad.back() = 33;
  std::string mixed_pad = good;
  mixed_pad[mixed_pad.size() - 2] ^= 1;
  const std::string long_pad = padded(packed("hello", 5, id).append(32, '\x15'));

  const std::vector<std::string> bad{
      zero_pad,
      huge_pad,
      mixed_pad,
      long_pad,
      padded(packed("hello", 5, "wx5823bf96d3bd56c8")),
      padded(packed("hello", 5, "")),
      padded(packed("hello", 5, id + "x")),
      padded(packed("hello", 0, id)),
      padded(packed("hello", 4, id)),
      padded(packed("hello", 6, id)),
      padded(packed("hello", 0xFFFF'FFFF, id)),
      padded(packed("hello", 0x8000'0005, id)),
      padded(""),
      padded("0123456789abcdef"),
      std::string(32, '\x20'),
      std::string(16, '\x10'),
  };

  for (std::size_t i = 0; i < bad.size(); ++i) {
    const Result<std::string> message = open_raw(bad[i]);
    ASSERT_FALSE(message) << i;
    EXPECT_EQ(message.error().code, Error::Code::Invalid) << i;
    EXPECT_EQ(message.error().message, "not an acceptable callback") << i;
  }
}

TEST(CallbackCrypto, RefusesWhatIsNoCiphertext) {
  const std::string good = official_crypto().seal("hello");
  ASSERT_TRUE(open_text(good));

  for (const std::string& text :
       {std::string{}, std::string{"===="}, good + "\n", good.substr(4), good.substr(0, 20),
        " " + good.substr(1), good.substr(0, good.size() - 1), "!" + good.substr(1),
        good.substr(0, 8) + "====" + good.substr(12), "-_" + good.substr(2)}) {
    const Result<std::string> message = open_text(text);
    ASSERT_FALSE(message) << text;
    EXPECT_EQ(message.error().code, Error::Code::Invalid);
  }
}

TEST(Base64, ReadsBackWhatItWrites) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(decode_base64(encode_base64(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
}

TEST(Base64, WritesThePaddingOfTheStandard) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(encode_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encode_base64("\xfb\xff\xfe"), "+//+");
}

}  // namespace
}  // namespace qunguan::wecom

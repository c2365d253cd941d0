#include <algorithm>
#include <array>

#include "wecom/api_answer.hpp"

namespace qunguan::wecom {
namespace {

using Kind = Outcome::Kind;
using std::chrono::seconds;

struct Meaning {
  int errcode;
  Kind kind;
  seconds wait, spread;
  std::string_view hint;
  int retries = 0;
};

constexpr seconds kNone{0};
constexpr seconds kShort{5};
constexpr seconds kMinute{60};
constexpr int kBusyRetries = 3;
constexpr int kBlocked = 45009;

constexpr Meaning refused(int errcode, std::string_view hint) {
  return {errcode, Kind::Refused, kNone, kNone, hint};
}

constexpr Meaning gone(int errcode, std::string_view hint) {
  return {errcode, Kind::TargetGone, kNone, kNone, hint};
}

constexpr Meaning retry(int errcode, seconds wait, seconds spread, std::string_view hint) {
  return {errcode, Kind::Retry, wait, spread, hint};
}

constexpr std::string_view kBadMember = "a member is unknown or outside the app's visible range";
constexpr std::string_view kOurMistake = "the platform calls the request malformed; report it";
constexpr std::string_view kSecret = "check corp id and secret: they must be of the same app";

constexpr Meaning kMeanings[]{
    {-1, Kind::Retry, kShort, kShort, "the platform is busy", kBusyRetries},
    retry(6000, kShort, kShort, "somebody else changed it at the same time"),
    retry(kBlocked, kMinute, kShort, "too many calls: the platform blocks for a minute or more"),
    retry(45033, seconds{1}, kShort, "too many calls at the same time"),
    retry(40014, kMinute, kShort, "the platform refuses the access token it has just given"),
    retry(42001, kMinute, kShort, "the platform calls the access token expired that it just gave"),
    retry(40001, kMinute, kShort, kSecret),
    retry(40013, kMinute, kShort, kSecret),
    retry(40091, kMinute, kShort, kSecret),
    gone(49008, "the group was dissolved"),
    gone(40050, "the group does not exist"),
    gone(86001, "that is not a group's id"),
    gone(86003, "the group does not exist"),
    gone(93000, "the robot was removed from its group, or its address is wrong"),
    gone(93004, "the robot was disabled"),
    gone(93008, "the robot is not in the group"),
    refused(40003, kBadMember),
    refused(40031, kBadMember),
    refused(46004, kBadMember),
    refused(60021, kBadMember),
    refused(60111, kBadMember),
    refused(81013,
            "no recipient can be reached: all are unknown or outside the app's visible "
            "range"),
    refused(40008, kOurMistake),
    refused(40033, kOurMistake),
    refused(40035, kOurMistake),
    refused(40058, kOurMistake),
    refused(40063, kOurMistake),
    refused(41001, kOurMistake),
    refused(44004, "the text is empty"),
    refused(45002, "the text is too long"),
    refused(48002,
            "the app may not call this API: check that the secret is this app's and its "
            "visible range the whole company"),
    refused(48006, "the app's right to this API was withdrawn"),
    refused(50003, "the app is disabled"),
    refused(60011,
            "the app has no right over these members: make its visible range the whole "
            "company"),
    refused(60020,
            "add this server's address to the app's trusted addresses (企业可信IP); it "
            "counts a minute later"),
    refused(86004, "the platform does not take this group name"),
    refused(86005, "the platform does not take this owner"),
    refused(86006, "too few or too many members"),
    refused(86007, "the platform does not take one of these members"),
    refused(86008, "this group was not created by this app: it needs another channel"),
    refused(86101, "only the group's owner may do this"),
    refused(86216, "the platform does not take one of these members"),
    refused(86217, "the sender is not in the group"),
    refused(86220, kOurMistake),
    refused(301002, "the agent id is not that of the secret's app"),
};

constexpr std::string_view kUnknown = "see the platform's list of error codes";

}  // namespace

Outcome outcome_of(int errcode) {
  Outcome outcome;
  outcome.kind = errcode == 0 ? Kind::Done : Kind::Refused;
  outcome.errcode = errcode;
  if (errcode == 0) return outcome;
  const auto* const known =
      std::find_if(std::begin(kMeanings), std::end(kMeanings),
                   [errcode](const Meaning& meaning) { return meaning.errcode == errcode; });
  // A code we do not know is still a no.
  outcome.hint = known == std::end(kMeanings) ? kUnknown : known->hint;
  if (known == std::end(kMeanings)) return outcome;
  outcome.kind = known->kind;
  outcome.wait = known->wait;
  outcome.spread = known->spread;
  outcome.retries = known->retries;
  return outcome;
}

bool is_token_refused(const Outcome& outcome) {
  return outcome.errcode == 40014 || outcome.errcode == 42001;
}

bool is_blocked(const Outcome& outcome) { return outcome.errcode == kBlocked; }

bool is_secret_refused(const Outcome& outcome) {
  return outcome.errcode == 40001 || outcome.errcode == 40013 || outcome.errcode == 40091;
}

}  // namespace qunguan::wecom

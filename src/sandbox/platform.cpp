#include "sandbox/platform.hpp"

namespace qunguan::sandbox {

Platform::Platform(const SimulatedWecom::Settings& settings)
    : tokens_(settings.corp_id, settings.secret),
      groups_(company_),
      messages_(company_, settings.agent_id) {
  handlers_ = {
      {"/cgi-bin/gettoken", [this](const ApiCall& call) { return tokens_.issue(call); }},
      {"/cgi-bin/webhook/send",
       [this](const ApiCall& call) { return messages_.send_by_robot(call); }},
      {"/cgi-bin/message/send",
       with_token([this](const ApiCall& call) { return messages_.send(call); })},
      {"/cgi-bin/appchat/create",
       with_token([this](const ApiCall& call) { return groups_.create(call); })},
      {"/cgi-bin/appchat/update",
       with_token([this](const ApiCall& call) { return groups_.update(call); })},
      {"/cgi-bin/appchat/get",
       with_token([this](const ApiCall& call) { return groups_.get(call); })},
      {"/cgi-bin/appchat/send",
       with_token([this](const ApiCall& call) { return groups_.send(call); })},
  };
}

Platform::Handler Platform::with_token(Handler handler) {
  return [this, handler = std::move(handler)](const ApiCall& call) {
    const int wrong = tokens_.check(call.parameter("access_token"), call.at);
    return wrong == 0 ? handler(call) : ApiReply::no(wrong);
  };
}

std::optional<ApiReply> Platform::handle(const ApiCall& call) {
  const auto found = handlers_.find(call.path);
  if (found == handlers_.end()) return std::nullopt;
  return found->second(call);
}

}  // namespace qunguan::sandbox

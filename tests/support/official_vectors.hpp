#pragma once

#include <string>
#include <string_view>

#include "qunguan/wecom/callback_crypto.hpp"

namespace qunguan::test {

// What the platform publishes with its sample code; the same keys everywhere.

inline const wecom::CallbackKeys kOfficialKeys{
    .token = "QDG6eK",
    .encoding_aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    .receive_id = "wx5823bf96d3bd56c7"};

struct OfficialVector {
  std::string_view timestamp, nonce, signature, encrypted, message;

  wecom::SealedText sealed() const { return {timestamp, nonce, encrypted}; }
  std::string query() const;
  std::string body() const;
};

inline constexpr OfficialVector kOfficialEcho{
    .timestamp = "1409659589",
    .nonce = "263014780",
    .signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    .encrypted =
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    .message = "1616140317555161061"};

inline constexpr OfficialVector kOfficialXml{
    .timestamp = "1409659813",
    .nonce = "1372623149",
    .signature = "477715d11cdb4164915debcba66cb864d751f3e6",
    .encrypted =
        "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/"
        "0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/"
        "sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLx"
        "AUHzM6+kDZ+HMZfJYuR+"
        "LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+"
        "BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+"
        "rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/"
        "uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/"
        "T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
    .message =
        "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n"
        "<FromUserName><![CDATA[mycreate]]></FromUserName>\n"
        "<CreateTime>1409659813</CreateTime>\n"
        "<MsgType><![CDATA[text]]></MsgType>\n"
        "<Content><![CDATA[hello]]></Content>\n"
        "<MsgId>4561255354251345929</MsgId>\n"
        "<AgentID>218</AgentID>\n"
        "</xml>"};

// Its message lacks a quotation mark: it was never JSON.
inline constexpr OfficialVector kOfficialJson{
    .timestamp = "1409659813",
    .nonce = "1372623149",
    .signature = "1f3153b7abd0ba99b4ab2e57fac2376110d03a3c",
    .encrypted =
        "pvXgeha3nZ7UQ2DG3WD3IVsNJR38QVl1+h+wmLQHIAwEG3Jey2aTZtvAWzhEZ9JEKGwIUMBWX3JlUhfo7O7WbvI10"
        "vHIsdSNr1nr3LuOwAfnwLJAMQNDxi5tHUl08Op59jxOL73r8+g60KOxMTaFwXzlr9Yxgq5ey5nzNb/"
        "2vDjjvDZNXkJVmL/"
        "XWnv6PXrVbTpNxphqWRv2BpPYqvwRMkHgdFliatljMVlkkRHS40FOHmtBhj/"
        "4RXtIexfDx8opBXwi0L9RTlYNQzGx+FA+74xVHG7Le/pmNDwc2Ri5mbw=",
    .message =
        R"({ "ToUserName": "wx5823bf96d3bd56c7", "FromUserName": :mycreate", "CreateTime": 1409659813, "MsgType": "text", "Content": "hello", "MsgId": 4561255354251345929, "AgentID": 218})"};

// Published beside the one above with its signature, which is not this one's.
inline constexpr OfficialVector kOfficialForgery{
    .timestamp = "1409659813",
    .nonce = "1372623149",
    .signature = "1f3153b7abd0ba99b4ab2e57fac2376110d03a3c",
    .encrypted =
        "jYKl5gAKBiSvZ694aryRMNxKJhUJFtNCSDS9TgfV7rDtEe0x6FjiuCWenK3dCDOah+"
        "qOJ8yS6RERDoFhe4dYsHpyImaoZwiGjTp1RGXr7GEW5Tn21BdmYId4Pzvoi6ieOKWbrzag5v2TzcF9syQtry2Ujg5"
        "hLEgmMP1Y3GPKHLJ8Rg1kpASRriNKeoHWnokLHlpVt3Ai45y2Bfqn+GxT7qz+yODK3f9Ygxhkpkvp6EaIDIzvk77r"
        "26t6Q/sTGfzBYPsNYI8t811B9UFyr38gwslPQUHYuOUXalAUnqpiZW0=",
    .message = {}};

inline std::string OfficialVector::query() const {
  return "msg_signature=" + std::string{signature} + "&timestamp=" + std::string{timestamp} +
         "&nonce=" + std::string{nonce};
}

inline std::string OfficialVector::body() const {
  return "<xml><Encrypt><![CDATA[" + std::string{encrypted} + "]]></Encrypt></xml>";
}

inline wecom::CallbackCrypto official_crypto() {
  return *wecom::CallbackCrypto::create(kOfficialKeys);
}

}  // namespace qunguan::test

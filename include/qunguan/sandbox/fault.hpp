#pragma once

#include "qunguan/domain/time.hpp"

namespace qunguan::sandbox {

/// Something that goes wrong with a call to the simulated platform.
struct Fault {
  enum class Kind {
    Errcode,    // the platform says no
    Status,     // a server in between answers with an HTTP status and no JSON
    Delay,      // the right answer, late
    Reset,      // the connection is cut without an answer
    Html,       // HTTP 200 and a page
    Truncated,  // half of the right answer
  };

  Kind kind = Kind::Errcode;
  int code = 0;               // Errcode, Status
  Duration delay{};           // Delay
  bool takes_effect = false;  // the platform carries the call out all the same

  static Fault errcode(int code) { return {Kind::Errcode, code, {}, false}; }
  static Fault status(int code) { return {Kind::Status, code, {}, false}; }
  static Fault late(Duration delay) { return {Kind::Delay, 0, delay, true}; }
  static Fault reset_before() { return {Kind::Reset, 0, {}, false}; }
  static Fault reset_after() { return {Kind::Reset, 0, {}, true}; }
  static Fault html() { return {Kind::Html, 0, {}, false}; }
  static Fault truncated() { return {Kind::Truncated, 0, {}, true}; }
};

}  // namespace qunguan::sandbox

#include "support/tls_authority.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace qunguan::test {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

/// A test that cannot make its certificates has nothing to say.
void require(bool is_done) {
  if (!is_done) std::abort();
}

Key new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void add_extension(X509& certificate, int kind, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free};
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

Certificate new_certificate(EVP_PKEY& key, const std::string& name,
                            std::chrono::seconds valid_for) {
  static std::atomic<long> serial{1};
  const Certificate certificate{X509_new(), X509_free};
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  constexpr long kDay = 24L * 3600;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>(valid_for.count()));
  X509_set_pubkey(certificate.get(), &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

template <class Write>
std::string to_pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), BIO_free};
  require(write(out.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string to_pem(X509& certificate) {
  return to_pem([&](BIO* out) { return PEM_write_bio_X509(out, &certificate); });
}

std::string to_pem(EVP_PKEY& key) {
  return to_pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, &key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace

TlsAuthority::TlsAuthority()
    : key_(new_key()), certificate_(new_certificate(*key_, "test", std::chrono::hours{1})) {
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(*certificate_, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(*certificate_, NID_key_usage, "critical,keyCertSign");
  require(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) != 0);

  static std::atomic<int> number{0};
  file_ = testing::TempDir() + "authority-" + std::to_string(::getpid()) + "-" +
          std::to_string(number++) + ".pem";
  std::ofstream{file_} << to_pem(*certificate_);
}

TlsIdentity TlsAuthority::issue(const std::string& names, std::chrono::seconds valid_for) const {
  const Key key = new_key();
  const Certificate certificate = new_certificate(*key, "server", valid_for);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  add_extension(*certificate, NID_subject_alt_name, names);
  require(X509_sign(certificate.get(), key_.get(), EVP_sha256()) != 0);
  return {.certificate = to_pem(*certificate), .key = to_pem(*key)};
}

}  // namespace qunguan::test

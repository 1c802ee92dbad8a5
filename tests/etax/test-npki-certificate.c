/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading certificates: the fixture field by field, names in every dress, uses, expiry under a moved clock, owners. */

#include "config.h"

#include "jb-certificate.h"

#include <string.h>

#include <openssl/err.h>

#include "jb-certificate-private.h"
#include "test-npki-make.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static JbCertificate *
read_well (GBytes *der)
{
  g_autoptr(GError) error = NULL;
  JbCertificate *certificate = jb_certificate_new (der, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return certificate;
}

static JbCertificate *
sample (const char *name)
{
  g_autoptr(GBytes) der = test_npki_sample (name);

  return read_well (der);
}

static JbCertificate *
make (const TestCertificate *wanted)
{
  g_autoptr(GBytes) der = test_make_certificate (wanted);

  return read_well (der);
}

static gint64
utc_ms (const char *iso)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (iso, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * 1000;
}

static void
test_fixture (void)
{
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autofree char *fingerprint = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  JbCertificate *certificate = read_well (der);

  g_assert_cmpstr (jb_certificate_get_common_name (certificate), ==, "TEST가상공급상사()0018100017202601010001");
  g_assert_cmpstr (jb_certificate_get_owner (certificate), ==, "TEST가상공급상사");
  g_assert_cmpstr (jb_certificate_get_real_name (certificate), ==, "가상공급상사(시험용)");
  g_assert_cmpstr (jb_certificate_get_organisation (certificate), ==, "JangbuTestCA");
  g_assert_cmpstr (jb_certificate_get_issuer (certificate), ==, "JangbuTestCA");
  g_assert_cmpstr (jb_certificate_get_issuer_common_name (certificate), ==, "Jangbu Test CA Class 1");
  g_assert_cmpstr (jb_certificate_get_serial (certificate), ==, "7a11");
  g_assert_cmpstr (jb_certificate_get_fingerprint (certificate), ==, fingerprint);
  g_assert_true (g_bytes_equal (jb_certificate_get_der (certificate), der));
  g_assert_cmpint (jb_certificate_get_not_before (certificate), ==, utc_ms ("2026-01-01T00:00:00Z"));
  g_assert_cmpint (jb_certificate_get_not_after (certificate), ==, utc_ms ("2035-12-31T14:59:59Z"));
  g_assert_cmpuint (g_strv_length ((char **) jb_certificate_get_policies (certificate)), ==, 1);
  g_assert_cmpstr (jb_certificate_get_policies (certificate)[0], ==, "1.2.410.200005.1.1.6.8");
  g_assert_cmpint (jb_certificate_get_use (certificate), ==, JB_CERTIFICATE_USE_TAX_INVOICE);
  g_assert_cmpint (jb_certificate_get_key_usage (certificate), ==, JB_KEY_USAGE_SIGN | JB_KEY_USAGE_NON_REPUDIATION);
  g_assert_cmpuint (jb_certificate_get_rsa_bits (certificate), ==, 2048);
  g_assert_true (jb_certificate_has_vid (certificate));
  g_assert_finalize_object (certificate);
}

static void
test_authority (void)
{
  g_autoptr(JbCertificate) certificate = sample ("test-ca.der");

  g_assert_cmpstr (jb_certificate_get_owner (certificate), ==, "Jangbu Test CA Class 1");
  g_assert_null (jb_certificate_get_real_name (certificate));
  g_assert_false (jb_certificate_has_vid (certificate));
  g_assert_true (jb_certificate_get_key_usage (certificate) & JB_KEY_USAGE_ISSUE);
}

/* Bytes behind the certificate do not belong to it. */
static void
test_trailing (void)
{
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(GByteArray) longer = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbCertificate) certificate = NULL;

  g_byte_array_append (longer, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  g_byte_array_append (longer, (const guint8 *) "\r\n", 2);
  bytes = g_bytes_new (longer->data, longer->len);
  certificate = read_well (bytes);
  g_assert_true (g_bytes_equal (jb_certificate_get_der (certificate), der));
}

static void
test_people_names (void)
{
  static const struct
  {
    const char *common_name;
    const char *owner;
  } cases[] = {
    { "홍길동()0004046H100000010000",             "홍길동" },
    { "홍길동(Hong Gil Dong)0004046100000010000",  "홍길동" },
    { "(주)가람(KARAM)00001234567890",             "(주)가람" },
    { "(주)가람()0018100017202601010001",          "(주)가람" },
    { "가람 (유)",                                "가람 (유)" },
    { "가람(유)123",                              "가람(유)123" },
    { "()0018100017202601010001",                 "()0018100017202601010001" },
    { "가람)0018100017202601010001",               "가람)0018100017202601010001" },
    { "가람()0018100017 2026",                    "가람()0018100017 2026" },
    { "",                                         "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *owner = _jb_certificate_people_name (cases[i].common_name);

      g_assert_cmpstr (owner, ==, cases[i].owner);
    }
}

static void
test_strings (void)
{
  static const struct
  {
    const char *octets;
    int         type;
    const char *owner;
  } cases[] = {
    { "\xeb\x82\x98\xeb\x9e\x8c",             V_ASN1_T61STRING,       "나람" },
    { "\xb3\xaa\xb6\xf7\xbb\xf3\xbb\xe7",     V_ASN1_T61STRING,       "나람상사" },   /* EUC-KR */
    { "\xb3\xaa\xb6\xf7",                     V_ASN1_PRINTABLESTRING, "나람" },
    { "NARAM Co.",                            V_ASN1_PRINTABLESTRING, "NARAM Co." },
    { "나람\n상사\t\x01\x7f",                  0,                      "나람 상사" },
    { "나람\xe2\x80\xae" "txt.exe",            0,                      "나람txt.exe" },  /* an override of the writing direction */
    { "   ",                                  0,                      "Unnamed owner" },
    { NULL,                                   0,                      "Unnamed owner" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestCertificate wanted = { .common_name = cases[i].octets, .common_name_type = cases[i].type };
      g_autoptr(JbCertificate) certificate = make (&wanted);

      g_assert_cmpstr (jb_certificate_get_owner (certificate), ==, cases[i].owner);
      g_assert_true (g_utf8_validate (jb_certificate_get_common_name (certificate), -1, NULL));
    }
}

/* A certificate for NARAMNARAM with one octet of that changed. */
static GBytes *
change_name (guint  at,
             guint8 octet)
{
  TestCertificate wanted = { .common_name = "NARAMNARAM" };
  g_autoptr(GBytes) der = test_make_certificate (&wanted);
  gsize size;
  const guint8 *data = g_bytes_get_data (der, &size);
  guint8 *changed = g_memdup2 (data, size);
  guint8 *name = memmem (changed, size, "NARAMNARAM", 10);

  g_assert_nonnull (name);
  name[at] = octet;
  return g_bytes_new_take (changed, size);
}

/* A NUL does not hide what follows it; OpenSSL itself refuses a UTF8String that is none. */
static void
test_broken_text (void)
{
  g_autoptr(GBytes) with_nul = change_name (5, 0);
  g_autoptr(GBytes) not_utf8 = change_name (2, 0xff);
  g_autoptr(JbCertificate) certificate = read_well (with_nul);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (jb_certificate_get_owner (certificate), ==, "NARAM\xef\xbf\xbd" "ARAM");
  g_assert_null (jb_certificate_new (not_utf8, &error));
  g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_CERTIFICATE);
}

static void
test_issuers (void)
{
  static const struct
  {
    const char *organisation;
    const char *name;
  } cases[] = {
    { "yessign",   "yessign (KFTC)" },
    { "KICA",      "KICA signGATE" },
    { "SignKorea", "SignKorea (Koscom)" },
    { "CrossCert", "CrossCert (KECA)" },
    { "TradeSign", "TradeSign (KTNET)" },
    { "INIPASS",   "INIPASS (INITECH)" },
    { "NCASign",   "NCASign (closed)" },
    { "Elsewhere", "Elsewhere" },
    { NULL,        "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestCertificate wanted = { .common_name = "나람", .issuer = cases[i].organisation };
      g_autoptr(JbCertificate) certificate = make (&wanted);

      g_assert_cmpstr (jb_certificate_get_issuer (certificate), ==, cases[i].name);
    }
}

/* The table of etax-domain.md 6.5, typed in once more. */
static void
test_policies (void)
{
  static const struct
  {
    const char *prefix;
    const char *business;
    const char *person;
    const char *tax;
  } authorities[] = {
    { "1.2.410.200005.1.1.",   "5",   "1",   "6.8" },
    { "1.2.410.200004.5.2.1.", "1",   "2",   "6.257" },
    { "1.2.410.200004.5.1.1.", "7",   "5",   "12.902" },
    { "1.2.410.200004.5.4.",   "1.2", "1.1", "2.80" },
    { "1.2.410.200012.",       "1.1.3", "1.1.1", "5.19.1.1" },
    { "1.2.410.200004.5.5.1.", "2",   "1",   "4.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    {
      g_autofree char *business = g_strconcat (authorities[i].prefix, authorities[i].business, NULL);
      g_autofree char *person = g_strconcat (authorities[i].prefix, authorities[i].person, NULL);
      g_autofree char *tax = g_strconcat (authorities[i].prefix, authorities[i].tax, NULL);

      g_assert_cmpint (jb_certificate_use_of_policy (business), ==, JB_CERTIFICATE_USE_BUSINESS);
      g_assert_cmpint (jb_certificate_use_of_policy (person), ==, JB_CERTIFICATE_USE_PERSON);
      g_assert_cmpint (jb_certificate_use_of_policy (tax), ==, JB_CERTIFICATE_USE_TAX_INVOICE);
    }

  g_assert_cmpint (jb_certificate_use_of_policy ("1.2.410.200004.5.3.1.1"), ==, JB_CERTIFICATE_USE_BUSINESS);
  g_assert_cmpint (jb_certificate_use_of_policy ("1.2.410.200005.1.1.4"), ==, JB_CERTIFICATE_USE_BANKING);
  g_assert_cmpint (jb_certificate_use_of_policy ("1.2.410.200004.5.1.1.12.908"), ==, JB_CERTIFICATE_USE_SPECIAL);
  g_assert_cmpint (jb_certificate_use_of_policy ("1.2.410.200005.1.1.6"), ==, JB_CERTIFICATE_USE_UNKNOWN);
  g_assert_cmpint (jb_certificate_use_of_policy (""), ==, JB_CERTIFICATE_USE_UNKNOWN);
}

static void
test_uses (void)
{
  static const struct
  {
    const char *policy;
    const char *name;
    gboolean    can_issue;
  } cases[] = {
    { "1.2.410.200005.1.1.6.8", "Electronic tax invoices",    TRUE },
    { "1.2.410.200005.1.1.5",   "General purpose, business",  TRUE },
    { "1.2.410.200005.1.1.1",   "General purpose, personal",  FALSE },
    { "1.2.410.200005.1.1.2",   "Banking and insurance only", FALSE },
    { "1.2.3.4",                "Use not known",              TRUE },
    { NULL,                     "Use not known",              TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestCertificate wanted = { .common_name = "나람", .policy = cases[i].policy };
      g_autoptr(JbCertificate) certificate = make (&wanted);
      JbCertificateUse use = jb_certificate_get_use (certificate);

      g_assert_cmpstr (jb_certificate_use_get_name (use), ==, cases[i].name);
      g_assert_cmpint (jb_certificate_use_can_issue (use), ==, cases[i].can_issue);
    }
}

/* The fixture ends at the last second of 2035 in Korea. */
static void
test_expiry (void)
{
  static const struct
  {
    const char *now;
    int         days;
    JbExpiry    expiry;
    const char *sentence;
  } cases[] = {
    { "2025-12-31T23:59:59Z", 3651, JB_EXPIRY_NOT_YET, "Not valid before 2026-01-01. Check the date of this computer." },
    { "2026-01-01T00:00:00Z", 3651, JB_EXPIRY_FAR,     "Valid until 2035-12-31." },
    { "2035-11-30T14:59:59Z", 31,   JB_EXPIRY_FAR,     "Valid until 2035-12-31." },
    { "2035-11-30T15:00:00Z", 30,   JB_EXPIRY_MONTH,   "Ends in 30 days, on 2035-12-31. Renew it, then register it again." },
    { "2035-12-23T14:59:59Z", 8,    JB_EXPIRY_MONTH,   "Ends in 8 days, on 2035-12-31. Renew it, then register it again." },
    { "2035-12-23T15:00:00Z", 7,    JB_EXPIRY_WEEK,    "Ends in 7 days, on 2035-12-31. Renew it, then register it again." },
    { "2035-12-29T14:59:59Z", 2,    JB_EXPIRY_WEEK,    "Ends in 2 days, on 2035-12-31. Renew it, then register it again." },
    { "2035-12-29T15:00:00Z", 1,    JB_EXPIRY_DAY,     "Ends in 1 day, on 2035-12-31. Renew it, then register it again." },
    { "2035-12-31T14:59:59Z", 0,    JB_EXPIRY_DAY,     "Ends today, 2035-12-31. Renew it now, then register it again." },
    { "2035-12-31T15:00:00Z", -1,   JB_EXPIRY_EXPIRED, "Expired on 2035-12-31. Have a new certificate issued, then register it again." },
    { "2036-12-31T15:00:00Z", -367, JB_EXPIRY_EXPIRED, "Expired on 2035-12-31. Have a new certificate issued, then register it again." },
  };
  g_autoptr(JbCertificate) certificate = sample ("signCert.der");
  g_autoptr(JbClock) clock = jb_clock_new_manual (0, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sentence = NULL;

      g_test_message ("%s", cases[i].now);
      jb_clock_set (clock, utc_ms (cases[i].now));
      sentence = jb_certificate_describe_expiry (certificate, clock);
      g_assert_cmpint (jb_certificate_days_left (certificate, clock), ==, cases[i].days);
      g_assert_cmpint (jb_certificate_get_expiry (certificate, clock), ==, cases[i].expiry);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
}

/* Ends at noon: expired in the afternoon of that day, though no day is left over. */
static void
test_expiry_at_noon (void)
{
  TestCertificate wanted = { .common_name = "나람", .not_after = "20260915030000Z" };
  g_autoptr(JbCertificate) certificate = make (&wanted);
  g_autoptr(JbClock) clock = jb_clock_new_manual (utc_ms ("2026-09-15T03:00:01Z"), FALSE);

  g_assert_cmpint (jb_certificate_days_left (certificate, clock), ==, 0);
  g_assert_cmpint (jb_certificate_get_expiry (certificate, clock), ==, JB_EXPIRY_EXPIRED);
  jb_clock_set (clock, utc_ms ("2026-09-15T03:00:00Z") + 999);
  g_assert_cmpint (jb_certificate_get_expiry (certificate, clock), ==, JB_EXPIRY_DAY);
  jb_clock_set (clock, utc_ms ("2026-09-15T03:00:00Z") - 45 * DAY_MS);
  g_assert_cmpint (jb_certificate_get_expiry (certificate, clock), ==, JB_EXPIRY_FAR);
}

static void
assert_owner (JbCertificate *certificate,
              const char    *number,
              GBytes        *r,
              int            code)
{
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  const guint8 *data = r != NULL ? g_bytes_get_data (r, &length) : NULL;

  g_assert_cmpint (jb_certificate_check_owner (certificate, number, data, length, &error), ==, code < 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, JB_NPKI_ERROR, code);
}

static void
test_owner (void)
{
  g_autoptr(JbCertificate) certificate = sample ("signCert.der");
  g_autoptr(JbCertificate) authority = sample ("test-ca.der");
  g_autoptr(GBytes) r = test_read_hex (TEST_R);
  g_autoptr(GBytes) other_r = test_read_hex ("8da11f77293c32a52ee994ddcf950bb8be3239f3");

  assert_owner (certificate, TEST_IDN, r, -1);
  assert_owner (certificate, " 001-81-00017 ", r, -1);
  assert_owner (certificate, "0018100021", r, JB_NPKI_ERROR_NOT_OWNER);
  assert_owner (certificate, "0000000000000", r, JB_NPKI_ERROR_NOT_OWNER);
  assert_owner (certificate, TEST_IDN, other_r, JB_NPKI_ERROR_NOT_OWNER);
  assert_owner (certificate, TEST_IDN, NULL, JB_NPKI_ERROR_NO_R);
  assert_owner (authority, TEST_IDN, r, JB_NPKI_ERROR_NO_VID);
  assert_owner (certificate, "", r, JB_NPKI_ERROR_NUMBER);
  assert_owner (certificate, "001810001", r, JB_NPKI_ERROR_NUMBER);
  assert_owner (certificate, "001810001712", r, JB_NPKI_ERROR_NUMBER);
  assert_owner (certificate, "001810001O", r, JB_NPKI_ERROR_NUMBER);
}

/* Old certificates hash with SHA-1; some writers tag the value implicitly; R may end in a zero octet. */
static void
test_owner_variants (void)
{
  static const char * const randoms[] = { TEST_R, "8da11f77293c32a52ee994ddcf950bb8be323900", "0000000000000000000000000000000000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (randoms) * 4; i++)
    {
      g_autoptr(GBytes) r = test_read_hex (randoms[i / 4]);
      g_autoptr(GBytes) san = test_make_san (i & 1 ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256, "9001011000000", r, i & 2);
      TestCertificate wanted = { .common_name = "나람", .san = g_bytes_get_data (san, NULL), .san_length = g_bytes_get_size (san) };
      g_autoptr(JbCertificate) certificate = make (&wanted);

      g_assert_true (jb_certificate_has_vid (certificate));
      g_assert_cmpstr (jb_certificate_get_real_name (certificate), ==, "가나");
      assert_owner (certificate, "900101-1000000", r, -1);
      assert_owner (certificate, "900101-1000001", r, JB_NPKI_ERROR_NOT_OWNER);
    }
}

/* Each octet of the extension spoiled, and the extension cut: no VID, or one that fits nobody, and never a crash. */
static void
test_broken_san (void)
{
  g_autoptr(GBytes) r = test_read_hex (TEST_R);
  g_autoptr(GBytes) san = test_make_san (G_CHECKSUM_SHA256, TEST_IDN, r, TRUE);
  gsize size;
  const guint8 *data = g_bytes_get_data (san, &size);
  guint n_without = 0;

  for (gsize i = 0; i < 2 * size; i++)
    {
      g_autofree guint8 *changed = g_memdup2 (data, size);
      TestCertificate wanted = { .common_name = "나람", .san = changed, .san_length = i < size ? size : i - size };
      g_autoptr(JbCertificate) certificate = NULL;
      g_autoptr(GError) error = NULL;

      if (i < size)
        changed[i] ^= 0x41;
      if (wanted.san_length == 0)
        continue;
      certificate = make (&wanted);
      n_without += !jb_certificate_has_vid (certificate);
      if (jb_certificate_check_owner (certificate, TEST_IDN, g_bytes_get_data (r, NULL), g_bytes_get_size (r), &error))
        g_assert_cmpstr (jb_certificate_get_real_name (certificate), !=, "가나");   /* nothing but the name was touched */
      else
        g_assert_true (g_error_matches (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_VID) ||
                       g_error_matches (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER));
    }

  g_assert_cmpuint (n_without, >=, size);
}

static void
test_refused (void)
{
  g_autoptr(GBytes) key = test_npki_sample ("signPri-pbes2-aes128-sha1.key");
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) huge = g_bytes_new_take (g_malloc0 (JB_CERTIFICATE_MAX_BYTES + 1), JB_CERTIFICATE_MAX_BYTES + 1);
  GBytes *all[] = { key, empty, huge };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_certificate_new (all[i], &error));
      g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_CERTIFICATE);
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/npki-certificate/fixture", test_fixture);
  g_test_add_func ("/npki-certificate/authority", test_authority);
  g_test_add_func ("/npki-certificate/trailing", test_trailing);
  g_test_add_func ("/npki-certificate/people-names", test_people_names);
  g_test_add_func ("/npki-certificate/strings", test_strings);
  g_test_add_func ("/npki-certificate/broken-text", test_broken_text);
  g_test_add_func ("/npki-certificate/issuers", test_issuers);
  g_test_add_func ("/npki-certificate/policies", test_policies);
  g_test_add_func ("/npki-certificate/uses", test_uses);
  g_test_add_func ("/npki-certificate/expiry", test_expiry);
  g_test_add_func ("/npki-certificate/expiry-at-noon", test_expiry_at_noon);
  g_test_add_func ("/npki-certificate/owner", test_owner);
  g_test_add_func ("/npki-certificate/owner-variants", test_owner_variants);
  g_test_add_func ("/npki-certificate/broken-san", test_broken_san);
  g_test_add_func ("/npki-certificate/refused", test_refused);

  return g_test_run ();
}

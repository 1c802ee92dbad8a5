/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A joint certificate (공동인증서, NPKI; etax-domain.md 6): whose it is, who issued it, what for, until when.
 * Made from DER, never changed afterwards. Who signed it is not verified here.
 * Used by the scanner, the key file reader and the pages that show certificates. Any thread. */

#pragma once

#include "jb-certificate-uses.h"
#include "jb-clock.h"
#include "jb-npki-error.h"

G_BEGIN_DECLS

#define JB_CERTIFICATE_MAX_BYTES (64 * 1024)

#define JB_TYPE_CERTIFICATE (jb_certificate_get_type ())
G_DECLARE_FINAL_TYPE (JbCertificate, jb_certificate, JB, CERTIFICATE, GObject)

/* What the key may be used for, from the certificate; everything when it does not say. */
typedef enum
{
  JB_KEY_USAGE_SIGN            = 1 << 0,
  JB_KEY_USAGE_NON_REPUDIATION = 1 << 1,
  JB_KEY_USAGE_ENCRYPT         = 1 << 2,   /* of keys or of data */
  JB_KEY_USAGE_ISSUE           = 1 << 3,   /* of certificates and revocation lists */
} JbKeyUsage;

/* How urgently the owner must renew. */
typedef enum
{
  JB_EXPIRY_FAR,
  JB_EXPIRY_MONTH,          /* at most 30 days left */
  JB_EXPIRY_WEEK,           /* at most 7 */
  JB_EXPIRY_DAY,            /* at most 1 */
  JB_EXPIRY_EXPIRED,
  JB_EXPIRY_NOT_YET,        /* not valid yet */
} JbExpiry;

/* JB_NPKI_ERROR_NOT_CERTIFICATE. Bytes behind the certificate are ignored. */
JbCertificate      *jb_certificate_new              (GBytes         *der,
                                                     GError        **error);

/* All strings (transfer none), clean UTF-8 of one line.
 * The owner as people write it: the CN without the authority's number behind it; never NULL. */
const char         *jb_certificate_get_owner        (JbCertificate  *self);
const char         *jb_certificate_get_common_name  (JbCertificate  *self);   /* "" when there is none */
const char         *jb_certificate_get_organisation (JbCertificate  *self);   /* O of the owner's name, mostly the issuer's; or "" */
/* Who issued it: the authority's usual name, else what the certificate says. */
const char         *jb_certificate_get_issuer       (JbCertificate  *self);
const char         *jb_certificate_get_issuer_common_name (JbCertificate *self);
const char         *jb_certificate_get_serial       (JbCertificate  *self);   /* hexadecimal, lower case */
/* The name of the owner beside the VID, NULL when there is none. */
const char         *jb_certificate_get_real_name    (JbCertificate  *self);
/* SHA-256 of the certificate's DER, hexadecimal: its identity. */
const char         *jb_certificate_get_fingerprint  (JbCertificate  *self);
GBytes             *jb_certificate_get_der          (JbCertificate  *self);
/* UTC milliseconds; the certificate is valid from the first to the end of the last second. */
gint64              jb_certificate_get_not_before   (JbCertificate  *self);
gint64              jb_certificate_get_not_after    (JbCertificate  *self);
/* With dots, NULL-terminated, maybe empty. */
const char * const *jb_certificate_get_policies     (JbCertificate  *self);
/* By the first policy that is known. */
JbCertificateUse    jb_certificate_get_use          (JbCertificate  *self);
JbKeyUsage          jb_certificate_get_key_usage    (JbCertificate  *self);
/* Of an RSA key; 0 for every other kind. */
guint               jb_certificate_get_rsa_bits     (JbCertificate  *self);
gboolean            jb_certificate_has_vid          (JbCertificate  *self);

/* Calendar days in Korea from today to the last day: 0 = ends today, negative = has ended. */
int                 jb_certificate_days_left        (JbCertificate  *self,
                                                     JbClock        *clock);
JbExpiry            jb_certificate_get_expiry       (JbCertificate  *self,
                                                     JbClock        *clock);
/* One translated sentence, with the next step when there is one. (transfer full) */
char               *jb_certificate_describe_expiry  (JbCertificate  *self,
                                                     JbClock        *clock);

/* Whether the certificate belongs to a registration number (etax-domain.md 6.4).
 * @number: 10 digits of a business or 13 of a person, hyphens and blanks ignored; @r: the random number from the key file.
 * Errors: JB_NPKI_ERROR_NUMBER, _NO_R (@r_length is 0), _NO_VID, _NOT_OWNER. */
gboolean            jb_certificate_check_owner      (JbCertificate  *self,
                                                     const char     *number,
                                                     const guint8   *r,
                                                     gsize           r_length,
                                                     GError        **error);

G_END_DECLS

/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Between the files of JbCertificate and the key file reader. */

#pragma once

#include <openssl/x509.h>

#include "jb-certificate.h"

G_BEGIN_DECLS

/* OIDs of Korea's certificates that OpenSSL has no names for. */
#define JB_OID_VID         "1.2.410.200004.10.1.1"
#define JB_OID_VID_VALUE   "1.2.410.200004.10.1.1.1"
#define JB_OID_R           "1.2.410.200004.10.1.1.3"

/* VID of the subjectAltName: who owns the certificate, as a hash. */
typedef struct
{
  char         *real_name;   /* (nullable) */
  const EVP_MD *hash;        /* NULL: no VID, or by a hash that we do not know */
  guint8        value[EVP_MAX_MD_SIZE];
} JbVid;

gboolean    _jb_oid_equal                (const ASN1_OBJECT    *object,
                                          const char           *oid);
/* "1.2.3". (transfer full) */
char       *_jb_oid_to_text              (const ASN1_OBJECT    *object);

/* (transfer full): clean UTF-8 of one line, whatever the certificate holds. */
char       *_jb_certificate_text         (const ASN1_STRING    *string);
/* The last entry of that kind in the name, or "". (transfer full) */
char       *_jb_certificate_name_entry   (const X509_NAME      *name,
                                          int                   nid);
/* "홍길동()0018100017…" -> "홍길동". (transfer full) */
char       *_jb_certificate_people_name  (const char           *common_name);

/* Leaves @vid empty when there is none or it cannot be read. Clear it with _jb_vid_clear(). */
void        _jb_vid_read                 (const X509           *certificate,
                                          JbVid                *vid);
void        _jb_vid_clear                (JbVid                *vid);
/* @number: digits only. */
gboolean    _jb_vid_matches              (const JbVid          *vid,
                                          const char           *number,
                                          const guint8         *r,
                                          gsize                 r_length);

/* (transfer none) */
X509       *_jb_certificate_get_x509     (JbCertificate        *self);

G_END_DECLS

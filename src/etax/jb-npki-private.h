/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Between the files that open a key file, and for signing. */

#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "jb-npki-key.h"

G_BEGIN_DECLS

#define JB_NPKI_BLOCK 16   /* of every cipher here */

typedef enum
{
  JB_NPKI_DERIVE_PBKDF1_IV,      /* key and initial value from the password */
  JB_NPKI_DERIVE_PBKDF1,
  JB_NPKI_DERIVE_PBKDF2,
} JbNpkiDerivation;

/* How a key file is encrypted: what its AlgorithmIdentifier says. */
typedef struct
{
  JbNpkiDerivation  derivations[2];      /* to be tried in this order */
  guint             n_derivations;
  const EVP_MD     *prf;                 /* of PBKDF2 */
  EVP_CIPHER       *cipher;              /* (owned); NULL for our SEED */
  gsize             key_length;
  guint8            iv[JB_NPKI_BLOCK];
  GBytes           *salt;
  int               iterations;
} JbNpkiScheme;

/* Bytes that are wiped when freed. */
typedef struct
{
  guint8 *data;
  gsize   length;
} JbNpkiSecret;

JbNpkiSecret *_jb_npki_secret_new      (gsize                length);
void          _jb_npki_secret_free     (JbNpkiSecret        *secret);

/* JB_NPKI_ERROR_NOT_KEY, _UNSUPPORTED */
gboolean      _jb_npki_scheme_read     (const X509_ALGOR    *algorithm,
                                        JbNpkiScheme        *scheme,
                                        GError             **error);
void          _jb_npki_scheme_clear    (JbNpkiScheme        *scheme);
/* (transfer full): without its padding; NULL when the padding is wrong, which mostly means a wrong password. */
JbNpkiSecret *_jb_npki_scheme_decrypt  (const JbNpkiScheme  *scheme,
                                        JbNpkiDerivation     derivation,
                                        const JbNpkiSecret  *password,
                                        const guint8        *data,
                                        gsize                length);

/* PBKDF1 with SHA-1 (RFC 8018 5.1), all twenty bytes. */
gboolean      _jb_npki_pbkdf1          (const JbNpkiSecret  *password,
                                        GBytes              *salt,
                                        int                  iterations,
                                        guint8               derived[20]);
/* SHA1(derived[16..19])[0..15] (etax-domain.md 6.2). */
gboolean      _jb_npki_derive_iv       (const guint8         derived[20],
                                        guint8               iv[JB_NPKI_BLOCK]);

/* The RSA key in it; NULL for any other or a damaged one. */
EVP_PKEY     *_jb_npki_rsa_read        (const PKCS8_PRIV_KEY_INFO *info);

/* Sets "this is no key file". */
void          _jb_npki_set_not_key     (GError             **error);

/* (transfer none) */
EVP_PKEY     *_jb_npki_key_get_pkey    (JbNpkiKey           *self);

/* The bytes of a regular file of at most @max bytes, follows links, never waits on a pipe or a device.
 * Errors: G_FILE_ERROR, with G_FILE_ERROR_INVAL for a file that is too large or no regular one. (transfer full) */
GBytes       *_jb_npki_read_file       (const char          *path,
                                        gsize                max,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbNpkiSecret, _jb_npki_secret_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbNpkiScheme, _jb_npki_scheme_clear)

G_END_DECLS

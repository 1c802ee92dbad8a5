/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* VID (etax-domain.md 6.4): the certificate carries h(h(number, R)) and the key file R, so that only who can open the key
 * can show whose the certificate is, and nobody can guess the number from the certificate alone. */

#define G_LOG_DOMAIN "jb-certificate-vid"

#include "config.h"

#include "jb-certificate-private.h"

#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* SEQ { hashAlg, [0] OCTET STRING } */
typedef struct
{
  X509_ALGOR *hash;
  ASN1_TYPE  *value;
} VidValue;

ASN1_SEQUENCE (VidValue) = {
  ASN1_SIMPLE (VidValue, hash, X509_ALGOR),
  ASN1_SIMPLE (VidValue, value, ASN1_ANY),
} static_ASN1_SEQUENCE_END (VidValue)

/* SEQ { OID, value }: one of several things that are said about the owner */
typedef struct
{
  ASN1_OBJECT *type;
  ASN1_TYPE   *value;
} VidEntry;

ASN1_SEQUENCE (VidEntry) = {
  ASN1_SIMPLE (VidEntry, type, ASN1_OBJECT),
  ASN1_SIMPLE (VidEntry, value, ASN1_ANY),
} static_ASN1_SEQUENCE_END (VidEntry)

/* SEQ { UTF8String realName, SEQ OF VidEntry } */
typedef struct
{
  ASN1_UTF8STRING *name;
  OPENSSL_STACK   *entries;
} Identity;

ASN1_SEQUENCE (Identity) = {
  ASN1_SIMPLE (Identity, name, ASN1_UTF8STRING),
  ASN1_SEQUENCE_OF_OPT (Identity, entries, VidEntry),
} static_ASN1_SEQUENCE_END (Identity)

/* What is hashed. */
typedef struct
{
  ASN1_PRINTABLESTRING *number;
  ASN1_BIT_STRING      *r;
} HashContent;

ASN1_SEQUENCE (HashContent) = {
  ASN1_SIMPLE (HashContent, number, ASN1_PRINTABLESTRING),
  ASN1_SIMPLE (HashContent, r, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END (HashContent)

/* The octets inside [0], which holds an OCTET STRING or stands for one. NULL when it is neither. */
static const guint8 *
find_octets (const ASN1_TYPE *type,
             gsize           *length)
{
  const guint8 *at;
  long inner;
  int tag, class, flags;

  if (type->type != V_ASN1_OTHER)
    return NULL;

  at = type->value.asn1_string->data;
  flags = ASN1_get_object (&at, &inner, &tag, &class, type->value.asn1_string->length);
  if ((flags & ~V_ASN1_CONSTRUCTED) != 0 || tag != 0 || class != V_ASN1_CONTEXT_SPECIFIC)
    return NULL;

  if (flags == V_ASN1_CONSTRUCTED)
    {
      flags = ASN1_get_object (&at, &inner, &tag, &class, inner);
      if (flags != 0 || tag != V_ASN1_OCTET_STRING || class != V_ASN1_UNIVERSAL)
        return NULL;
    }

  *length = (gsize) inner;
  return at;
}

static void
read_value (const ASN1_TYPE *type,
            JbVid           *vid)
{
  VidValue *value = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (VidValue), type);
  const EVP_MD *hash;
  const guint8 *octets;
  gsize length = 0;

  if (value == NULL)
    return;

  hash = EVP_get_digestbyobj (value->hash->algorithm);
  octets = find_octets (value->value, &length);
  if (hash != NULL && octets != NULL && length == (gsize) EVP_MD_get_size (hash))
    {
      vid->hash = hash;
      memcpy (vid->value, octets, length);
    }

  ASN1_item_free ((ASN1_VALUE *) value, ASN1_ITEM_rptr (VidValue));
}

static void
read_identity (const ASN1_TYPE *type,
               JbVid           *vid)
{
  Identity *identity = type != NULL ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (Identity), type) : NULL;

  if (identity == NULL)
    return;

  vid->real_name = _jb_certificate_text (identity->name);
  for (int i = 0; i < OPENSSL_sk_num (identity->entries) && vid->hash == NULL; i++)
    {
      VidEntry *entry = OPENSSL_sk_value (identity->entries, i);

      if (_jb_oid_equal (entry->type, JB_OID_VID_VALUE))
        read_value (entry->value, vid);
    }

  ASN1_item_free ((ASN1_VALUE *) identity, ASN1_ITEM_rptr (Identity));
}

void
_jb_vid_read (const X509 *certificate,
              JbVid      *vid)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);

  memset (vid, 0, sizeof *vid);
  for (int i = 0; i < sk_GENERAL_NAME_num (names) && vid->real_name == NULL; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type == GEN_OTHERNAME && _jb_oid_equal (name->d.otherName->type_id, JB_OID_VID))
        read_identity (name->d.otherName->value, vid);
    }

  GENERAL_NAMES_free (names);
  ERR_clear_error ();
}

void
_jb_vid_clear (JbVid *vid)
{
  g_clear_pointer (&vid->real_name, g_free);
}

/* DER of the hash's input, as OpenSSL's memory: OPENSSL_clear_free() it. NULL only when memory ends. */
static guint8 *
encode_content (const char   *number,
                const guint8 *r,
                gsize         r_length,
                int          *length)
{
  HashContent content = { ASN1_PRINTABLESTRING_new (), ASN1_BIT_STRING_new () };
  guint8 *der = NULL;

  *length = -1;
  if (content.number != NULL && content.r != NULL && ASN1_STRING_set (content.number, number, -1) &&
      ASN1_STRING_set (content.r, r, (int) r_length))
    {
      /* All bits count. Without the flag OpenSSL drops zero octets at the end of R. */
      content.r->flags |= ASN1_STRING_FLAG_BITS_LEFT;
      *length = ASN1_item_i2d ((const ASN1_VALUE *) &content, &der, ASN1_ITEM_rptr (HashContent));
    }

  ASN1_STRING_clear_free (content.number);
  ASN1_STRING_clear_free (content.r);
  return *length > 0 ? der : NULL;
}

gboolean
_jb_vid_matches (const JbVid  *vid,
                 const char   *number,
                 const guint8 *r,
                 gsize         r_length)
{
  int length;
  guint8 *content = encode_content (number, r, r_length, &length);
  guint8 digest[EVP_MAX_MD_SIZE];
  guint size = 0;
  gboolean matches = content != NULL &&
                     EVP_Digest (content, (size_t) length, digest, &size, vid->hash, NULL) &&
                     EVP_Digest (digest, size, digest, &size, vid->hash, NULL) &&
                     CRYPTO_memcmp (digest, vid->value, size) == 0;

  if (content != NULL)
    OPENSSL_clear_free (content, (size_t) length);
  OPENSSL_cleanse (digest, sizeof digest);
  ERR_clear_error ();
  return matches;
}

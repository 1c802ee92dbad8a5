/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The signer writes its signature as text behind ExchangedDocument, so that every other byte of the document stays as it was.
 * SignedInfo is hashed with the namespaces around it: the document is read again with the signature in place, only its value missing. */

#define G_LOG_DOMAIN "jb-signer"

#include "config.h"

#include "jb-signer.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "jb-canonical.h"
#include "jb-document-private.h"
#include "jb-npki-private.h"

#define BASE64_LINE 64

struct _JbSigner
{
  EVP_PKEY *key;
  char     *certificate;   /* base64 in lines */
};

/* (transfer full): in lines, as the field writes it */
static char *
encode (const guchar *data,
        gsize         length)
{
  g_autofree char *text = g_base64_encode (data, length);
  GString *lines = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at += MIN (strlen (at), BASE64_LINE))
    {
      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      g_string_append_len (lines, at, MIN (strlen (at), BASE64_LINE));
    }

  return g_string_free (lines, FALSE);
}

/* Without it OpenSSL asks on the terminal. */
static int
no_password_cb (char *buffer,
                int   size,
                int   writing,
                void *user_data)
{
  return -1;
}

static EVP_PKEY *
read_key (GBytes *pem)
{
  BIO *memory = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int) g_bytes_get_size (pem));
  EVP_PKEY *key = memory != NULL ? PEM_read_bio_PrivateKey (memory, NULL, no_password_cb, NULL) : NULL;

  BIO_free (memory);
  ERR_clear_error ();
  return key;
}

/* Whether the certificate holds the other half of the key. */
static gboolean
belongs_to (GBytes   *certificate_der,
            EVP_PKEY *key)
{
  const guchar *at = g_bytes_get_data (certificate_der, NULL);
  X509 *certificate = d2i_X509 (NULL, &at, (long) g_bytes_get_size (certificate_der));
  gboolean belongs = certificate != NULL && X509_check_private_key (certificate, key) == 1;

  X509_free (certificate);
  ERR_clear_error ();
  return belongs;
}

JbSigner *
jb_signer_new (GBytes  *key_pem,
               GBytes  *certificate_der,
               GError **error)
{
  g_autoptr(JbSigner) self = NULL;

  g_return_val_if_fail (key_pem != NULL, NULL);
  g_return_val_if_fail (certificate_der != NULL, NULL);

  self = g_new0 (JbSigner, 1);
  self->key = read_key (key_pem);
  if (self->key == NULL || EVP_PKEY_get_base_id (self->key) != EVP_PKEY_RSA)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The signing key is not a readable RSA key."));
      return NULL;
    }

  if (!belongs_to (certificate_der, self->key))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The certificate cannot be read or does not belong to the signing key."));
      return NULL;
    }

  self->certificate = encode (g_bytes_get_data (certificate_der, NULL), g_bytes_get_size (certificate_der));
  return g_steal_pointer (&self);
}

JbSigner *
jb_signer_new_npki (JbNpkiKey     *key,
                    JbCertificate *certificate)
{
  JbSigner *self;
  GBytes *der;

  g_return_val_if_fail (JB_IS_NPKI_KEY (key), NULL);
  g_return_val_if_fail (JB_IS_CERTIFICATE (certificate), NULL);

  self = g_new0 (JbSigner, 1);
  self->key = _jb_npki_key_get_pkey (key);
  EVP_PKEY_up_ref (self->key);
  der = jb_certificate_get_der (certificate);
  self->certificate = encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return self;
}

void
jb_signer_free (JbSigner *self)
{
  if (self == NULL)
    return;

  EVP_PKEY_free (self->key);
  g_free (self->certificate);
  g_free (self);
}

/* (transfer full) */
static char *
digest_of (JbDocument *document)
{
  g_autoptr(GBytes) octets = _jb_canonical_kec (document->root);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_checksum_get_digest (checksum, digest, &length);
  return encode (digest, length);
}

/* The element as it stands in the field's documents. @value: "" while it is not known. (transfer full) */
static char *
write_signature (const char *digest,
                 const char *value,
                 const char *certificate)
{
  return g_strdup_printf (
    "<ds:Signature xmlns:ds=\"" JB_DSIG_NAMESPACE "\">\n"
    "<ds:SignedInfo>\n"
    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:CanonicalizationMethod>\n"
    "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>\n"
    "<ds:Reference URI=\"\">\n"
    "<ds:Transforms>\n"
    "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:Transform>\n"
    "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">\n"
    "<ds:XPath>not(self::*[name() = 'TaxInvoice'] | ancestor-or-self::*[name() = 'ExchangedDocument'] | "
    "ancestor-or-self::ds:Signature)</ds:XPath>\n"
    "</ds:Transform>\n"
    "</ds:Transforms>\n"
    "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\n"
    "<ds:DigestValue>%s</ds:DigestValue>\n"
    "</ds:Reference>\n"
    "</ds:SignedInfo>\n"
    "<ds:SignatureValue>%s</ds:SignatureValue>\n"
    "<ds:KeyInfo>\n"
    "<ds:X509Data>\n"
    "<ds:X509Certificate>%s</ds:X509Certificate>\n"
    "</ds:X509Data>\n"
    "</ds:KeyInfo>\n"
    "</ds:Signature>",
    digest, value, certificate);
}

/* (transfer full) */
static GBytes *
insert (GBytes     *xml,
        gsize       offset,
        const char *text)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (xml, &size);
  GByteArray *result = g_byte_array_sized_new ((guint) (size + strlen (text)));

  g_byte_array_append (result, data, (guint) offset);
  g_byte_array_append (result, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (result, data + offset, (guint) (size - offset));
  return g_byte_array_free_to_bytes (result);
}

/* RSA-SHA256 over SignedInfo of a document whose signature lacks its value. (transfer full) (nullable) */
static char *
sign_document (JbSigner   *self,
               JbDocument *document)
{
  guint n_signatures;
  xmlNode *signature = _jb_document_find_signature (document, &n_signatures);
  xmlNode *signed_info = signature != NULL ? xmlFirstElementChild (signature) : NULL;
  g_autoptr(GBytes) octets = NULL;
  g_autofree guchar *value = NULL;
  EVP_MD_CTX *context;
  gsize length = (gsize) EVP_PKEY_get_size (self->key);
  gboolean done;

  if (signed_info == NULL)
    return NULL;

  octets = _jb_canonical_subtree (signed_info, FALSE);
  value = g_malloc (length);
  context = EVP_MD_CTX_new ();
  done = context != NULL &&
         EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, self->key) == 1 &&
         EVP_DigestSign (context, value, &length, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets)) == 1;

  EVP_MD_CTX_free (context);
  ERR_clear_error ();
  return done ? encode (value, length) : NULL;
}

GBytes *
jb_signer_sign (JbSigner  *self,
                GBytes    *xml,
                GError   **error)
{
  g_autoptr(JbDocument) document = NULL;
  g_autoptr(JbDocument) prepared = NULL;
  g_autoptr(GBytes) draft = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *value = NULL;
  g_autofree char *without_value = NULL;
  g_autofree char *signature = NULL;
  guint n_signatures;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (xml != NULL, NULL);

  document = jb_document_parse (xml, error);
  if (document == NULL)
    return NULL;

  _jb_document_find_signature (document, &n_signatures);
  if (n_signatures > 0)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, _("The document is signed already."));
      return NULL;
    }

  if (document->signature_offset == 0)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                           _("The document has no part for its transport, so there is no place for a signature."));
      return NULL;
    }

  digest = digest_of (document);
  without_value = write_signature (digest, "", self->certificate);
  draft = insert (xml, document->signature_offset, without_value);
  prepared = jb_document_parse (draft, error);
  if (prepared == NULL)
    return NULL;

  value = sign_document (self, prepared);
  if (value == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The document could not be signed with this key."));
      return NULL;
    }

  signature = write_signature (digest, value, self->certificate);
  return insert (xml, document->signature_offset, signature);
}

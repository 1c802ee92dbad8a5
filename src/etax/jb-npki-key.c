/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening: the password is tried in the encodings and derivations that are in use until the plain text is a PKCS#8 key.
 * Wrong padding and wrong ASN.1 mean the same: a wrong password, since one in 256 wrong ones gives good padding by chance. */

#define G_LOG_DOMAIN "jb-npki-key"

#include "config.h"

#include "jb-npki-key.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "jb-certificate-private.h"
#include "jb-npki-private.h"

/* Windows' superset of EUC-KR, so that every Hangul syllable has a code. */
#define KOREAN_CHARSET "CP949"

struct _JbNpkiKey
{
  GObject       parent_instance;

  EVP_PKEY     *key;
  JbNpkiSecret *r;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbNpkiKey, jb_npki_key, G_TYPE_OBJECT)

static void
jb_npki_key_finalize (GObject *object)
{
  JbNpkiKey *self = JB_NPKI_KEY (object);

  /* OpenSSL wipes the numbers of a private key by itself. */
  EVP_PKEY_free (self->key);
  _jb_npki_secret_free (self->r);

  G_OBJECT_CLASS (jb_npki_key_parent_class)->finalize (object);
}

static void
jb_npki_key_class_init (JbNpkiKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_npki_key_finalize;
}

static void
jb_npki_key_init (JbNpkiKey *self)
{
}

/* (transfer full) */
static JbNpkiSecret *
copy_password (const char *password)
{
  JbNpkiSecret *secret = _jb_npki_secret_new (strlen (password));

  memcpy (secret->data, password, secret->length);
  return secret;
}

/* (transfer full): NULL when the password is plain ASCII or cannot be written in that charset.
 * Not g_convert(), which leaves copies behind. */
static JbNpkiSecret *
convert_password (const JbNpkiSecret *password)
{
  g_autoptr(JbNpkiSecret) converted = NULL;
  GIConv converter;
  char *in = (char *) password->data;
  char *out;
  gsize in_left = password->length;
  gsize out_left = password->length;
  gsize result;

  if (g_str_is_ascii (in))
    return NULL;

  converter = g_iconv_open (KOREAN_CHARSET, "UTF-8");
  if (converter == (GIConv) -1)
    {
      g_warning ("No conversion to %s", KOREAN_CHARSET);
      return NULL;
    }

  /* No character takes more octets there than in UTF-8. */
  converted = _jb_npki_secret_new (password->length);
  out = (char *) converted->data;
  result = g_iconv (converter, &in, &in_left, &out, &out_left);
  g_iconv_close (converter);
  if (result != 0 || in_left != 0)
    return NULL;

  converted->length -= out_left;
  return g_steal_pointer (&converted);
}

/* The bit string of R in the key's attributes, NULL without one. */
static const ASN1_BIT_STRING *
find_r (const PKCS8_PRIV_KEY_INFO *info)
{
  const STACK_OF (X509_ATTRIBUTE) *attributes = PKCS8_pkey_get0_attrs (info);

  for (int i = 0; i < X509at_get_attr_count (attributes); i++)
    {
      X509_ATTRIBUTE *attribute = X509at_get_attr (attributes, i);
      const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type (attribute, 0);

      if (_jb_oid_equal (X509_ATTRIBUTE_get0_object (attribute), JB_OID_R) &&
          value != NULL && value->type == V_ASN1_BIT_STRING && ASN1_STRING_length (value->value.bit_string) > 0)
        return value->value.bit_string;
    }

  return NULL;
}

/* The structure is about to be freed; OpenSSL wipes the key in it, but not the attributes. */
static void
wipe_r (const PKCS8_PRIV_KEY_INFO *info)
{
  const ASN1_BIT_STRING *r = find_r (info);

  if (r != NULL)
    OPENSSL_cleanse (r->data, (size_t) r->length);
}

/* (transfer full): NULL when that is no usable key */
static JbNpkiKey *
take_key (const PKCS8_PRIV_KEY_INFO *info)
{
  g_autoptr(JbNpkiKey) self = g_object_new (JB_TYPE_NPKI_KEY, NULL);
  const ASN1_BIT_STRING *r = find_r (info);

  self->key = _jb_npki_rsa_read (info);
  if (self->key == NULL)
    return NULL;

  if (r != NULL)
    {
      self->r = _jb_npki_secret_new ((gsize) r->length);
      memcpy (self->r->data, r->data, self->r->length);
    }

  return g_steal_pointer (&self);
}

static void
set_damaged (GError **error)
{
  g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_DAMAGED,
                       _("The password is right, but the key inside is damaged. "
                         "Copy the certificate again from where you use it, or have it issued again."));
}

/* TRUE when the plain text is a private key, whether it can be used (then *@key is set) or not. */
static gboolean
read_plain (const JbNpkiSecret  *plain,
            JbNpkiKey          **key,
            GError             **error)
{
  const guint8 *at = plain->data;
  PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) plain->length);

  ERR_clear_error ();
  if (info == NULL)
    return FALSE;

  *key = take_key (info);
  if (*key == NULL)
    set_damaged (error);

  wipe_r (info);
  PKCS8_PRIV_KEY_INFO_free (info);
  return TRUE;
}

/* Whether the search has ended. */
static gboolean
try_password (const JbNpkiScheme       *scheme,
              const ASN1_OCTET_STRING  *data,
              const JbNpkiSecret       *password,
              GCancellable             *cancellable,
              JbNpkiKey               **key,
              GError                  **error)
{
  for (guint i = 0; i < scheme->n_derivations; i++)
    {
      g_autoptr(JbNpkiSecret) plain = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return TRUE;

      plain = _jb_npki_scheme_decrypt (scheme, scheme->derivations[i], password,
                                       ASN1_STRING_get0_data (data), (gsize) ASN1_STRING_length (data));
      if (plain != NULL && read_plain (plain, key, error))
        return TRUE;
    }

  return FALSE;
}

static JbNpkiKey *
open_encrypted (const X509_SIG      *file,
                const JbNpkiSecret  *password,
                GCancellable        *cancellable,
                GError             **error)
{
  g_auto(JbNpkiScheme) scheme = { 0 };
  g_autoptr(JbNpkiSecret) converted = NULL;
  const X509_ALGOR *algorithm;
  const ASN1_OCTET_STRING *data;
  JbNpkiKey *key = NULL;

  X509_SIG_get0 (file, &algorithm, &data);
  if (ASN1_STRING_length (data) == 0 || ASN1_STRING_length (data) % JB_NPKI_BLOCK != 0)
    {
      _jb_npki_set_not_key (error);
      return NULL;
    }

  if (!_jb_npki_scheme_read (algorithm, &scheme, error) ||
      try_password (&scheme, data, password, cancellable, &key, error))
    return key;

  converted = convert_password (password);
  if (converted != NULL && try_password (&scheme, data, converted, cancellable, &key, error))
    return key;

  g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_WRONG_PASSWORD,
                       _("The password does not open this certificate. "
                         "Check capital letters and the Korean and English keyboard, then type it again."));
  return NULL;
}

static JbNpkiKey *
open_bytes (GBytes              *bytes,
            const JbNpkiSecret  *password,
            GCancellable        *cancellable,
            GError             **error)
{
  gsize size;
  const guint8 *at = g_bytes_get_data (bytes, &size);
  X509_SIG *file = size > 0 && size <= JB_NPKI_KEY_MAX_BYTES ? d2i_X509_SIG (NULL, &at, (long) size) : NULL;
  JbNpkiKey *key = NULL;

  if (file != NULL)
    key = open_encrypted (file, password, cancellable, error);
  else
    _jb_npki_set_not_key (error);

  X509_SIG_free (file);
  ERR_clear_error ();
  return key;
}

JbNpkiKey *
jb_npki_key_open (GBytes      *file,
                  const char  *password,
                  GError     **error)
{
  g_autoptr(JbNpkiSecret) secret = NULL;

  g_return_val_if_fail (file != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);

  secret = copy_password (password);
  return open_bytes (file, secret, NULL, error);
}

typedef struct
{
  GBytes       *bytes;      /* (nullable): read from @path then */
  char         *path;       /* (nullable) */
  JbNpkiSecret *password;
} OpenInput;

static void
open_input_free (OpenInput *input)
{
  g_clear_pointer (&input->bytes, g_bytes_unref);
  g_free (input->path);
  _jb_npki_secret_free (input->password);
  g_free (input);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  OpenInput *input = task_data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbNpkiKey) key = NULL;
  GError *error = NULL;

  if (input->bytes != NULL)
    bytes = g_bytes_ref (input->bytes);
  else
    bytes = _jb_npki_read_file (input->path, JB_NPKI_KEY_MAX_BYTES, &error);

  if (bytes != NULL)
    key = open_bytes (bytes, input->password, cancellable, &error);

  if (key != NULL)
    g_task_return_pointer (task, g_steal_pointer (&key), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
start_opening (OpenInput           *input,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, jb_npki_key_open_async);
  g_task_set_task_data (task, input, (GDestroyNotify) open_input_free);
  g_task_run_in_thread (task, open_thread);
}

void
jb_npki_key_open_async (GBytes              *file,
                        const char          *password,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  OpenInput *input;

  g_return_if_fail (file != NULL);
  g_return_if_fail (password != NULL);

  input = g_new0 (OpenInput, 1);
  input->bytes = g_bytes_ref (file);
  input->password = copy_password (password);
  start_opening (input, cancellable, callback, user_data);
}

void
jb_npki_key_open_path_async (const char          *path,
                             const char          *password,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  OpenInput *input;

  g_return_if_fail (path != NULL);
  g_return_if_fail (password != NULL);

  input = g_new0 (OpenInput, 1);
  input->path = g_strdup (path);
  input->password = copy_password (password);
  start_opening (input, cancellable, callback, user_data);
}

JbNpkiKey *
jb_npki_key_open_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_npki_key_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const guint8 *
jb_npki_key_get_r (JbNpkiKey *self,
                   gsize     *length)
{
  g_return_val_if_fail (JB_IS_NPKI_KEY (self), NULL);
  g_return_val_if_fail (length != NULL, NULL);

  *length = self->r != NULL ? self->r->length : 0;
  return self->r != NULL ? self->r->data : NULL;
}

gboolean
jb_npki_key_has_r (JbNpkiKey *self)
{
  g_return_val_if_fail (JB_IS_NPKI_KEY (self), FALSE);

  return self->r != NULL;
}

EVP_PKEY *
_jb_npki_key_get_pkey (JbNpkiKey *self)
{
  g_return_val_if_fail (JB_IS_NPKI_KEY (self), NULL);

  return self->key;
}

/* The public half may be right and the private numbers spoiled: only a signature tells. */
static gboolean
can_sign (EVP_PKEY *key,
          EVP_PKEY *public_key)
{
  static const guint8 text[] = "Do they belong together?";
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint8 signature[OPENSSL_RSA_MAX_MODULUS_BITS / 8];
  size_t length = sizeof signature;
  gboolean can = context != NULL &&
                 EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
                 EVP_DigestSign (context, signature, &length, text, sizeof text) == 1 &&
                 EVP_MD_CTX_reset (context) &&
                 EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, public_key) == 1 &&
                 EVP_DigestVerify (context, signature, length, text, sizeof text) == 1;

  EVP_MD_CTX_free (context);
  return can;
}

gboolean
jb_npki_key_check_pair (JbNpkiKey      *self,
                        JbCertificate  *certificate,
                        GError        **error)
{
  X509 *x509;
  gboolean belongs;
  gboolean sound;

  g_return_val_if_fail (JB_IS_NPKI_KEY (self), FALSE);
  g_return_val_if_fail (JB_IS_CERTIFICATE (certificate), FALSE);

  x509 = _jb_certificate_get_x509 (certificate);
  belongs = X509_check_private_key (x509, self->key) == 1;
  sound = belongs && can_sign (self->key, X509_get0_pubkey (x509));
  ERR_clear_error ();

  if (!belongs)
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_MISMATCH,
                         _("The certificate and the private key do not belong together. "
                           "Copy both files, signCert.der and signPri.key, again from the same folder."));
  else if (!sound)
    set_damaged (error);

  return sound;
}

gboolean
jb_npki_key_check_owner (JbNpkiKey      *self,
                         JbCertificate  *certificate,
                         const char     *number,
                         GError        **error)
{
  gsize length;
  const guint8 *r;

  g_return_val_if_fail (JB_IS_NPKI_KEY (self), FALSE);

  r = jb_npki_key_get_r (self, &length);
  return jb_npki_key_check_pair (self, certificate, error) &&
         jb_certificate_check_owner (certificate, number, r, length, error);
}

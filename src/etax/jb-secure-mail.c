/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A header of plain lines (each byte XORed) names the cipher, a proof of the key, and the input that holds the attachment:
 * base64 of the encrypted base64 of the XML. etax-domain.md 1.7. */

#define G_LOG_DOMAIN "jb-secure-mail"

#include "config.h"

#include "jb-secure-mail.h"

#include "jb-seed.h"

#include <glib/gi18n-lib.h>
#include <libxml/HTMLparser.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define HEADER_ID   "idCriHeader"
#define HEADER_MASK 0x6B
#define BLOCK       16
#define KEY         16
#define KEY_HEX     (2 * KEY)

G_DEFINE_QUARK (jb-secure-mail-error-quark, jb_secure_mail_error)

/* ContentEncryptionAlgorithm */
typedef enum
{
  CIPHER_AES  = 1,
  CIPHER_SEED = 2,
  CIPHER_ARIA = 3,
} Cipher;

typedef struct
{
  char   *attachment;   /* (owned): the input that holds it */
  char   *proof;        /* (owned): HashKey */
  Cipher  cipher;
} Header;

static void
header_clear (Header *header)
{
  g_free (header->attachment);
  g_free (header->proof);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, header_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER, EVP_CIPHER_free)

gboolean
jb_secure_mail_is_one (const char *data,
                       gsize       size)
{
  return g_strstr_len (data, (gssize) size, HEADER_ID) != NULL;
}

static gboolean
fail_form (GError **error)
{
  g_set_error_literal (error, JB_SECURE_MAIL_ERROR, JB_SECURE_MAIL_ERROR_FORM,
                       _("This looks like a secure mail of HomeTax, but it is not built the way Jangbu knows. Open it in a browser, "
                         "save the invoice as XML from HomeTax, and import that."));
  return FALSE;
}

/* -- the HTML ------------------------------------------------------------------------------------------------------- */

static gboolean
is_named (xmlNode    *node,
          const char *name)
{
  xmlChar *id = xmlGetProp (node, BAD_CAST "id");
  xmlChar *own_name = xmlGetProp (node, BAD_CAST "name");
  gboolean named = g_strcmp0 ((const char *) id, name) == 0 || g_strcmp0 ((const char *) own_name, name) == 0;

  xmlFree (id);
  xmlFree (own_name);
  return named;
}

/* The node after @node in the order of the document, without recursion: nesting comes from outside. */
static xmlNode *
next_node (xmlNode *node)
{
  if (node->children != NULL && node->type == XML_ELEMENT_NODE)
    return node->children;

  while (node != NULL && node->next == NULL)
    {
      node = node->parent;
      if (node == NULL || node->type != XML_ELEMENT_NODE)
        return NULL;
    }
  return node != NULL ? node->next : NULL;
}

/* The base64 in the input called @name. (transfer full) (nullable) */
static guchar *
read_input (xmlDoc     *document,
            const char *name,
            gsize      *size)
{
  for (xmlNode *node = xmlDocGetRootElement (document); node != NULL; node = next_node (node))
    {
      if (node->type == XML_ELEMENT_NODE && xmlStrcasecmp (node->name, BAD_CAST "input") == 0 && is_named (node, name))
        {
          xmlChar *value = xmlGetProp (node, BAD_CAST "value");
          guchar *decoded = value != NULL ? g_base64_decode ((const char *) value, size) : NULL;

          xmlFree (value);
          return decoded;
        }
    }

  return NULL;
}

/* -- the header ----------------------------------------------------------------------------------------------------- */

static void
take_line (Header *header,
           char   *line)
{
  char *colon = strchr (line, ':');
  char *value;

  if (colon == NULL)
    return;

  *colon = '\0';
  value = g_strstrip (colon + 1);
  g_strstrip (line);
  if (strcmp (line, "AttachFileTagID") == 0)
    {
      g_free (header->attachment);
      header->attachment = g_strdup (value);
    }
  else if (strcmp (line, "HashKey") == 0)
    {
      g_free (header->proof);
      header->proof = g_strdup (value);
    }
  else if (strcmp (line, "ContentEncryptionAlgorithm") == 0)
    {
      header->cipher = (Cipher) g_ascii_strtoull (value, NULL, 10);
    }
}

static gboolean
read_header (xmlDoc  *document,
             Header  *header,
             GError **error)
{
  gsize size = 0;
  g_autofree guchar *masked = read_input (document, HEADER_ID, &size);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (masked == NULL)
    return fail_form (error);

  for (gsize i = 0; i < size; i++)
    masked[i] ^= HEADER_MASK;
  text = g_strndup ((const char *) masked, size);
  lines = g_strsplit_set (text, "\r\n", -1);
  for (char **line = lines; *line != NULL; line++)
    take_line (header, *line);

  if (header->attachment == NULL || header->proof == NULL || header->cipher < CIPHER_AES || header->cipher > CIPHER_ARIA)
    return fail_form (error);
  return TRUE;
}

/* -- the cipher ----------------------------------------------------------------------------------------------------- */

static gboolean
decrypt_evp (const char   *name,
             const guint8 *key,
             const guint8 *in,
             int           size,
             guint8       *out)
{
  static const guint8 iv[BLOCK];
  g_autoptr(EVP_CIPHER) cipher = EVP_CIPHER_fetch (NULL, name, NULL);
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int written = 0, last = 0;

  return cipher != NULL && context != NULL &&
         EVP_DecryptInit_ex2 (context, cipher, key, iv, NULL) == 1 &&
         EVP_CIPHER_CTX_set_padding (context, 0) == 1 &&
         EVP_DecryptUpdate (context, out, &written, in, size) == 1 &&
         EVP_DecryptFinal_ex (context, out + written, &last) == 1;
}

static gboolean
decrypt_seed (const guint8 *key,
              const guint8 *in,
              gsize         size,
              guint8       *out)
{
  static const guint8 iv[BLOCK];
  JbSeed seed;

  jb_seed_init (&seed, key);
  jb_seed_cbc_decrypt (&seed, iv, in, size, out);
  jb_seed_clear (&seed);
  return TRUE;
}

/* CBC, IV zero, PKCS#7. (transfer full) (nullable): NULL when the key does not fit */
static GBytes *
decrypt (Cipher        cipher,
         const guint8 *key,
         const guint8 *in,
         gsize         size)
{
  g_autofree guint8 *out = NULL;
  gboolean ok;
  guint8 pad;

  if (size == 0 || size % BLOCK != 0 || size > G_MAXINT)
    return NULL;

  out = g_malloc (size);
  if (cipher == CIPHER_SEED)
    ok = decrypt_seed (key, in, size, out);
  else
    ok = decrypt_evp (cipher == CIPHER_AES ? "AES-128-CBC" : "ARIA-128-CBC", key, in, (int) size, out);

  if (!ok)
    return NULL;

  pad = out[size - 1];
  if (pad == 0 || pad > BLOCK)
    return NULL;
  for (gsize i = size - pad; i < size; i++)
    {
      if (out[i] != pad)
        return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&out), size - pad);
}

static void
derive_key (const char *number,
            guint8      key[KEY],
            char        hex[KEY_HEX + 1])
{
  g_autoptr(GChecksum) md5 = g_checksum_new (G_CHECKSUM_MD5);   /* their choice, not ours */
  gsize length = KEY;

  g_checksum_update (md5, (const guchar *) number, (gssize) strlen (number));
  g_strlcpy (hex, g_checksum_get_string (md5), KEY_HEX + 1);
  g_checksum_get_digest (md5, key, &length);
}

/* Decrypting the proof gives the key itself, in hexadecimal. */
static gboolean
find_key (const Header        *header,
          const char * const  *numbers,
          guint8               key[KEY],
          GError             **error)
{
  gsize size = 0;
  g_autofree guchar *proof = g_base64_decode (header->proof, &size);

  for (; numbers != NULL && *numbers != NULL; numbers++)
    {
      g_autoptr(GBytes) clear = NULL;
      char hex[KEY_HEX + 1];

      derive_key (*numbers, key, hex);
      clear = decrypt (header->cipher, key, proof, size);
      if (clear != NULL && g_bytes_get_size (clear) == KEY_HEX && memcmp (g_bytes_get_data (clear, NULL), hex, KEY_HEX) == 0)
        return TRUE;
    }

  g_set_error_literal (error, JB_SECURE_MAIL_ERROR, JB_SECURE_MAIL_ERROR_NUMBER,
                       _("This secure mail opens with the buyer's business number, and that of no company here opens it. "
                         "Say whose files these are, and import it again."));
  return FALSE;
}

/* -- the attachment ------------------------------------------------------------------------------------------------- */

GBytes *
jb_secure_mail_open (GBytes              *html,
                     const char * const  *numbers,
                     GError             **error)
{
  gsize size, clear_size;
  const char *data = g_bytes_get_data (html, &size);
  g_autoptr(xmlDoc) document = NULL;
  g_auto(Header) header = { 0 };
  g_autofree guchar *sealed = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) clear = NULL;
  guint8 key[KEY];
  guchar *xml;

  document = size <= G_MAXINT ? htmlReadMemory (data, (int) size, NULL, "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                                HTML_PARSE_NOWARNING | HTML_PARSE_NONET) : NULL;
  if (document == NULL)
    {
      fail_form (error);
      return NULL;
    }

  if (!read_header (document, &header, error) || !find_key (&header, numbers, key, error))
    return NULL;

  sealed = read_input (document, header.attachment, &size);
  clear = sealed != NULL ? decrypt (header.cipher, key, sealed, size) : NULL;
  OPENSSL_cleanse (key, sizeof key);
  if (clear == NULL)
    {
      fail_form (error);
      return NULL;
    }

  text = g_strndup (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));
  xml = g_base64_decode (text, &clear_size);
  return g_bytes_new_take (xml, clear_size);
}

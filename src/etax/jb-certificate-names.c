/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Text of certificates: OpenSSL's string kinds, the old habit of writing EUC-KR where Latin-1 is declared, hostile characters. */

#define G_LOG_DOMAIN "jb-certificate-names"

#include "config.h"

#include "jb-certificate-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>

/* The number behind a name: of the authority's own counting, or the bank's; it is never shorter than this. */
#define MIN_NAME_NUMBER 8

/* OpenSSL's longest text of an OID that we compare with is far shorter. */
#define MAX_OID_TEXT 128

gboolean
_jb_oid_equal (const ASN1_OBJECT *object,
               const char        *oid)
{
  char text[MAX_OID_TEXT];

  return OBJ_obj2txt (text, sizeof text, object, 1) > 0 && g_str_equal (text, oid);
}

char *
_jb_oid_to_text (const ASN1_OBJECT *object)
{
  char text[MAX_OID_TEXT];

  return OBJ_obj2txt (text, sizeof text, object, 1) > 0 ? g_strdup (text) : g_strdup ("");
}

/* (transfer full) */
static char *
drop_controls (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isprint (character) && g_unichar_type (character) != G_UNICODE_FORMAT)
        g_string_append_unichar (clean, character);
      else if (g_unichar_isspace (character))
        g_string_append_c (clean, ' ');
    }

  return g_strstrip (g_string_free (clean, FALSE));
}

/* What old Korean programs put into T61String and even PrintableString: UTF-8 when it is that, else EUC-KR.
 * (transfer full) or NULL */
static char *
read_octets (const ASN1_STRING *string)
{
  const char *data = (const char *) ASN1_STRING_get0_data (string);
  int length = ASN1_STRING_length (string);

  if (g_utf8_validate (data, length, NULL))
    return g_strndup (data, (gsize) length);

  return g_convert (data, length, "UTF-8", "CP949", NULL, NULL, NULL);
}

char *
_jb_certificate_text (const ASN1_STRING *string)
{
  g_autofree char *text = NULL;

  if (string == NULL)
    return g_strdup ("");

  switch (ASN1_STRING_type (string))
    {
    case V_ASN1_T61STRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_IA5STRING:
      text = read_octets (string);
      break;

    default:
      break;
    }

  if (text == NULL)
    {
      unsigned char *utf8 = NULL;
      int length = ASN1_STRING_to_UTF8 (&utf8, string);

      if (length >= 0)
        text = g_utf8_make_valid ((const char *) utf8, length);
      else
        text = g_utf8_make_valid ((const char *) ASN1_STRING_get0_data (string), ASN1_STRING_length (string));
      OPENSSL_free (utf8);
      ERR_clear_error ();
    }

  return drop_controls (text);
}

char *
_jb_certificate_name_entry (const X509_NAME *name,
                            int              nid)
{
  int index = -1;
  int last = -1;

  while ((index = X509_NAME_get_index_by_NID (name, nid, index)) >= 0)
    last = index;

  if (last < 0)
    return g_strdup ("");
  return _jb_certificate_text (X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, last)));
}

/* "(…)" and a number of at least MIN_NAME_NUMBER letters and digits to the end, behind a name that is not empty. */
char *
_jb_certificate_people_name (const char *common_name)
{
  const char *close = strrchr (common_name, ')');
  const char *open = close;
  gsize length;

  if (close == NULL)
    return g_strdup (common_name);

  length = strlen (close + 1);
  if (length < MIN_NAME_NUMBER || strspn (close + 1, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") != length)
    return g_strdup (common_name);

  while (open > common_name && *open != '(')
    open--;
  if (open == common_name)
    return g_strdup (common_name);

  return g_strchomp (g_strndup (common_name, (gsize) (open - common_name)));
}

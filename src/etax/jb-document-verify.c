/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The signature, as etax-domain.md 1.5 says: what was signed must be the standard's form to the letter, then the signature
 * over SignedInfo and the digest over the content are checked. What the signer's certificate is worth: jb-document-signer.c. */

#define G_LOG_DOMAIN "jb-document-verify"

#include "config.h"

#include "jb-document.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "jb-canonical.h"
#include "jb-certificate-private.h"
#include "jb-document-private.h"
#include "jb-document-signer.h"

#define C14N               "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
/* URI="" leaves comments out before any transform sees them; only inside SignedInfo does this one differ. */
#define C14N_WITH_COMMENTS C14N "#WithComments"
#define XPATH              "http://www.w3.org/TR/1999/REC-xpath-19991116"
#define RSA_SHA256         "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
#define RSA_SHA1           "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
#define SHA256             "http://www.w3.org/2001/04/xmlenc#sha256"
#define SHA1               "http://www.w3.org/2000/09/xmldsig#sha1"

/* More certificates than this above the signer's own nobody has. */
#define MAX_OTHERS 4

/* Without its blanks. */
#define SIGNED_PART "not(self::*[name()='TaxInvoice']|ancestor-or-self::*[name()='ExchangedDocument']|ancestor-or-self::ds:Signature)"

/* What a signature of the standard's form says. */
typedef struct
{
  xmlNode      *signed_info;
  gboolean      with_comments;
  const EVP_MD *signature_hash;
  const EVP_MD *digest_hash;
  guchar       *digest;            /* (owned) */
  gsize         digest_length;
  guchar       *signature;         /* (owned) */
  gsize         signature_length;
  xmlChar      *certificate;       /* (owned) base64 */
  STACK_OF (X509) *others;         /* (nullable) (owned): certificates behind it */
} Form;

typedef enum
{
  CONTENT_DIFFERS,
  CONTENT_FIELD,                   /* the KEC octets */
  CONTENT_STRICT,                  /* the standards-exact octets */
} Content;

static void
form_clear (Form *form)
{
  g_clear_pointer (&form->digest, g_free);
  g_clear_pointer (&form->signature, g_free);
  if (form->certificate != NULL)
    xmlFree (form->certificate);
  sk_X509_pop_free (form->others, X509_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Form, form_clear)

/* An own reference to the hash, looked up once: looking it up costs as much as hashing an invoice. */
static const EVP_MD *
get_hash (gboolean sha256)
{
  static gsize once = 0;
  static EVP_MD *hashes[2];

  if (g_once_init_enter (&once))
    {
      hashes[0] = EVP_MD_fetch (NULL, "SHA1", NULL);
      hashes[1] = EVP_MD_fetch (NULL, "SHA256", NULL);
      g_once_init_leave (&once, 1);
    }

  return hashes[sha256 ? 1 : 0];
}

/* The only child of that name. */
static xmlNode *
only_child (xmlNode    *parent,
            const char *name)
{
  xmlNode *found = NULL;

  if (parent == NULL)
    return NULL;

  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      if (_jb_xml_is_dsig (node, name))
        {
          if (found != NULL)
            return NULL;
          found = node;
        }
    }

  return found;
}

static gboolean
has_value (xmlNode    *node,
           const char *attribute,
           const char *value)
{
  g_autofree char *copy = NULL;
  xmlChar *found;

  if (node == NULL)
    return FALSE;

  found = xmlGetNoNsProp (node, (const xmlChar *) attribute);
  if (found == NULL)
    return FALSE;

  copy = g_strdup ((const char *) found);
  xmlFree (found);
  return strcmp (copy, value) == 0;
}

static gboolean
has_algorithm (xmlNode    *node,
               const char *algorithm)
{
  return has_value (node, "Algorithm", algorithm);
}

/* (transfer full) (nullable) */
static guchar *
decode_text (xmlNode *node,
             gsize   *length)
{
  xmlChar *text = node != NULL ? xmlNodeGetContent (node) : NULL;
  guchar *bytes;

  if (text == NULL)
    return NULL;

  bytes = g_base64_decode ((const char *) text, length);
  xmlFree (text);
  return bytes;
}

static gboolean
is_known_xpath (xmlNode *transform)
{
  xmlNode *xpath = only_child (transform, "XPath");
  xmlChar *text = xpath != NULL ? xmlNodeGetContent (xpath) : NULL;
  gboolean known;
  char *to;

  if (text == NULL)
    return FALSE;

  to = (char *) text;
  for (const char *from = to; *from != '\0'; from++)
    {
      if (!g_ascii_isspace (*from))
        *to++ = *from;
    }
  *to = '\0';

  known = strcmp ((const char *) text, SIGNED_PART) == 0;
  xmlFree (text);
  return known;
}

/* Exactly two: canonicalize, then the known XPath. */
static gboolean
has_known_transforms (xmlNode *transforms)
{
  xmlNode *found[2] = { NULL, NULL };
  guint n = 0;

  if (transforms == NULL)
    return FALSE;

  for (xmlNode *node = transforms->children; node != NULL; node = node->next)
    {
      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (n == G_N_ELEMENTS (found) || !_jb_xml_is_dsig (node, "Transform"))
        return FALSE;
      found[n++] = node;
    }

  return n == G_N_ELEMENTS (found) &&
         (has_algorithm (found[0], C14N) || has_algorithm (found[0], C14N_WITH_COMMENTS)) &&
         has_algorithm (found[1], XPATH) && is_known_xpath (found[1]);
}

static gboolean
read_reference (Form    *form,
                xmlNode *reference)
{
  xmlNode *method = only_child (reference, "DigestMethod");

  if (!has_value (reference, "URI", "") || !has_known_transforms (only_child (reference, "Transforms")))
    return FALSE;

  if (has_algorithm (method, SHA256))
    form->digest_hash = get_hash (TRUE);
  else if (has_algorithm (method, SHA1))
    form->digest_hash = get_hash (FALSE);

  form->digest = decode_text (only_child (reference, "DigestValue"), &form->digest_length);
  return form->digest_hash != NULL && form->digest != NULL;
}

static gboolean
read_signed_info (Form    *form,
                  xmlNode *signed_info)
{
  xmlNode *canonicalization = only_child (signed_info, "CanonicalizationMethod");
  xmlNode *method = only_child (signed_info, "SignatureMethod");

  form->signed_info = signed_info;
  form->with_comments = has_algorithm (canonicalization, C14N_WITH_COMMENTS);
  if (!form->with_comments && !has_algorithm (canonicalization, C14N))
    return FALSE;

  if (has_algorithm (method, RSA_SHA256))
    form->signature_hash = get_hash (TRUE);
  else if (has_algorithm (method, RSA_SHA1))
    form->signature_hash = get_hash (FALSE);

  return form->signature_hash != NULL && read_reference (form, only_child (signed_info, "Reference"));
}

static xmlNode *
find_certificate (xmlNode *signature)
{
  xmlNode *data = only_child (only_child (signature, "KeyInfo"), "X509Data");

  if (data == NULL)
    return NULL;

  /* The signer's comes first where a chain is given. */
  for (xmlNode *node = data->children; node != NULL; node = node->next)
    {
      if (_jb_xml_is_dsig (node, "X509Certificate"))
        return node;
    }

  return NULL;
}

/* (transfer full) (nullable) */
static X509 *
decode_certificate (xmlNode *node)
{
  gsize length = 0;
  g_autofree guchar *der = decode_text (node, &length);
  const guchar *at = der;
  X509 *certificate = der != NULL ? d2i_X509 (NULL, &at, (long) length) : NULL;

  ERR_clear_error ();
  return certificate;
}

/* What stands behind the signer's certificate: a part of the chain above it. */
static void
read_others (Form    *form,
             xmlNode *first)
{
  guint n = 0;

  for (xmlNode *node = first->next; node != NULL && n < MAX_OTHERS; node = node->next)
    {
      X509 *certificate;

      if (!_jb_xml_is_dsig (node, "X509Certificate"))
        continue;

      n++;
      certificate = decode_certificate (node);
      if (certificate == NULL)
        continue;
      if (form->others == NULL)
        form->others = sk_X509_new_null ();
      if (form->others == NULL || !sk_X509_push (form->others, certificate))
        X509_free (certificate);
    }
}

static gboolean
read_form (Form    *form,
           xmlNode *signature)
{
  xmlNode *certificate = find_certificate (signature);

  form->signature = decode_text (only_child (signature, "SignatureValue"), &form->signature_length);
  if (certificate != NULL)
    {
      form->certificate = xmlNodeGetContent (certificate);
      read_others (form, certificate);
    }

  return read_signed_info (form, only_child (signature, "SignedInfo")) &&
         form->signature != NULL && form->certificate != NULL;
}

typedef enum
{
  SIGNATURE_RIGHT,
  SIGNATURE_OTHER_INFO,            /* made with this key, but over another SignedInfo */
  SIGNATURE_OTHER_KEY,
} SignatureState;

/* Whether the key of the certificate made this signature, over whatever. */
static gboolean
is_of_key (const Form *form,
           EVP_PKEY   *key)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (key, NULL);
  gsize length = 0;
  g_autofree guchar *signed_octets = NULL;
  gboolean is_of = FALSE;

  if (context != NULL && EVP_PKEY_verify_recover_init (context) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING) == 1 &&
      EVP_PKEY_verify_recover (context, NULL, &length, form->signature, form->signature_length) == 1)
    {
      signed_octets = g_malloc (MAX (length, 1));
      is_of = EVP_PKEY_verify_recover (context, signed_octets, &length, form->signature, form->signature_length) == 1;
    }

  EVP_PKEY_CTX_free (context);
  ERR_clear_error ();
  return is_of;
}

static SignatureState
check_signature (const Form *form,
                 EVP_PKEY   *key)
{
  g_autoptr(GBytes) octets = _jb_canonical_subtree (form->signed_info, form->with_comments);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean right;

  right = context != NULL &&
          EVP_DigestVerifyInit (context, NULL, form->signature_hash, NULL, key) == 1 &&
          EVP_DigestVerify (context, form->signature, form->signature_length,
                            g_bytes_get_data (octets, NULL), g_bytes_get_size (octets)) == 1;

  EVP_MD_CTX_free (context);
  ERR_clear_error ();
  if (right)
    return SIGNATURE_RIGHT;
  return is_of_key (form, key) ? SIGNATURE_OTHER_INFO : SIGNATURE_OTHER_KEY;
}

static gboolean
has_digest (const Form *form,
            GBytes     *octets)
{
  guchar digest[EVP_MAX_MD_SIZE];
  guint length = 0;

  return octets != NULL &&
         EVP_Digest (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), digest, &length, form->digest_hash, NULL) == 1 &&
         length == form->digest_length && memcmp (digest, form->digest, length) == 0;
}

static Content
compare_content (const Form *form,
                 xmlNode    *root)
{
  g_autoptr(GBytes) field = _jb_canonical_kec (root);
  g_autoptr(GBytes) strict = NULL;

  if (has_digest (form, field))
    return CONTENT_FIELD;

  strict = _jb_canonical_strict (root);
  return has_digest (form, strict) ? CONTENT_STRICT : CONTENT_DIFFERS;
}

/* A signature that stands somewhere else than the standard puts it. */
static gboolean
has_signature_below (const xmlNode *parent)
{
  for (const xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      if (node->type == XML_ELEMENT_NODE && (_jb_xml_is_dsig (node, "Signature") || has_signature_below (node)))
        return TRUE;
    }

  return FALSE;
}

xmlNode *
_jb_document_find_signature (JbDocument *self,
                             guint      *n_found)
{
  xmlNode *found = NULL;

  *n_found = 0;
  for (xmlNode *node = self->root->children; node != NULL; node = node->next)
    {
      if (_jb_xml_is_dsig (node, "Signature"))
        {
          found = node;
          (*n_found)++;
        }
    }

  return *n_found == 1 ? found : NULL;
}

/* Takes @says. */
static JbVerdict
answer (JbVerdict   verdict,
        char       *says,
        char      **detail)
{
  if (detail != NULL)
    *detail = g_steal_pointer (&says);

  g_free (says);
  return verdict;
}

/* What was altered, or NULL when nothing was. */
static const char *
find_alteration (SignatureState signature,
                 Content        content)
{
  if (signature == SIGNATURE_RIGHT)
    return content == CONTENT_DIFFERS ? _("The content was changed after it was signed.") : NULL;
  if (content == CONTENT_DIFFERS)
    return _("Neither the content nor the signature itself agrees with the signer's certificate.");
  if (signature == SIGNATURE_OTHER_INFO)
    return _("What the signature covers (SignedInfo) was changed after it was signed, so that nothing proves the content.");

  return _("The signature was not made with the key of the certificate in the document.");
}

static JbVerdict
judge (JbDocument        *self,
       const Form        *form,
       JbDocumentSigner  *signer,
       JbTrust           *trust,
       char             **detail)
{
  Content content = compare_content (form, self->root);
  const char *alteration = find_alteration (check_signature (form, signer->key), content);
  g_autoptr(GString) says = NULL;
  JbIssueTime time;
  JbVerdict verdict;

  if (alteration != NULL)
    return answer (JB_VERDICT_ALTERED, g_strdup (alteration), detail);

  says = g_string_new (_("The content is unchanged since it was signed."));
  if (content == CONTENT_STRICT)
    g_string_append_printf (says, " %s", _("The signature follows the XML standard to the letter instead of the way tax invoices "
                                           "are usually signed."));
  _jb_document_read_issue_time (self, &time.from, &time.until, &time.written);
  verdict = _jb_document_signer_judge (signer, trust, form->others, &time, says);
  return answer (verdict, g_strdup (says->str), detail);
}

JbVerdict
jb_document_verify_trusted (JbDocument  *self,
                            JbTrust     *trust,
                            char       **detail)
{
  g_auto(Form) form = { 0 };
  xmlNode *signature;
  guint n_signatures;
  JbDocumentSigner *signer;

  g_return_val_if_fail (self != NULL, JB_VERDICT_UNCHECKED);

  signature = _jb_document_find_signature (self, &n_signatures);
  if (n_signatures > 1)
    return answer (JB_VERDICT_UNKNOWN_FORM, g_strdup (_("The document has more than one signature.")), detail);
  if (signature == NULL && has_signature_below (self->root))
    return answer (JB_VERDICT_UNKNOWN_FORM, g_strdup (_("The signature is not where the standard puts it.")), detail);
  if (signature == NULL)
    return answer (JB_VERDICT_UNSIGNED, g_strdup (_("The document is not signed.")), detail);

  if (!read_form (&form, signature))
    return answer (JB_VERDICT_UNKNOWN_FORM,
                   g_strdup (_("The signature is not of the form that the standard for tax invoices prescribes.")), detail);

  signer = _jb_document_signer_find ((const char *) form.certificate);
  if (signer == NULL)
    return answer (JB_VERDICT_UNKNOWN_FORM, g_strdup (_("The certificate in the signature cannot be read or has no RSA key.")), detail);

  return judge (self, &form, signer, trust, detail);
}

JbVerdict
jb_document_verify (JbDocument  *self,
                    char       **detail)
{
  return jb_document_verify_trusted (self, NULL, detail);
}

/* -- the signer ------------------------------------------------------------------------------------------------------- */

JbCertificate *
jb_document_get_certificate (JbDocument *self)
{
  g_autofree guchar *octets = NULL;
  g_autoptr(GBytes) der = NULL;
  xmlNode *signature;
  guint n_signatures;
  gsize length = 0;

  g_return_val_if_fail (self != NULL, NULL);

  signature = _jb_document_find_signature (self, &n_signatures);
  octets = signature != NULL ? decode_text (find_certificate (signature), &length) : NULL;
  der = g_bytes_new (octets, length);
  return jb_certificate_new (der, NULL);
}

/* "CN=…,OU=…" in UTF-8. (transfer full) (nullable) */
static char *
describe_subject (X509 *certificate)
{
  BIO *memory = BIO_new (BIO_s_mem ());
  char *text = NULL;
  char *data;
  long length;

  if (memory != NULL &&
      X509_NAME_print_ex (memory, X509_get_subject_name (certificate), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
    {
      length = BIO_get_mem_data (memory, &data);
      text = g_utf8_make_valid (data, length);
    }

  BIO_free (memory);
  ERR_clear_error ();
  return text;
}

char *
jb_document_get_signer (JbDocument *self)
{
  g_autoptr(JbCertificate) certificate = jb_document_get_certificate (self);

  return certificate != NULL ? describe_subject (_jb_certificate_get_x509 (certificate)) : NULL;
}

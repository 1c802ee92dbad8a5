/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What etax-domain.md 1.5 lets one say about the signer. The time of issue stands outside of what is signed, so that dates are a
 * hint: they may keep a verdict from TRUSTED, but never make a document altered. */

#define G_LOG_DOMAIN "jb-document-signer"

#include "config.h"

#include "jb-document-signer.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>

#include "jb-certificate-private.h"
#include "jb-date.h"

/* So many are remembered, about 6 KB each, before the memory starts anew. */
#define REMEMBERED_MAX 256

/* -- the memory of a thread ----------------------------------------------------------------------------------------- */

typedef struct
{
  JbDocumentSigner *last;       /* (nullable) (transfer none) */
  GHashTable       *signers;    /* base64 -> JbDocumentSigner */
} Memory;

static void
signer_free (gpointer data)
{
  JbDocumentSigner *signer = data;

  g_free (signer->base64);
  g_object_unref (signer->certificate);
  g_clear_pointer (&signer->trust, jb_trust_unref);
  g_free (signer);
}

static void
memory_free (gpointer data)
{
  Memory *memory = data;

  g_hash_table_unref (memory->signers);
  g_free (memory);
}

static GPrivate memory_key = G_PRIVATE_INIT (memory_free);

static Memory *
get_memory (void)
{
  Memory *memory = g_private_get (&memory_key);

  if (memory != NULL)
    return memory;

  memory = g_new0 (Memory, 1);
  memory->signers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, signer_free);
  g_private_set (&memory_key, memory);
  return memory;
}

/* (transfer full) (nullable) */
static JbDocumentSigner *
make_signer (const char *base64)
{
  gsize length;
  guchar *octets = g_base64_decode (base64, &length);
  g_autoptr(GBytes) der = g_bytes_new_take (octets, length);
  g_autoptr(JbCertificate) certificate = jb_certificate_new (der, NULL);
  JbDocumentSigner *signer;

  if (certificate == NULL || jb_certificate_get_rsa_bits (certificate) == 0)
    return NULL;

  signer = g_new0 (JbDocumentSigner, 1);
  signer->base64 = g_strdup (base64);
  signer->key = X509_get0_pubkey (_jb_certificate_get_x509 (certificate));
  signer->certificate = g_steal_pointer (&certificate);
  return signer;
}

JbDocumentSigner *
_jb_document_signer_find (const char *base64)
{
  Memory *memory = get_memory ();
  JbDocumentSigner *signer;

  if (memory->last != NULL && strcmp (memory->last->base64, base64) == 0)
    return memory->last;

  signer = g_hash_table_lookup (memory->signers, base64);
  if (signer == NULL)
    signer = make_signer (base64);
  if (signer == NULL)
    return NULL;

  memory->last = signer;
  if (g_hash_table_contains (memory->signers, base64))
    return signer;

  if (g_hash_table_size (memory->signers) >= REMEMBERED_MAX)
    g_hash_table_remove_all (memory->signers);
  g_hash_table_insert (memory->signers, signer->base64, signer);
  return signer;
}

/* -- what it is worth ----------------------------------------------------------------------------------------------- */

static void
say (GString    *says,
     const char *sentence)
{
  if (says->len > 0)
    g_string_append_c (says, ' ');
  g_string_append (says, sentence);
}

static void G_GNUC_PRINTF (2, 3)
say_about (GString    *says,
           const char *format,
           ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  say (says, sentence);
}

/* Whether the certificate itself was in force. 작성일자 is signed, and nothing is issued before it. */
static gboolean
judge_dates (JbCertificate     *certificate,
             const JbIssueTime *time,
             GString           *says)
{
  gint64 not_before = jb_certificate_get_not_before (certificate);
  gint64 not_after = jb_certificate_get_not_after (certificate) + 999;   /* to the end of the last second */
  g_autofree char *from = jb_date_format (jb_instant_to_date (not_before));
  g_autofree char *until = jb_date_format (jb_instant_to_date (not_after));

  if (not_after < time->from || not_after < time->written)
    say_about (says, _("The signer's certificate had ended on %s, before the invoice was issued."), until);
  else if (not_before > time->until)
    say_about (says, _("The signer's certificate is valid only from %s, and the invoice was issued before."), from);
  else
    return TRUE;

  return FALSE;
}

/* A certificate that says nothing of its use may be used for everything: JbKeyUsage. */
static gboolean
judge_use (JbCertificate *certificate,
           GString       *says)
{
  JbCertificateUse use = jb_certificate_get_use (certificate);

  if ((jb_certificate_get_key_usage (certificate) & (JB_KEY_USAGE_SIGN | JB_KEY_USAGE_NON_REPUDIATION)) == 0)
    {
      say (says, _("The signer's certificate is not meant for signing."));
      return FALSE;
    }

  /* A hint only: the table of uses is not complete, and the authority decides. */
  if (!jb_certificate_use_can_issue (use))
    say_about (says, _("The signer's certificate is for another use than tax invoices: %s."), jb_certificate_use_get_name (use));
  return TRUE;
}

/* The chain for @trust: remembered, unless the document brings certificates of its own. */
static void
find_chain (JbDocumentSigner *self,
            JbTrust          *trust,
            STACK_OF (X509)  *others,
            JbChain          *chain)
{
  if (others == NULL && self->trust == trust)
    {
      *chain = self->chain;
      return;
    }

  _jb_trust_find_chain (trust, self->certificate, others, chain);
  if (others != NULL)
    return;

  jb_trust_ref (trust);
  g_clear_pointer (&self->trust, jb_trust_unref);
  self->trust = trust;
  self->chain = *chain;
}

/* @in_force: so far as the signer's own certificate goes */
static JbVerdict
judge_issuer (JbDocumentSigner  *self,
              JbTrust           *trust,
              STACK_OF (X509)   *others,
              const JbIssueTime *time,
              gboolean           in_force,
              GString           *says)
{
  const char *issuer = jb_certificate_get_issuer (self->certificate);
  JbChain chain;

  find_chain (self, trust, others, &chain);
  switch (chain.issuer)
    {
    case JB_ISSUER_FORGED:
      say_about (says, _("The certificate in the document was altered or forged: it names “%s”, which this book trusts, as its "
                         "issuer, but that authority did not sign it."), issuer);
      return JB_VERDICT_ALTERED;

    case JB_ISSUER_OTHER_KEY:
      say_about (says, _("This book trusts a “%s”, but with another key than the one that signed the signer's certificate."), issuer);
      return JB_VERDICT_VALID;

    case JB_ISSUER_UNFIT:
      say_about (says, _("“%s” signed the signer's certificate without being entitled to issue such certificates."), issuer);
      return JB_VERDICT_VALID;

    case JB_ISSUER_TRUSTED:
      if (in_force && !_jb_trust_was_in_force (trust, self->certificate, others, &chain, time->from))
        {
          say_about (says, _("The certificate of “%s”, which this book trusts, was not in force when the invoice was issued."), issuer);
          return JB_VERDICT_VALID;
        }
      say_about (says, _("The signer's certificate was issued by “%s”, which this book trusts."), issuer);
      return in_force ? JB_VERDICT_TRUSTED : JB_VERDICT_VALID;

    case JB_ISSUER_UNKNOWN:
    default:
      say_about (says, _("The signer's certificate was issued by “%s”, which is not among the authorities that this book trusts."), issuer);
      return JB_VERDICT_VALID;
    }
}

JbVerdict
_jb_document_signer_judge (JbDocumentSigner  *self,
                           JbTrust           *trust,
                           STACK_OF (X509)   *others,
                           const JbIssueTime *time,
                           GString           *says)
{
  gboolean in_force = judge_dates (self->certificate, time, says);
  gboolean usable = judge_use (self->certificate, says);

  if (trust == NULL)
    {
      say (says, _("Who issued the certificate was not checked."));
      return JB_VERDICT_VALID;
    }

  return judge_issuer (self, trust, others, time, in_force && usable, says);
}

/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A found certificate: three things that stay together. */

#define G_LOG_DOMAIN "jb-npki-entry"

#include "config.h"

#include "jb-npki-scan-private.h"

struct _JbNpkiEntry
{
  GObject        parent_instance;

  JbCertificate *certificate;
  char          *certificate_path;
  char          *key_path;
};

G_DEFINE_FINAL_TYPE (JbNpkiEntry, jb_npki_entry, G_TYPE_OBJECT)

static void
jb_npki_entry_finalize (GObject *object)
{
  JbNpkiEntry *self = JB_NPKI_ENTRY (object);

  g_clear_object (&self->certificate);
  g_free (self->certificate_path);
  g_free (self->key_path);

  G_OBJECT_CLASS (jb_npki_entry_parent_class)->finalize (object);
}

static void
jb_npki_entry_class_init (JbNpkiEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_npki_entry_finalize;
}

static void
jb_npki_entry_init (JbNpkiEntry *self)
{
}

JbNpkiEntry *
_jb_npki_entry_new (JbCertificate *certificate,
                    const char    *certificate_path,
                    const char    *key_path)
{
  JbNpkiEntry *self = g_object_new (JB_TYPE_NPKI_ENTRY, NULL);

  self->certificate = g_object_ref (certificate);
  self->certificate_path = g_strdup (certificate_path);
  self->key_path = g_strdup (key_path);
  return self;
}

JbCertificate *
jb_npki_entry_get_certificate (JbNpkiEntry *self)
{
  g_return_val_if_fail (JB_IS_NPKI_ENTRY (self), NULL);

  return self->certificate;
}

const char *
jb_npki_entry_get_certificate_path (JbNpkiEntry *self)
{
  g_return_val_if_fail (JB_IS_NPKI_ENTRY (self), NULL);

  return self->certificate_path;
}

const char *
jb_npki_entry_get_key_path (JbNpkiEntry *self)
{
  g_return_val_if_fail (JB_IS_NPKI_ENTRY (self), NULL);

  return self->key_path;
}

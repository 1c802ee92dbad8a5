/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two things are remembered of a certificate, under its fingerprint: the last threshold that was announced, and the last one whose
 * warning was hidden. A threshold is the number of days before the end; the smaller, the more urgent. */

#define G_LOG_DOMAIN "jb-certificate-watch"

#include "config.h"

#include "jb-certificate-watch.h"

#define FOLDERS_KEY    "certificate-folders"
#define ANNOUNCED_KEY  "certificate-warned"
#define HIDDEN_KEY     "certificate-hidden"

/* How soon after midnight the new day is noticed, also when the computer slept over it. */
#define DAY_CHECK_SECONDS (5 * 60)

#define THRESHOLD_NONE  G_MAXINT
/* After this nobody wants to hear of it again: it is an old one that was left lying about. */
#define ENDED_DAYS      30

struct _JbCertificateWatch
{
  GObject         parent_instance;

  JbClock        *clock;
  GSettings      *settings;      /* (nullable) */
  GVolumeMonitor *monitor;       /* (nullable): before the start */

  char          **folders;       /* URIs */
  GHashTable     *announced;     /* (element-type utf8 int) fingerprint -> threshold */
  GHashTable     *hidden;        /* the same */

  GPtrArray      *entries;       /* (element-type JbNpkiEntry) (nullable) */
  GCancellable   *searching;     /* (nullable): of the search that is going on */
  int             today;
  guint           start_source;
  guint           day_source;
  guint           usual : 1;
  guint           complete : 1;
};

G_DEFINE_FINAL_TYPE (JbCertificateWatch, jb_certificate_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  EXPIRING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- what is remembered --------------------------------------------------------------------------------------------- */

static void
load_thresholds (JbCertificateWatch *self,
                 const char         *key,
                 GHashTable         *table)
{
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, key);
  GVariantIter iter;
  const char *fingerprint;
  int threshold;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&si}", &fingerprint, &threshold))
    g_hash_table_insert (table, g_strdup (fingerprint), GINT_TO_POINTER (threshold));
}

static void
save_thresholds (JbCertificateWatch *self,
                 const char         *key,
                 GHashTable         *table)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));
  GHashTableIter iter;
  gpointer fingerprint, threshold;

  if (self->settings == NULL)
    return;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &fingerprint, &threshold))
    g_variant_builder_add (&builder, "{si}", (const char *) fingerprint, GPOINTER_TO_INT (threshold));
  g_settings_set_value (self->settings, key, g_variant_builder_end (&builder));
}

static void
save_folders (JbCertificateWatch *self)
{
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, FOLDERS_KEY, (const char * const *) self->folders);
}

static const char *
get_fingerprint (JbNpkiEntry *entry)
{
  return jb_certificate_get_fingerprint (jb_npki_entry_get_certificate (entry));
}

static gboolean
is_news (GHashTable  *table,
         JbNpkiEntry *entry,
         int          threshold)
{
  gpointer last;

  if (threshold == THRESHOLD_NONE)
    return FALSE;
  return !g_hash_table_lookup_extended (table, get_fingerprint (entry), NULL, &last) || threshold < GPOINTER_TO_INT (last);
}

static void
remember (GHashTable  *table,
          JbNpkiEntry *entry,
          int          threshold)
{
  g_hash_table_replace (table, g_strdup (get_fingerprint (entry)), GINT_TO_POINTER (threshold));
}

/* -- warnings ------------------------------------------------------------------------------------------------------- */

static int
get_threshold (JbCertificateWatch *self,
               JbCertificate      *certificate)
{
  switch (jb_certificate_get_expiry (certificate, self->clock))
    {
    case JB_EXPIRY_MONTH:
      return 30;
    case JB_EXPIRY_WEEK:
      return 7;
    case JB_EXPIRY_DAY:
      return 1;
    case JB_EXPIRY_EXPIRED:
      return jb_certificate_days_left (certificate, self->clock) >= -ENDED_DAYS ? 0 : THRESHOLD_NONE;
    case JB_EXPIRY_FAR:
    case JB_EXPIRY_NOT_YET:
    default:
      return THRESHOLD_NONE;
    }
}

static gboolean
can_issue (JbCertificate *certificate)
{
  return jb_certificate_use_can_issue (jb_certificate_get_use (certificate));
}

/* Renewing leaves the old one beside the new one. The new one may come from another authority, so the name alone is compared. */
static gboolean
is_replaced (JbCertificateWatch *self,
             guint               position)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (g_ptr_array_index (self->entries, position));

  for (guint i = 0; i < position; i++)
    {
      JbCertificate *later = jb_npki_entry_get_certificate (g_ptr_array_index (self->entries, i));

      if (can_issue (later) && g_str_equal (jb_certificate_get_owner (later), jb_certificate_get_owner (certificate)))
        return TRUE;
    }
  return FALSE;
}

static int
get_warning_threshold (JbCertificateWatch *self,
                       guint               position)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (g_ptr_array_index (self->entries, position));

  if (!can_issue (certificate) || is_replaced (self, position))
    return THRESHOLD_NONE;
  return get_threshold (self, certificate);
}

/* (nullable) (transfer none): the entries end with the first to end, so the last of the smallest threshold is the most urgent. */
static JbNpkiEntry *
find_most_urgent (JbCertificateWatch *self,
                  GHashTable         *known,
                  int                *threshold)
{
  JbNpkiEntry *found = NULL;

  *threshold = THRESHOLD_NONE;
  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      JbNpkiEntry *entry = g_ptr_array_index (self->entries, i);
      int own = get_warning_threshold (self, i);

      if (own <= *threshold && is_news (known, entry, own))
        {
          found = entry;
          *threshold = own;
        }
    }
  return found;
}

/* Several at once are one announcement, of the most urgent: the page shows them all. */
static void
announce (JbCertificateWatch *self)
{
  int threshold;
  JbNpkiEntry *entry = find_most_urgent (self, self->announced, &threshold);

  self->today = jb_clock_today (self->clock);
  if (entry == NULL)
    return;

  for (guint i = 0; i < self->entries->len; i++)
    {
      int own = get_warning_threshold (self, i);

      if (is_news (self->announced, g_ptr_array_index (self->entries, i), own))
        remember (self->announced, g_ptr_array_index (self->entries, i), own);
    }
  save_thresholds (self, ANNOUNCED_KEY, self->announced);
  g_signal_emit (self, signals[EXPIRING], 0, entry);
}

JbNpkiEntry *
jb_certificate_watch_get_warning (JbCertificateWatch *self)
{
  int threshold;

  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), NULL);

  return find_most_urgent (self, self->hidden, &threshold);
}

void
jb_certificate_watch_hide_warning (JbCertificateWatch *self)
{
  JbNpkiEntry *entry;
  int threshold;

  g_return_if_fail (JB_IS_CERTIFICATE_WATCH (self));

  entry = find_most_urgent (self, self->hidden, &threshold);
  if (entry == NULL)
    return;

  remember (self->hidden, entry, threshold);
  save_thresholds (self, HIDDEN_KEY, self->hidden);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
jb_certificate_watch_check_day (JbCertificateWatch *self)
{
  g_return_if_fail (JB_IS_CERTIFICATE_WATCH (self));

  if (self->entries == NULL || jb_clock_today (self->clock) == self->today)
    return;

  announce (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
day_cb (gpointer user_data)
{
  jb_certificate_watch_check_day (user_data);
  return G_SOURCE_CONTINUE;
}

/* -- searching ------------------------------------------------------------------------------------------------------ */

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  JbCertificateWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean complete;
  g_autoptr(GPtrArray) entries = jb_npki_scan_finish (result, &complete, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))   /* its only error; @self may be gone */
    return;

  g_clear_object (&self->searching);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&entries);
  self->complete = !!complete;
  announce (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* (transfer full): what a person wrote into the settings by hand may be no URI. */
static char **
list_paths (JbCertificateWatch *self)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();

  for (char **uri = self->folders; *uri != NULL; uri++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *path = g_filename_from_uri (*uri, NULL, &error);

      if (path != NULL)
        g_strv_builder_add (paths, path);
      else
        g_debug ("Passed over: %s", error->message);
    }
  return g_strv_builder_end (paths);
}

void
jb_certificate_watch_refresh (JbCertificateWatch *self)
{
  g_auto(GStrv) paths = NULL;

  g_return_if_fail (JB_IS_CERTIFICATE_WATCH (self));

  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  self->searching = g_cancellable_new ();
  paths = list_paths (self);
  jb_npki_scan_async ((const char * const *) paths, self->usual, self->searching, searched_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
start_cb (gpointer user_data)
{
  JbCertificateWatch *self = user_data;

  self->start_source = 0;
  self->monitor = g_volume_monitor_get ();
  g_signal_connect_object (self->monitor, "mount-added", G_CALLBACK (jb_certificate_watch_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "mount-removed", G_CALLBACK (jb_certificate_watch_refresh), self, G_CONNECT_SWAPPED);
  jb_certificate_watch_refresh (self);
  return G_SOURCE_REMOVE;
}

void
jb_certificate_watch_start (JbCertificateWatch *self)
{
  g_return_if_fail (JB_IS_CERTIFICATE_WATCH (self));

  if (self->day_source != 0)
    return;

  self->start_source = g_idle_add_full (G_PRIORITY_LOW, start_cb, self, NULL);
  self->day_source = g_timeout_add_seconds (DAY_CHECK_SECONDS, day_cb, self);
}

/* -- folders -------------------------------------------------------------------------------------------------------- */

const char * const *
jb_certificate_watch_get_folders (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), NULL);

  return (const char * const *) self->folders;
}

gboolean
jb_certificate_watch_add_folder (JbCertificateWatch *self,
                                 GFile              *folder)
{
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;

  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self) && G_IS_FILE (folder), FALSE);

  path = g_file_get_path (folder);
  uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;   /* it is absolute: no error is left */
  if (uri == NULL)
    return FALSE;

  if (!g_strv_contains ((const char * const *) self->folders, uri))
    {
      g_autoptr(GStrvBuilder) folders = g_strv_builder_new ();

      g_strv_builder_addv (folders, (const char **) self->folders);
      g_strv_builder_add (folders, uri);
      g_strfreev (self->folders);
      self->folders = g_strv_builder_end (folders);
      save_folders (self);
    }
  jb_certificate_watch_refresh (self);
  return TRUE;
}

void
jb_certificate_watch_remove_folder (JbCertificateWatch *self,
                                    const char         *uri)
{
  g_autoptr(GStrvBuilder) folders = g_strv_builder_new ();

  g_return_if_fail (JB_IS_CERTIFICATE_WATCH (self) && uri != NULL);

  for (char **folder = self->folders; *folder != NULL; folder++)
    if (!g_str_equal (*folder, uri))
      g_strv_builder_add (folders, *folder);
  g_strfreev (self->folders);
  self->folders = g_strv_builder_end (folders);
  save_folders (self);
  jb_certificate_watch_refresh (self);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_certificate_watch_dispose (GObject *object)
{
  JbCertificateWatch *self = JB_CERTIFICATE_WATCH (object);

  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_handle_id (&self->day_source, g_source_remove);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jb_certificate_watch_parent_class)->dispose (object);
}

static void
jb_certificate_watch_finalize (GObject *object)
{
  JbCertificateWatch *self = JB_CERTIFICATE_WATCH (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_hash_table_unref (self->announced);
  g_hash_table_unref (self->hidden);
  g_strfreev (self->folders);

  G_OBJECT_CLASS (jb_certificate_watch_parent_class)->finalize (object);
}

static void
jb_certificate_watch_class_init (JbCertificateWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_certificate_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_certificate_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[EXPIRING] = g_signal_new ("expiring", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, JB_TYPE_NPKI_ENTRY);
}

static void
jb_certificate_watch_init (JbCertificateWatch *self)
{
  self->announced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->complete = TRUE;
}

JbCertificateWatch *
jb_certificate_watch_new (JbClock   *clock,
                          GSettings *settings,
                          gboolean   usual)
{
  JbCertificateWatch *self;

  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);

  self = g_object_new (JB_TYPE_CERTIFICATE_WATCH, NULL);
  self->clock = g_object_ref (clock);
  self->usual = !!usual;
  g_set_object (&self->settings, settings);
  if (settings != NULL)
    {
      self->folders = g_settings_get_strv (settings, FOLDERS_KEY);
      load_thresholds (self, ANNOUNCED_KEY, self->announced);
      load_thresholds (self, HIDDEN_KEY, self->hidden);
    }
  else
    {
      self->folders = g_new0 (char *, 1);
    }
  return self;
}

JbClock *
jb_certificate_watch_get_clock (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), NULL);

  return self->clock;
}

GPtrArray *
jb_certificate_watch_get_entries (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), NULL);

  return self->entries;
}

gboolean
jb_certificate_watch_is_searching (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), FALSE);

  return self->searching != NULL;
}

gboolean
jb_certificate_watch_is_complete (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), TRUE);

  return self->complete;
}

gboolean
jb_certificate_watch_is_usual (JbCertificateWatch *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_WATCH (self), FALSE);

  return self->usual;
}

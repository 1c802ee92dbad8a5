/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A walk in breadth through folders, nearest first, so that a limit cuts off what is least likely. Names of folders say nothing
 * reliable (etax-domain.md 6.1: "USER" in three spellings, a DN with commas and Korean): a certificate is where its file is. One without
 * its key is no use, but its owner wants to be told so. */

#define G_LOG_DOMAIN "jb-npki-scan"

#include "config.h"

#include "jb-npki-scan.h"

#include <sys/stat.h>

#include <glib/gstdio.h>

#include "jb-npki-key.h"
#include "jb-npki-private.h"
#include "jb-npki-scan-private.h"

#define NPKI_FOLDER      "NPKI"
#define CERTIFICATE_NAME "signCert.der"
#define KEY_NAME         "signPri.key"

/* Where to look. */
typedef struct
{
  char     **folders;   /* (nullable) */
  gboolean   usual;
} Places;

typedef struct
{
  char *path;
  int   depth;   /* how many levels below it may still be entered */
} Folder;

typedef struct
{
  /* Input. */
  GCancellable *cancellable;

  /* In progress. */
  GQueue        folders;    /* of Folder, still to be entered */
  GHashTable   *visited;    /* "device:inode" */
  GHashTable   *known;      /* fingerprint -> JbNpkiEntry of @entries; the strings are the certificates' */
  guint         n_folders;
  guint         n_names;

  /* Output. */
  GPtrArray    *entries;
  gboolean      complete;
} Scan;

/* What one folder holds. */
typedef struct
{
  GPtrArray *children;      /* paths of folders, in order */
  GPtrArray *npki;          /* those among them that are called NPKI */
  char      *certificate;   /* (nullable) */
  char      *key;           /* (nullable) */
} Listing;

static void
places_free (gpointer data)
{
  Places *places = data;

  g_strfreev (places->folders);
  g_free (places);
}

static void
folder_free (Folder *folder)
{
  g_free (folder->path);
  g_free (folder);
}

static void
listing_clear (Listing *listing)
{
  g_clear_pointer (&listing->children, g_ptr_array_unref);
  g_clear_pointer (&listing->npki, g_ptr_array_unref);
  g_free (listing->certificate);
  g_free (listing->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static void
push_folder (Scan       *scan,
             const char *path,
             int         depth)
{
  Folder *folder = g_new (Folder, 1);

  folder->path = g_strdup (path);
  folder->depth = depth;
  g_queue_push_tail (&scan->folders, folder);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(char * const *) a, *(char * const *) b);
}

/* (transfer full): sorted names, or NULL when the folder cannot be read. Order makes the search the same each time. */
static GPtrArray *
read_names (Scan       *scan,
            const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open (path, 0, &error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (folder == NULL)
    {
      g_debug ("Passed over: %s", error->message);
      return NULL;
    }

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      if (scan->n_names == JB_NPKI_SCAN_MAX_NAMES || g_cancellable_is_cancelled (scan->cancellable))
        {
          scan->complete = FALSE;
          break;
        }
      scan->n_names++;
      g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Of two spellings side by side the first in the alphabet counts. */
static void
look_at_file (Listing    *listing,
              const char *name,
              const char *path)
{
  if (listing->certificate == NULL && g_ascii_strcasecmp (name, CERTIFICATE_NAME) == 0)
    listing->certificate = g_strdup (path);
  else if (listing->key == NULL && g_ascii_strcasecmp (name, KEY_NAME) == 0)
    listing->key = g_strdup (path);
}

static gboolean
read_listing (Scan       *scan,
              const char *path,
              Listing    *listing)
{
  g_autoptr(GPtrArray) names = read_names (scan, path);

  listing->children = g_ptr_array_new_with_free_func (g_free);
  listing->npki = g_ptr_array_new ();
  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf status;

      if (g_stat (child, &status) != 0)
        continue;

      if (S_ISREG (status.st_mode))
        {
          look_at_file (listing, name, child);
        }
      else if (S_ISDIR (status.st_mode))
        {
          if (g_ascii_strcasecmp (name, NPKI_FOLDER) == 0)
            g_ptr_array_add (listing->npki, child);
          g_ptr_array_add (listing->children, g_steal_pointer (&child));
        }
    }

  return TRUE;
}

static gboolean
enter_once (Scan       *scan,
            const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0 || !S_ISDIR (status.st_mode))
    return FALSE;
  return g_hash_table_add (scan->visited,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev, (guint64) status.st_ino));
}

/* Of copies of one certificate the first counts, unless only a later one has its key. */
static void
take_entry (Scan        *scan,
            JbNpkiEntry *entry)
{
  const char *fingerprint = jb_certificate_get_fingerprint (jb_npki_entry_get_certificate (entry));
  JbNpkiEntry *known = g_hash_table_lookup (scan->known, fingerprint);

  if (known != NULL && (jb_npki_entry_get_key_path (known) != NULL || jb_npki_entry_get_key_path (entry) == NULL))
    return;

  g_hash_table_replace (scan->known, (char *) fingerprint, entry);
  if (known != NULL)
    g_ptr_array_remove (scan->entries, known);
  g_ptr_array_add (scan->entries, g_object_ref (entry));
}

static void
take_certificate (Scan          *scan,
                  const Listing *listing)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) der = _jb_npki_read_file (listing->certificate, JB_CERTIFICATE_MAX_BYTES, &error);
  g_autoptr(JbCertificate) certificate = der != NULL ? jb_certificate_new (der, &error) : NULL;
  g_autoptr(JbNpkiEntry) entry = NULL;

  if (certificate == NULL)
    {
      g_debug ("Passed over: %s", error->message);
      return;
    }

  entry = _jb_npki_entry_new (certificate, listing->certificate, listing->key);
  take_entry (scan, entry);
}

/* In a folder that holds one called NPKI nothing else is of interest: it may well be the whole home folder. */
static void
enter (Scan         *scan,
       const Folder *folder)
{
  g_auto(Listing) listing = { 0 };
  gboolean readable;

  if (!enter_once (scan, folder->path))
    return;
  if (scan->n_folders == JB_NPKI_SCAN_MAX_FOLDERS)
    {
      scan->complete = FALSE;
      return;
    }

  scan->n_folders++;
  readable = read_listing (scan, folder->path, &listing);
  if (readable && listing.certificate != NULL)
    take_certificate (scan, &listing);

  if (listing.npki->len > 0)
    for (guint i = 0; i < listing.npki->len; i++)
      push_folder (scan, g_ptr_array_index (listing.npki, i), JB_NPKI_SCAN_DEPTH);
  else if (folder->depth > 0)
    for (guint i = 0; i < listing.children->len; i++)
      push_folder (scan, g_ptr_array_index (listing.children, i), folder->depth - 1);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  JbNpkiEntry *left = *(JbNpkiEntry * const *) a;
  JbNpkiEntry *right = *(JbNpkiEntry * const *) b;
  gint64 left_end = jb_certificate_get_not_after (jb_npki_entry_get_certificate (left));
  gint64 right_end = jb_certificate_get_not_after (jb_npki_entry_get_certificate (right));

  if (left_end != right_end)
    return left_end > right_end ? -1 : 1;
  return g_strcmp0 (jb_npki_entry_get_certificate_path (left), jb_npki_entry_get_certificate_path (right));
}

static void
scan_free (Scan *scan)
{
  g_queue_clear_full (&scan->folders, (GDestroyNotify) folder_free);
  g_hash_table_unref (scan->visited);
  g_hash_table_unref (scan->known);
  g_ptr_array_unref (scan->entries);
  g_free (scan);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scan, scan_free)

static Scan *
scan_new (GCancellable *cancellable)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->cancellable = cancellable;
  g_queue_init (&scan->folders);
  scan->visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scan->known = g_hash_table_new (g_str_hash, g_str_equal);
  scan->entries = g_ptr_array_new_with_free_func (g_object_unref);
  scan->complete = TRUE;
  return scan;
}

static void
push_folders (Scan  *scan,
              char **folders)
{
  for (char **at = folders; at != NULL && *at != NULL; at++)
    push_folder (scan, *at, JB_NPKI_SCAN_DEPTH);
}

static void
scan_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(Scan) scan = scan_new (cancellable);
  const Places *places = task_data;
  g_auto(GStrv) usual = places->usual ? jb_npki_usual_folders () : NULL;
  Folder *folder;

  push_folders (scan, usual);
  push_folders (scan, places->folders);

  while (!g_cancellable_is_cancelled (cancellable) && (folder = g_queue_pop_head (&scan->folders)) != NULL)
    {
      enter (scan, folder);
      folder_free (folder);
    }

  if (g_task_return_error_if_cancelled (task))
    return;

  g_debug ("Found %u in %u folders%s", scan->entries->len, scan->n_folders, scan->complete ? "" : ", incomplete");
  g_ptr_array_sort (scan->entries, compare_entries);
  g_task_return_pointer (task, g_steal_pointer (&scan), (GDestroyNotify) scan_free);
}

void
jb_npki_scan_async (const char * const  *folders,
                    gboolean             usual,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Places *places = g_new0 (Places, 1);

  places->folders = g_strdupv ((char **) folders);
  places->usual = usual;
  g_task_set_source_tag (task, jb_npki_scan_async);
  g_task_set_task_data (task, places, places_free);
  g_task_run_in_thread (task, scan_thread);
}

GPtrArray *
jb_npki_scan_finish (GAsyncResult  *result,
                     gboolean      *complete,
                     GError       **error)
{
  g_autoptr(Scan) scan = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_npki_scan_async), NULL);

  scan = g_task_propagate_pointer (G_TASK (result), error);
  if (scan == NULL)
    return NULL;

  if (complete != NULL)
    *complete = scan->complete;
  return g_ptr_array_ref (scan->entries);
}

/* NPKI in whatever spelling directly on each medium. */
static void
add_media (GStrvBuilder *folders,
           const char   *mounts)
{
  g_autoptr(GDir) folder = g_dir_open (mounts, 0, NULL);   /* there may be none */
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *medium = g_build_filename (mounts, name, NULL);
      g_autoptr(GDir) content = g_dir_open (medium, 0, NULL);   /* what cannot be read holds nothing for us */
      const char *child;

      while (content != NULL && (child = g_dir_read_name (content)) != NULL)
        if (g_ascii_strcasecmp (child, NPKI_FOLDER) == 0)
          {
            g_autofree char *path = g_build_filename (medium, child, NULL);

            g_strv_builder_add (folders, path);
          }
    }
}

char **
_jb_npki_usual_folders (const char         *home,
                        const char * const *mounts)
{
  g_autoptr(GStrvBuilder) folders = g_strv_builder_new ();
  g_autofree char *plain = g_build_filename (home, NPKI_FOLDER, NULL);
  g_autofree char *hidden = g_build_filename (home, ".pki", NPKI_FOLDER, NULL);

  g_strv_builder_add_many (folders, plain, hidden, NULL);
  for (const char * const *at = mounts; *at != NULL; at++)
    add_media (folders, *at);

  return g_strv_builder_end (folders);
}

char **
jb_npki_usual_folders (void)
{
  g_autofree char *media = g_build_filename ("/media", g_get_user_name (), NULL);
  g_autofree char *run_media = g_build_filename ("/run/media", g_get_user_name (), NULL);
  const char *mounts[] = { media, run_media, NULL };

  return _jb_npki_usual_folders (g_get_home_dir (), mounts);
}

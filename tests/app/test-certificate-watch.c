/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which certificate is warned of and when, under a moved clock and over several starts; folders; media that come and go. */

#include "config.h"

#include "jb-certificate-watch.h"

#include <string.h>

#include "jb-certificates-test.h"
#include "jb-date.h"
#include "jb-settings.h"

#define TODAY    20261123
#define KEY      "signPri-pbes2-seed-sha1.key"
#define BANKING  "1.2.410.200005.1.1.4"
#define DAY_MS   (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  char               *npki;
  JbClock            *clock;
  GSettings          *settings;
  JbCertificateWatch *watch;
  GString            *expiring;    /* owners in order: "a b " */
} Fixture;

static void
expiring_cb (Fixture     *f,
             JbNpkiEntry *entry)
{
  g_string_append_printf (f->expiring, "%s ", jb_certificate_get_owner (jb_npki_entry_get_certificate (entry)));
}

static void
wait_for_search (Fixture *f)
{
  jb_test_wait_until (jb_certificate_watch_get_entries (f->watch) != NULL && !jb_certificate_watch_is_searching (f->watch));
}

/* As the program does when it starts. */
static void
start (Fixture *f)
{
  f->watch = jb_certificate_watch_new (f->clock, f->settings, TRUE);
  g_signal_connect_swapped (f->watch, "expiring", G_CALLBACK (expiring_cb), f);
  jb_certificate_watch_start (f->watch);
  wait_for_search (f);
}

static void
stop (Fixture *f)
{
  g_assert_finalize_object (f->watch);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  static const char * const keys[] = { "certificate-folders", "certificate-warned", "certificate-hidden" };

  f->npki = certificates_test_clear ();
  f->clock = jb_clock_new_manual (jb_instant_from_date (TODAY), TRUE);
  f->settings = jb_settings_new ();
  g_assert_nonnull (f->settings);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (f->settings, keys[i]);
  f->expiring = g_string_new (NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  jb_test_remove_tree (f->npki);
  g_free (f->npki);
  g_object_unref (f->clock);
  g_object_unref (f->settings);
  g_string_free (f->expiring, TRUE);
}

static void
put (Fixture    *f,
     const char *name,
     const char *policy,
     int         until)
{
  certificates_test_put (f->npki, name, policy, until, NULL, KEY);
}

static const char *
warned_of (Fixture *f)
{
  JbNpkiEntry *entry = jb_certificate_watch_get_warning (f->watch);

  return entry != NULL ? jb_certificate_get_owner (jb_npki_entry_get_certificate (entry)) : NULL;
}

/* Owners of what was found: "a b ". (transfer full) */
static char *
list_found (Fixture *f)
{
  GPtrArray *entries = jb_certificate_watch_get_entries (f->watch);
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (found, "%s ", jb_certificate_get_owner (jb_npki_entry_get_certificate (g_ptr_array_index (entries, i))));
  return g_string_free (found, FALSE);
}

static void
assert_found (Fixture    *f,
              const char *owners)
{
  g_autofree char *found = NULL;

  wait_for_search (f);
  found = list_found (f);
  g_assert_cmpstr (found, ==, owners);
}

/* -- warnings ------------------------------------------------------------------------------------------------------- */

/* One certificate to its end and beyond, a look every day: announced four times, and the banner is there until it is hidden. */
static void
test_thresholds (Fixture       *f,
                 gconstpointer  data)
{
  int last = jb_date_add_days (TODAY, 40);
  guint announced = 0;

  put (f, "a", NULL, last);
  start (f);
  for (int left = 40; left >= -40; left--)
    {
      gsize before = f->expiring->len;
      gboolean threshold = left == 30 || left == 7 || left == 1 || left == -1;

      if (left < 40)
        jb_clock_advance (f->clock, DAY_MS);
      jb_certificate_watch_check_day (f->watch);
      jb_certificate_watch_check_day (f->watch);
      g_test_message ("%d", left);
      g_assert_cmpuint (f->expiring->len - before, ==, threshold ? 2 : 0);
      announced += threshold ? 1 : 0;
      if (threshold)
        g_assert_cmpstr (warned_of (f), ==, "a");
      if (left <= 30 && left >= -30)
        {
          /* Hidden on the second day of each stretch. */
          if (left == 29 || left == 6 || left == 0 || left == -2)
            {
              g_assert_cmpstr (warned_of (f), ==, "a");
              jb_certificate_watch_hide_warning (f->watch);
            }
          else if (!threshold)
            {
              g_assert_null (warned_of (f));
            }
        }
    }
  g_assert_cmpuint (announced, ==, 4);
  g_assert_null (warned_of (f));
  stop (f);
}

/* What was said is not said again by the next start; what was not hidden is still shown. */
static void
test_restart (Fixture       *f,
              gconstpointer  data)
{
  put (f, "a", NULL, jb_date_add_days (TODAY, 5));
  start (f);
  g_assert_cmpstr (f->expiring->str, ==, "a ");
  stop (f);

  start (f);
  g_assert_cmpstr (f->expiring->str, ==, "a ");
  g_assert_cmpstr (warned_of (f), ==, "a");
  jb_certificate_watch_hide_warning (f->watch);
  stop (f);

  start (f);
  g_assert_null (warned_of (f));
  jb_clock_advance (f->clock, 4 * DAY_MS);
  jb_certificate_watch_check_day (f->watch);
  g_assert_cmpstr (f->expiring->str, ==, "a a ");
  g_assert_cmpstr (warned_of (f), ==, "a");
  stop (f);
}

/* Several at once are one announcement; the banner tells one after the other. */
static void
test_most_urgent (Fixture       *f,
                  gconstpointer  data)
{
  put (f, "far", NULL, jb_date_add_days (TODAY, 200));
  put (f, "month", NULL, jb_date_add_days (TODAY, 20));
  put (f, "week", NULL, jb_date_add_days (TODAY, 6));
  put (f, "day", NULL, jb_date_add_days (TODAY, 1));
  start (f);
  g_assert_cmpstr (f->expiring->str, ==, "day ");
  g_assert_cmpstr (warned_of (f), ==, "day");
  jb_certificate_watch_hide_warning (f->watch);
  g_assert_cmpstr (warned_of (f), ==, "week");
  jb_certificate_watch_hide_warning (f->watch);
  g_assert_cmpstr (warned_of (f), ==, "month");
  jb_certificate_watch_hide_warning (f->watch);
  g_assert_null (warned_of (f));
  stop (f);
}

/* Not those of a bank, not one that was renewed, not one that ended long ago. */
static void
test_no_warning (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *renewed = g_build_filename (f->npki, "renewed", NULL);

  put (f, "bank", BANKING, jb_date_add_days (TODAY, 3));
  put (f, "shop", NULL, jb_date_add_days (TODAY, 3));
  certificates_test_put (renewed, "shop", NULL, jb_date_add_days (TODAY, 300), NULL, KEY);
  put (f, "old", NULL, jb_date_add_days (TODAY, -31));
  start (f);
  g_assert_cmpuint (jb_certificate_watch_get_entries (f->watch)->len, ==, 4);
  g_assert_cmpstr (f->expiring->str, ==, "");
  g_assert_null (warned_of (f));
  jb_certificate_watch_hide_warning (f->watch);
  stop (f);
}

/* A bank's later certificate renews nothing, whatever its name is. */
static void
test_not_renewed (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *bank = g_build_filename (f->npki, "bank", NULL);

  certificates_test_put (bank, "shop", BANKING, jb_date_add_days (TODAY, 300), NULL, KEY);
  put (f, "shop", NULL, jb_date_add_days (TODAY, 3));
  start (f);
  g_assert_cmpstr (warned_of (f), ==, "shop");
  stop (f);
}

/* A plain file of the desktop: fingerprints and numbers, and nobody's name. */
static void
test_settings (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GVariant) warned = NULL;
  g_autoptr(GVariant) hidden = NULL;
  g_autofree char *fingerprint = NULL;
  int threshold = 0;

  certificates_test_put (f->npki, "홍길동", NULL, jb_date_add_days (TODAY, 3), NULL, KEY);
  start (f);
  fingerprint = g_strdup (jb_certificate_get_fingerprint (jb_npki_entry_get_certificate (jb_certificate_watch_get_warning (f->watch))));
  jb_certificate_watch_hide_warning (f->watch);
  stop (f);

  warned = g_settings_get_value (f->settings, "certificate-warned");
  hidden = g_settings_get_value (f->settings, "certificate-hidden");
  g_assert_cmpuint (g_variant_n_children (warned), ==, 1);
  g_assert_true (g_variant_lookup (warned, fingerprint, "i", &threshold));
  g_assert_cmpint (threshold, ==, 7);
  g_assert_true (g_variant_equal (warned, hidden));
}

/* -- folders -------------------------------------------------------------------------------------------------------- */

static void
test_folders (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *elsewhere = g_build_filename (g_get_home_dir (), "다른 곳", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (elsewhere);
  g_autoptr(GFile) remote = g_file_new_for_uri ("sftp://example.com/NPKI");
  const char *foolish[] = { "no URI", "", NULL };
  g_autofree char *uri = NULL;

  certificates_test_put (elsewhere, "b", NULL, 20290101, NULL, KEY);
  put (f, "a", NULL, 20280101);
  g_settings_set_strv (f->settings, "certificate-folders", foolish);
  start (f);
  assert_found (f, "a ");

  g_assert_true (jb_certificate_watch_add_folder (f->watch, folder));
  g_assert_true (jb_certificate_watch_add_folder (f->watch, folder));
  assert_found (f, "b a ");
  g_assert_false (jb_certificate_watch_add_folder (f->watch, remote));
  g_assert_cmpuint (g_strv_length ((char **) jb_certificate_watch_get_folders (f->watch)), ==, 3);
  stop (f);

  start (f);
  assert_found (f, "b a ");
  uri = g_strdup (jb_certificate_watch_get_folders (f->watch)[2]);
  g_assert_true (g_str_has_prefix (uri, "file:///"));
  jb_certificate_watch_remove_folder (f->watch, uri);
  assert_found (f, "a ");
  stop (f);
  jb_test_remove_tree (elsewhere);
}

/* The demo looks into chosen folders only. */
static void
test_not_usual (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GFile) folder = g_file_new_for_path (f->npki);

  put (f, "a", NULL, 20280101);
  f->watch = jb_certificate_watch_new (f->clock, NULL, FALSE);
  jb_certificate_watch_refresh (f->watch);
  assert_found (f, "");
  g_assert_true (jb_certificate_watch_add_folder (f->watch, folder));
  assert_found (f, "a ");
  stop (f);
}

/* -- media ---------------------------------------------------------------------------------------------------------- */

typedef struct { GObject parent; } TestMount;
typedef struct { GObjectClass parent; } TestMountClass;

static void
test_mount_iface_init (GMountIface *iface)
{
}

GType test_mount_get_type (void);

G_DEFINE_TYPE_WITH_CODE (TestMount, test_mount, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_MOUNT, test_mount_iface_init))

static void
test_mount_class_init (TestMountClass *klass)
{
}

static void
test_mount_init (TestMount *self)
{
}

/* What the desktop says when a stick is put in or taken out; where sticks are is a matter of the scanner's own tests. */
static void
test_media (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GVolumeMonitor) monitor = g_volume_monitor_get ();
  g_autoptr(GObject) mount = g_object_new (test_mount_get_type (), NULL);

  start (f);
  assert_found (f, "");
  put (f, "stick", NULL, 20280101);
  g_signal_emit_by_name (monitor, "mount-added", mount);
  g_assert_true (jb_certificate_watch_is_searching (f->watch));
  assert_found (f, "stick ");

  jb_test_remove_tree (f->npki);
  g_signal_emit_by_name (monitor, "mount-removed", mount);
  assert_found (f, "");
  stop (f);
}

/* Being told to look again and again, and to go, while a search is on its way. */
static void
test_impatient (Fixture       *f,
                gconstpointer  data)
{
  put (f, "a", NULL, 20280101);
  start (f);
  for (int i = 0; i < 20; i++)
    jb_certificate_watch_refresh (f->watch);
  assert_found (f, "a ");
  jb_certificate_watch_refresh (f->watch);
  stop (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = certificates_test_make_home ();
  int failed;

  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/certificate-watch/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("thresholds", test_thresholds);
  ADD ("restart", test_restart);
  ADD ("most-urgent", test_most_urgent);
  ADD ("no-warning", test_no_warning);
  ADD ("not-renewed", test_not_renewed);
  ADD ("settings", test_settings);
  ADD ("folders", test_folders);
  ADD ("not-usual", test_not_usual);
  ADD ("media", test_media);
  ADD ("impatient", test_impatient);
#undef ADD
  failed = g_test_run ();
  jb_test_remove_tree (home);
  return failed;
}

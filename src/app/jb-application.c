/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Options, actions and the session of the program. */

#define G_LOG_DOMAIN "jb-application"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-application.h"

#include "jb-auto-collect.h"
#include "jb-book-path.h"
#include "jb-certificate-notice.h"
#include "jb-proxy.h"
#include "jb-settings.h"

#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>
#include <glib-unix.h>

#define RESOURCE_PATH "/kr/jangbu/Jangbu"
#define DEMO_INVOICES 400
/* The demo shows the whole year that it invents. */
#define DEMO_PERIOD   "last-12-months"

struct _JbApplication
{
  AdwApplication  parent_instance;

  JbSession      *session;
  GSettings      *settings;
  JbAutoCollect  *auto_collect;
  JbCertificateWatch *certificates;
  char           *book;       /* --book */
  guint           signal_sources[2];
  gboolean        demo;       /* --demo */
};

G_DEFINE_FINAL_TYPE (JbApplication, jb_application, ADW_TYPE_APPLICATION)

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  /* Each window remembers its state as it closes. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_application_quit (G_APPLICATION (user_data));
}

/* Ctrl+C in the terminal, the end of the desktop session: leave in good order, and take the demo's folder along. */
static gboolean
told_to_quit_cb (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
collect_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  jb_session_collect (JB_APPLICATION (user_data)->session);
}

static void
cancel_collect_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  jb_session_cancel_collect (JB_APPLICATION (user_data)->session);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  jb_session_retry (JB_APPLICATION (user_data)->session);
}

static void
forget_problem_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  jb_session_forget_problem (JB_APPLICATION (user_data)->session);
}

/* GTK would build all of it at each start, if it stood where GTK looks for it. */
static void
require_help_overlay (GtkApplicationWindow *window)
{
  g_autoptr(GtkBuilder) builder = NULL;

  if (gtk_application_window_get_help_overlay (window) != NULL)
    return;
  builder = gtk_builder_new_from_resource ("/kr/jangbu/Jangbu/ui/help-overlay.ui");
  gtk_application_window_set_help_overlay (window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

static void
shortcuts_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (!GTK_IS_APPLICATION_WINDOW (window))
    return;
  require_help_overlay (GTK_APPLICATION_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  GtkWidget *about;

  about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                        "transient-for", parent,
                        "modal", TRUE,
                        "application-icon", APP_ID,
                        "application-name", _("Jangbu"),
                        "version", PACKAGE_VERSION,
                        "developer-name", _("The Jangbu authors"),
                        "copyright", _("© The Jangbu authors"),
                        "license-type", GTK_LICENSE_GPL_3_0,
                        "comments",
                        _("Jangbu collects your electronic tax invoices, keeps every original on your own disk and "
                          "finds each of them at once.\n\n"
                          "Honest limits: nothing in this version has been tried against the live service. It was built "
                          "from public descriptions of the protocol and is tested against an emulator. Check what it "
                          "shows against HomeTax before you rely on it. It gives no tax advice."),
                        NULL);
  gtk_window_present (GTK_WINDOW (about));
}

/* The demo is a program of its own: it has its own book, and closing it changes nothing here. */
static void
start_demo_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program != NULL ? program : "jangbu", "--demo", NULL);
  if (process == NULL)
    g_warning ("The demo does not start: %s", error->message);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit_cb },
  { .name = "about", .activate = about_cb },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "collect", .activate = collect_cb },
  { .name = "cancel-collect", .activate = cancel_collect_cb },
  { .name = "retry", .activate = retry_cb },
  { .name = "forget-problem", .activate = forget_problem_cb },
  { .name = "start-demo", .activate = start_demo_cb },
};

static void
set_enabled (JbApplication *self,
             const char    *name,
             gboolean       enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* An action is enabled exactly when it would do something. */
static void
update_actions (JbApplication *self)
{
  gboolean collecting = jb_session_is_collecting (self->session);

  set_enabled (self, "collect", !collecting && jb_session_get_state (self->session) == JB_SESSION_READY);
  set_enabled (self, "cancel-collect", collecting);
  set_enabled (self, "retry", !collecting);
  set_enabled (self, "start-demo", !jb_session_is_demo (self->session));
}

static void
set_accels (JbApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question" } },
    { "app.collect", { "F5" } },
    { "window.close", { "<Control>w" } },
    { "win.print", { "<Control>p" } },
    { "win.search", { "<Control>f" } },
    { "win.filters", { "<Alt>f" } },
    { "win.columns", { "<Alt>c" } },
    { "win.export", { "<Shift><Control>e" } },
    { "win.details", { "F9" } },
    { "win.period", { "<Alt>p" } },
    { "win.choose-company", { "<Alt>0" } },
    { "win.page::home", { "<Alt>1" } },
    { "win.page::sales", { "<Alt>2" } },
    { "win.page::purchases", { "<Alt>3" } },
    { "win.page::connections", { "<Alt>4" } },
    { "win.page::checklist", { "<Alt>5" } },
    { "win.page::certificates", { "<Alt>6" } },
    { "win.connect", { "<Control>n" } },
    { "win.import", { "<Control>o" } },
    { "win.preferences", { "<Control>comma" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), table[i].action, table[i].accels);
}

/* -- the session ---------------------------------------------------------------------------------------------------- */

static char *
find_book (JbApplication *self)
{
  g_autofree char *set = NULL;

  if (self->book != NULL)
    return g_strdup (self->book);
  if (self->settings != NULL)
    set = g_settings_get_string (self->settings, "book");
  if (set != NULL && *set != '\0')
    return g_steal_pointer (&set);
  return jb_book_default_path ();
}

static JbSession *
make_session (JbApplication *self)
{
  g_autoptr(JbSecrets) secrets = NULL;
  g_autoptr(JbClock) clock = NULL;
  g_autofree char *book = NULL;

  if (self->demo)
    return jb_session_new_demo (DEMO_INVOICES);

  secrets = jb_secrets_new_keyring ();
  clock = jb_clock_new_system ();
  book = find_book (self);
  return jb_session_new (book, secrets, clock);
}

/* The demo leaves no trace: not even where its window stood. */
static GSettings *
make_settings (JbApplication *self)
{
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;
  GSettings *settings;

  if (saved == NULL || !self->demo)
    return g_steal_pointer (&saved);

  backend = g_memory_settings_backend_new ();
  g_object_get (saved, "settings-schema", &schema, NULL);
  settings = g_settings_new_full (schema, backend, NULL);
  g_settings_set_string (settings, "period", DEMO_PERIOD);
  return settings;
}

static void
proxy_cb (JbApplication *self)
{
  g_autoptr(GProxyResolver) resolver = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_proxy_get_resolver (self->settings, &resolver, &error);

  jb_session_set_proxy_resolver (self->session, resolver);
  /* Without an address there is nothing wrong yet: the preferences ask for it. */
  if (!ok && !g_error_matches (error, JB_PROXY_ERROR, JB_PROXY_ERROR_EMPTY))
    jb_session_say_problem (self->session, error);
}

static void
token_lifetime_cb (JbApplication *self)
{
  g_autofree char *word = g_settings_get_string (self->settings, "token-lifetime");

  jb_session_set_token_lifetime (self->session, jb_token_lifetime_from_word (word));
}

/* In the demo nothing of the person's own is looked at. */
static void
watch_certificates (JbApplication *self)
{
  self->certificates = jb_certificate_watch_new (jb_session_get_clock (self->session), self->settings,
                                                 !jb_session_is_demo (self->session));
  jb_certificate_notice_connect (G_APPLICATION (self), self->certificates);
  jb_certificate_watch_start (self->certificates);
}

/* -- the application ------------------------------------------------------------------------------------------------ */

static void
jb_application_startup (GApplication *application)
{
  JbApplication *self = JB_APPLICATION (application);

  G_APPLICATION_CLASS (jb_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accels (self);
  gtk_window_set_default_icon_name (APP_ID);

  self->signal_sources[0] = g_unix_signal_add (SIGINT, told_to_quit_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, told_to_quit_cb, self);

  self->settings = make_settings (self);
  if (self->session == NULL)
    self->session = make_session (self);
  g_signal_connect_object (self->session, "notify", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  update_actions (self);
  if (self->settings != NULL)
    {
      g_signal_connect_object (self->settings, "changed::token-lifetime", G_CALLBACK (token_lifetime_cb), self, G_CONNECT_SWAPPED);
      token_lifetime_cb (self);
      g_signal_connect_object (self->settings, "changed::proxy-mode", G_CALLBACK (proxy_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->settings, "changed::proxy-uri", G_CALLBACK (proxy_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->settings, "changed::proxy-ignore-hosts", G_CALLBACK (proxy_cb), self, G_CONNECT_SWAPPED);
    }
  self->auto_collect = jb_auto_collect_new (self->session, self->settings, NULL);
  jb_session_start (self->session);
  proxy_cb (self);
  watch_certificates (self);
}

static void
jb_application_shutdown (GApplication *application)
{
  JbApplication *self = JB_APPLICATION (application);

  g_clear_object (&self->auto_collect);
  if (self->session != NULL)
    jb_session_close (self->session);

  G_APPLICATION_CLASS (jb_application_parent_class)->shutdown (application);
}

static int
jb_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  JbApplication *self = JB_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("jangbu %s\n", PACKAGE_VERSION);
      return 0;
    }

  /* The demo, and another book than the usual one, may run beside the real program. */
  if (self->demo || self->book != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
jb_application_finalize (GObject *object)
{
  JbApplication *self = JB_APPLICATION (object);

  g_clear_handle_id (&self->signal_sources[0], g_source_remove);
  g_clear_handle_id (&self->signal_sources[1], g_source_remove);
  g_clear_object (&self->auto_collect);
  g_clear_object (&self->certificates);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->book, g_free);

  G_OBJECT_CLASS (jb_application_parent_class)->finalize (object);
}

static void
jb_application_class_init (JbApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = jb_application_finalize;
  application_class->startup = jb_application_startup;
  application_class->shutdown = jb_application_shutdown;
  application_class->handle_local_options = jb_application_handle_local_options;
}

static void
jb_application_init (JbApplication *self)
{
  const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->demo, N_("Show an invented company's year; changes nothing of yours"), NULL },
    { "book", 0, 0, G_OPTION_ARG_FILENAME, &self->book, N_("Open this book instead of the usual one"), N_("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and leave"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

JbApplication *
jb_application_new (GApplicationFlags flags)
{
  return g_object_new (JB_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", RESOURCE_PATH,
                       "flags", flags,
                       NULL);
}

void
jb_application_set_session (JbApplication *self,
                            JbSession     *session)
{
  g_return_if_fail (JB_IS_APPLICATION (self) && JB_IS_SESSION (session));
  g_return_if_fail (!g_application_get_is_registered (G_APPLICATION (self)));

  g_set_object (&self->session, session);
}

JbSession *
jb_application_get_session (JbApplication *self)
{
  g_return_val_if_fail (JB_IS_APPLICATION (self), NULL);

  return self->session;
}

GSettings *
jb_application_get_settings (JbApplication *self)
{
  g_return_val_if_fail (JB_IS_APPLICATION (self), NULL);

  return self->settings;
}

JbCertificateWatch *
jb_application_get_certificates (JbApplication *self)
{
  g_return_val_if_fail (JB_IS_APPLICATION (self), NULL);

  return self->certificates;
}

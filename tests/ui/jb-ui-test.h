/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of ui/ share: a real book with invented invoices, the application with a session over it, its window. */

#pragma once

#include "jb-settings.h"
#include "jb-test.h"
#include "jb-text-cell.h"
#include "jb-window.h"

#ifdef __SANITIZE_ADDRESS__
#include <link.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

#define UI_TEST_TODAY    20261123
#define UI_TEST_COMPANY  "0001234013"
#define UI_TEST_INVOICES 240

typedef struct
{
  char          *folder;
  char          *path;
  JbClock       *clock;
  JbSecrets     *secrets;
  JbSession     *session;
  JbApplication *application;
  JbWindow      *window;
} UiTest;

/* -- invented invoices ---------------------------------------------------------------------------------------------- */

static inline JbParty *
ui_test_party (const char *registration,
               const char *name)
{
  JbParty *party = jb_party_new ();

  party->kind = strlen (registration) == 13 ? JB_PARTY_RESIDENT : JB_PARTY_BUSINESS;
  party->registration = g_strdup (registration);
  party->name = g_strdup (name);
  party->representative = g_strdup ("홍길동");
  party->business_type = g_strdup ("도소매");
  party->business_item = g_strdup ("사무용품");
  party->address = g_strdup ("서울특별시 보기구 없는길 12, 3층");
  party->contact.email = g_strdup ("tax@example.com");
  return party;
}

static inline void
ui_test_add_line (JbInvoice  *invoice,
                  const char *name,
                  gint64      supply,
                  gint64      tax)
{
  JbLine *line = jb_line_new ();

  line->number = invoice->lines->len + 1;
  line->supplied_on = invoice->written_on;
  line->name = g_strdup (name);
  line->specification = g_strdup ("80g 500매");
  line->quantity = g_strdup ("10");
  line->unit_price = g_strdup_printf ("%" G_GINT64_FORMAT, supply / 10);
  line->supply = supply;
  line->tax = tax;
  g_ptr_array_add (invoice->lines, line);
}

/* The @i-th invoice of the invented book; every seventh is negative, every third a purchase, one has a private buyer. */
static inline JbInvoice *
ui_test_invoice_of (guint       i,
                    const char *company,
                    const char *company_name)
{
  static const char *names[] = { "다솔상사", "가람시스템", "한결공업사", "새봄유통", "미르전자", "온누리물산", "하늘정보" };
  static const char *items[] = { "A4용지", "토너 카트리지", "사무용 의자", "택배비", "전산 유지보수" };
  JbInvoice *invoice = jb_invoice_new ();
  gboolean purchase = i % 3 == 0;
  gboolean amended = i % 7 == 5;
  gint64 supply = (gint64) ((i * 7919) % 997 + 1) * 10000 * (amended ? -1 : 1);
  g_autofree char *number = g_strdup_printf ("001%07u", (i * 7) % 100);
  JbParty *ours = ui_test_party (company, company_name);
  JbParty *theirs = ui_test_party (i == 4 ? "9001011234567" : number, names[i % G_N_ELEMENTS (names)]);

  invoice->company = g_strdup (company);
  invoice->direction = purchase ? JB_DIRECTION_PURCHASE : JB_DIRECTION_SALES;
  invoice->written_on = jb_date_add_days (UI_TEST_TODAY, -(int) i);
  invoice->issued_on = invoice->written_on;
  invoice->issue_id = g_strdup_printf ("%08d41000203%08x", invoice->written_on, i);
  invoice->kind = amended ? 201 : i % 11 == 1 ? 301 : 101;
  invoice->purpose = JB_PURPOSE_CLAIM;
  if (amended)
    {
      invoice->amendment = JB_AMENDMENT_RETURN;
      invoice->original_issue_id = g_strdup_printf ("%08d41000203%08x",
                                                    jb_date_add_days (UI_TEST_TODAY, -(int) i - 3), i + 3);
    }
  invoice->supply = supply;
  invoice->tax = invoice->kind == 301 ? 0 : supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  invoice->supplier = purchase ? theirs : ours;
  invoice->buyer = purchase ? ours : theirs;
  invoice->status = i % 5 == 0 ? JB_STATUS_APPROVED : JB_STATUS_ISSUED;
  invoice->nts_status = JB_NTS_SENT;
  ui_test_add_line (invoice, items[i % G_N_ELEMENTS (items)], supply / 2, invoice->tax / 2);
  ui_test_add_line (invoice, items[(i + 1) % G_N_ELEMENTS (items)], supply - supply / 2, invoice->tax - invoice->tax / 2);
  invoice->item = g_strdup (items[i % G_N_ELEMENTS (items)]);
  invoice->n_lines = 2;
  return invoice;
}

static inline JbInvoice *
ui_test_invoice (guint i)
{
  return ui_test_invoice_of (i, UI_TEST_COMPANY, "가온문구");
}

/* Of @company instead of the usual one; @company_name is what our side is called in them. */
static inline void
ui_test_merge_for (JbArchive  *archive,
                   gint64      connection,
                   const char *company,
                   const char *company_name,
                   guint       first,
                   guint       n)
{
  GPtrArray *invoices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbMergeResult merged = { 0 };

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (invoices, ui_test_invoice_of (i, company, company_name));
  jb_archive_merge_async (archive, jb_merge_page_new (connection, invoices), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_merge_finish (archive, result, &merged, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (merged.n_new, ==, n);
}

static inline void
ui_test_merge (JbArchive *archive,
               gint64     connection,
               guint      first,
               guint      n)
{
  ui_test_merge_for (archive, connection, UI_TEST_COMPANY, "가온문구", first, n);
}

static inline gint64
ui_test_connect_as (JbArchive  *archive,
                    const char *environment,
                    const char *company,
                    const char *company_name)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (environment);
  connection->company = g_strdup (company);
  connection->company_name = g_strdup (company_name);
  connection->account = g_strdup ("gaon01");
  id = jb_archive_add_connection (archive, connection, &error);
  g_assert_no_error (error);
  return id;
}

static inline gint64
ui_test_connect (JbArchive *archive)
{
  return ui_test_connect_as (archive, "demo", UI_TEST_COMPANY, "가온문구");
}

static inline void
ui_test_fill_book (UiTest *f,
                   guint   n_invoices)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  gint64 connection;

  g_assert_no_error (error);
  connection = ui_test_connect (archive);
  ui_test_merge (archive, connection, 0, n_invoices);
  jb_archive_close (archive);
}

/* -- windows -------------------------------------------------------------------------------------------------------- */

#ifdef __SANITIZE_ADDRESS__

/* Whether @address is GLib's table of the names of quarks. */
static inline gboolean
ui_test_is_quark_table (void *address)
{
  const char * const *names = address;
  void *block = NULL;
  gsize size = 0;

  return g_strcmp0 (__asan_locate_address (address, NULL, 0, &block, &size), "heap") == 0 && block == address &&
         size == 2048 * sizeof (char *) && names[1] == g_quark_to_string (1) && names[2] == g_quark_to_string (2);
}

static inline int
ui_test_search_library (struct dl_phdr_info *info,
                        gsize                size,
                        gpointer             user_data)
{
  for (guint i = 0; strstr (info->dlpi_name, "libglib-2.0") != NULL && i < info->dlpi_phnum; i++)
    {
      const ElfW(Phdr) *part = &info->dlpi_phdr[i];
      void * const *words = (void **) (info->dlpi_addr + part->p_vaddr);

      if (part->p_type != PT_LOAD || (part->p_flags & PF_W) == 0)
        continue;
      for (gsize n = 0; n < part->p_memsz / sizeof *words; n++)
        if (ui_test_is_quark_table (words[n]))
          __lsan_ignore_object (words[n]);
    }
  return 0;
}

/* A window makes more quarks than GLib's first table holds (2048). GLib then takes a larger one and gives the old one to nobody, on
 * purpose, because another thread may still read it; the sanitizer calls that a leak. Here it is told about that one table. */
static inline void
ui_test_allow_quark_table (void)
{
  dl_iterate_phdr (ui_test_search_library, NULL);
}

#else

static inline void
ui_test_allow_quark_table (void)
{
}

#endif

/* The memory backend outlives a window: what one test remembered is no business of the next. */
static inline void
ui_test_forget (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  ui_test_allow_quark_table ();
  g_assert_nonnull (settings);
  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (gsize i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  /* Nobody collects by himself but where a test wants it. */
  g_settings_set_boolean (settings, "collect-automatically", FALSE);
}

static inline void
ui_test_prepare (UiTest *f)
{
  g_autoptr(GError) error = NULL;

  ui_test_forget ();
  f->folder = g_dir_make_tmp ("jangbu-ui-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "book.jangbu", NULL);
  /* Ten in the morning in Korea. */
  f->clock = jb_clock_new_manual (jb_instant_from_date (UI_TEST_TODAY) + G_GINT64_CONSTANT (10) * 60 * 60 * 1000, TRUE);
  f->secrets = jb_secrets_new_memory ();
}

static inline void
ui_test_show (UiTest *f)
{
  g_autoptr(GError) error = NULL;

  if (f->session == NULL)
    f->session = jb_session_new (f->path, f->secrets, f->clock);
  f->application = jb_application_new (G_APPLICATION_NON_UNIQUE);
  jb_application_set_session (f->application, f->session);
  g_application_register (G_APPLICATION (f->application), NULL, &error);
  g_assert_no_error (error);
  f->window = jb_window_new (f->application);
  gtk_window_present (GTK_WINDOW (f->window));
}

/* Of the next window. */
static inline void
ui_test_set_size (int width,
                  int height)
{
  g_autoptr(GSettings) settings = jb_settings_new ();

  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
}

/* Another window in the place of the one that is there. */
static inline void
ui_test_reopen (UiTest *f)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  f->window = jb_window_new (f->application);
  gtk_window_present (GTK_WINDOW (f->window));
}

static inline void
ui_test_end (UiTest *f)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* Runs to its end at once: the end is what closes the session and lets go of the bus. */
  g_signal_connect (f->application, "activate", G_CALLBACK (g_application_quit), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (f->application), 0, NULL), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->application);
  /* What was cancelled may still be on its way back. */
  g_object_add_weak_pointer (G_OBJECT (f->session), (gpointer *) &f->session);
  g_object_unref (f->session);
  jb_test_wait_until (f->session == NULL);
  g_clear_object (&f->secrets);
  g_clear_object (&f->clock);
  if (f->folder != NULL)
    jb_test_remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
  *f = (UiTest) { 0 };
}

/* Ends the program; what it would find when it starts again is in @f. */
static inline void
ui_test_stop (UiTest *f)
{
  UiTest next = {
    .folder = g_steal_pointer (&f->folder),
    .path = g_strdup (f->path),
    .clock = g_object_ref (f->clock),
    .secrets = g_object_ref (f->secrets),
  };

  ui_test_end (f);
  *f = next;
}

static inline void
ui_test_go (UiTest     *f,
            const char *page)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "page", g_variant_new_string (page));
}

/* The page's list, with what was asked for. */
static inline JbInvoiceList *
ui_test_list (UiTest      *f,
              JbDirection  direction)
{
  JbInvoicePage *page = jb_window_get_page (f->window, direction);

  jb_test_wait_until (jb_invoice_page_get_list (page) != NULL &&
                      jb_invoice_list_get_query (jb_invoice_page_get_list (page)) != NULL &&
                      !jb_invoice_list_is_loading (jb_invoice_page_get_list (page)));
  return jb_invoice_page_get_list (page);
}

/* The first widget below @widget with this text: a label or a cell. */
static inline GtkWidget *
ui_test_find_text (GtkWidget  *widget,
                   const char *text)
{
  const char *shown = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget))
    shown = gtk_label_get_text (GTK_LABEL (widget));
  else if (JB_IS_TEXT_CELL (widget))
    shown = jb_text_cell_get_text (JB_TEXT_CELL (widget));
  if (shown != NULL && g_str_equal (shown, text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline gboolean
ui_test_shows (UiTest     *f,
               const char *text)
{
  return ui_test_find_text (GTK_WIDGET (f->window), text) != NULL;
}

static inline GtkWidget *
ui_test_find_type (GtkWidget *widget,
                   GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The detail below @widget shows the values as text instead of the form. */
static inline void
ui_test_show_values (GtkWidget *widget)
{
  GtkWidget *switcher = ui_test_find_type (widget, GTK_TYPE_STACK_SWITCHER);

  g_assert_nonnull (switcher);
  gtk_stack_set_visible_child_name (gtk_stack_switcher_get_stack (GTK_STACK_SWITCHER (switcher)), "details");
}

/* (nullable) (transfer none): the first widget below @widget with this name. */
static inline GtkWidget *
ui_test_find (GtkWidget  *widget,
              const char *name)
{
  if (g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* (nullable) (transfer none): the open window of this type. */
static inline GtkWidget *
ui_test_toplevel (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to choose from. */

#define G_LOG_DOMAIN "jb-export-format"

#include "config.h"

#include "jb-export-format.h"

#include "jb-export-layout.h"
#include "jb-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RESOURCES "resource:///kr/jangbu/Jangbu/layouts/"
#define SUFFIX    ".layout"

static const struct
{
  const char   *id;
  JbExportKind  kind;
  const char   *layout;   /* (nullable) */
  const char   *name;
  const char   *description;
} formats[] = {
  { "xlsx", JB_EXPORT_XLSX, RESOURCES "list.layout", N_("Excel Workbook"),
    N_("A table with totals and filters, for Excel, LibreOffice and Hancell.") },
  { "csv", JB_EXPORT_CSV, RESOURCES "list.layout", N_("CSV"),
    N_("The same table as plain text in UTF-8, for every program.") },
  { "csv-cp949", JB_EXPORT_CSV_CP949, RESOURCES "list.layout", N_("CSV for Old Excel (CP949)"),
    N_("For programs that know no UTF-8. Letters that CP949 lacks become □.") },
  { "zip", JB_EXPORT_ORIGINALS, NULL, N_("Originals (ZIP)"),
    N_("The signed XML of each invoice, byte for byte as it arrived. Resident numbers in them are not masked.") },
  { "json", JB_EXPORT_JSON, NULL, N_("JSON"),
    N_("Everything the book knows about each invoice, with its lines, for programs.") },
  { "hometax", JB_EXPORT_XLSX, RESOURCES "hometax.layout", N_("HomeTax List"),
    N_("The 33 columns of HomeTax’s list download, with the first item of each invoice.") },
  { "douzone", JB_EXPORT_XLSX, RESOURCES "douzone.layout", N_("Douzone Smart A, WEHAGO"),
    N_("Sales and purchase slips for the upload. Not deductible purchases must be marked there.") },
  { "ecount", JB_EXPORT_XLSX, RESOURCES "ecount.layout", N_("ECOUNT"),
    N_("Day, counterparty, amounts and number, under ECOUNT’s headings.") },
};

void
jb_export_format_free (JbExportFormat *format)
{
  if (format == NULL)
    return;

  g_free (format->id);
  g_free (format->name);
  g_free (format->description);
  g_free (format->layout);
  g_free (format);
}

JbExportFormat *
jb_export_format_copy (const JbExportFormat *format)
{
  JbExportFormat *copy = g_new0 (JbExportFormat, 1);

  copy->id = g_strdup (format->id);
  copy->name = g_strdup (format->name);
  copy->description = g_strdup (format->description);
  copy->kind = format->kind;
  copy->layout = g_strdup (format->layout);
  return copy;
}

const char *
jb_export_format_get_extension (const JbExportFormat *format)
{
  switch (format->kind)
    {
    case JB_EXPORT_XLSX:
      return "xlsx";

    case JB_EXPORT_JSON:
      return "json";

    case JB_EXPORT_ORIGINALS:
      return "zip";

    case JB_EXPORT_CSV:
    case JB_EXPORT_CSV_CP949:
    default:
      return "csv";
    }
}

static JbExportFormat *
make_own (gsize i)
{
  JbExportFormat *format = g_new0 (JbExportFormat, 1);

  format->id = g_strdup (formats[i].id);
  format->name = g_strdup (_(formats[i].name));
  format->description = g_strdup (_(formats[i].description));
  format->kind = formats[i].kind;
  format->layout = g_strdup (formats[i].layout);
  return format;
}

/* -- the user's ------------------------------------------------------------------------------------------------------- */

/* (transfer full) (type filename) */
static char *
get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "jangbu", "layouts", NULL);
}

static JbExportKind
get_kind (const JbExportLayout *layout)
{
  if (g_strcmp0 (layout->format, "csv") == 0)
    return JB_EXPORT_CSV;
  return g_strcmp0 (layout->format, "csv-cp949") == 0 ? JB_EXPORT_CSV_CP949 : JB_EXPORT_XLSX;
}

static JbExportFormat *
make_users (const char  *path,
            const char  *id,
            GError     **error)
{
  g_autoptr(JbExportLayout) layout = jb_export_layout_load (path, error);
  JbExportFormat *format;

  if (layout == NULL)
    return NULL;

  format = g_new0 (JbExportFormat, 1);
  format->id = g_strdup (id);
  format->name = g_strdup (layout->name != NULL ? layout->name : id);
  format->description = g_strdup (layout->description != NULL ? layout->description : _("A layout of your own."));
  format->kind = get_kind (layout);
  format->layout = g_strdup (path);
  return format;
}

/* NULL for what is no layout by its name. (transfer full) */
static char *
get_id (const char *file_name)
{
  if (!g_str_has_suffix (file_name, SUFFIX) || *file_name == '.' || !g_utf8_validate (file_name, -1, NULL))
    return NULL;
  return g_strndup (file_name, strlen (file_name) - strlen (SUFFIX));
}

static gboolean
is_taken (GPtrArray  *list,
          const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const JbExportFormat *) g_ptr_array_index (list, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
add_users (GPtrArray *list)
{
  g_autofree char *folder = get_folder ();
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);   /* most have none */
  const char *file_name;

  while (dir != NULL && (file_name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *id = get_id (file_name);
      g_autofree char *path = g_build_filename (folder, file_name, NULL);
      g_autoptr(GError) error = NULL;
      JbExportFormat *format;

      if (id == NULL || is_taken (list, id))
        continue;

      format = make_users (path, id, &error);
      if (format != NULL)
        g_ptr_array_add (list, format);
      else
        g_message ("%s", error->message);
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const JbExportFormat *first = *(const JbExportFormat * const *) a;
  const JbExportFormat *second = *(const JbExportFormat * const *) b;

  return g_utf8_collate (first->name, second->name);
}

GPtrArray *
jb_export_format_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_export_format_free);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    g_ptr_array_add (list, make_own (i));

  add_users (list);
  qsort (list->pdata + G_N_ELEMENTS (formats), list->len - G_N_ELEMENTS (formats), sizeof (gpointer), compare);
  return list;
}

JbExportFormat *
jb_export_format_find (const char  *id,
                       GError     **error)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *file_name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (folder, file_name, NULL);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_equal (formats[i].id, id))
        return make_own (i);
      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "", formats[i].id);
    }

  if (strchr (id, '/') == NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return make_users (path, id, error);

  g_set_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_LAYOUT,
               /* Translators: a word that was typed, and those there are */
               _("“%s” is no format. There are %s, and the layouts of your own."), id, ids->str);
  return NULL;
}

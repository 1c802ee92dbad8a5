/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a file is, is told by what stands in it, never by its name. */

#define G_LOG_DOMAIN "jb-import-reader"

#include "config.h"

#include "jb-import-reader.h"

#include "jb-document.h"
#include "jb-import-zip.h"
#include "jb-secure-mail.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A batch ends early when its originals are as large as this together. */
#define BATCH_BYTES (32 * 1024 * 1024)
/* How far the first element of a text is looked for. */
#define HEAD_BYTES 4096

typedef enum
{
  KIND_EMPTY,
  KIND_XML,
  KIND_MAIL,
  KIND_HTML,
  KIND_TEXT,
  KIND_ZIP,
  KIND_OLD_EXCEL,
  KIND_OTHER_ARCHIVE,
  KIND_PDF,
} Kind;

struct _JbImportReader
{
  GBytes       *bytes;
  char        **companies;   /* (owned) */
  JbImportZip  *zip;         /* (nullable): while there is more in it */
  GQueue        waiting;     /* (element-type JbImportItem): read already */
  gsize         n_bytes;     /* of the originals of this batch */
  guint         n_read;      /* of those in the table, with those that wait */
  guint         n_given;
  gboolean      begun;
};

JbImportItem *
jb_import_item_new (const char *entry,
                    guint       row)
{
  JbImportItem *item = g_new0 (JbImportItem, 1);

  item->entry = g_strdup (entry);
  item->row = row;
  return item;
}

void
jb_import_item_free (JbImportItem *item)
{
  if (item == NULL)
    return;

  g_free (item->entry);
  g_free (item->issue_id);
  g_clear_object (&item->invoice);
  g_clear_pointer (&item->original, g_bytes_unref);
  g_free (item->problem);
  g_free (item->sentence);
  g_free (item);
}

void
jb_import_item_take_sentence (JbImportItem *item,
                              char         *sentence)
{
  char *both;

  if (sentence == NULL)
    return;

  if (item->sentence == NULL)
    {
      item->sentence = sentence;
      return;
    }

  both = g_strconcat (item->sentence, " ", sentence, NULL);
  g_free (item->sentence);
  g_free (sentence);
  item->sentence = both;
}

JbImportReader *
jb_import_reader_new (GBytes             *bytes,
                      const char * const *companies)
{
  JbImportReader *self = g_new0 (JbImportReader, 1);

  self->bytes = g_bytes_ref (bytes);
  self->companies = g_strdupv ((char **) companies);
  g_queue_init (&self->waiting);
  return self;
}

void
jb_import_reader_free (JbImportReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->zip, jb_import_zip_close);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) jb_import_item_free);
  g_strfreev (self->companies);
  g_bytes_unref (self->bytes);
  g_free (self);
}

double
jb_import_reader_get_fraction (JbImportReader *self)
{
  if (self->zip != NULL)
    return jb_import_zip_get_fraction (self->zip);
  return self->n_read > 0 ? (double) self->n_given / self->n_read : 0;
}

/* -- what it is ----------------------------------------------------------------------------------------------------- */

static gboolean
begins_with (const char *data,
             gsize       size,
             const char *mark,
             gsize       length)
{
  return size >= length && memcmp (data, mark, length) == 0;
}

static Kind
guess_markup (const char *data,
              gsize       size)
{
  g_autofree char *head = g_ascii_strdown (data, (gssize) MIN (size, HEAD_BYTES));

  if (jb_secure_mail_is_one (data, size))
    return KIND_MAIL;
  if (strstr (head, "<html") != NULL || strstr (head, "<!doctype html") != NULL || strstr (head, "<table") != NULL ||
      strstr (head, "<meta") != NULL)
    return KIND_HTML;
  return KIND_XML;
}

static Kind
guess_kind (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize start;

  if (size == 0)
    return KIND_EMPTY;
  if (begins_with (data, size, "PK\3\4", 4) || begins_with (data, size, "PK\5\6", 4))
    return KIND_ZIP;
  if (begins_with (data, size, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
    return KIND_OLD_EXCEL;
  if (begins_with (data, size, "%PDF-", 5))
    return KIND_PDF;
  if (begins_with (data, size, "Rar!", 4) || begins_with (data, size, "7z\xBC\xAF", 4) || begins_with (data, size, "\x1F\x8B", 2) ||
      begins_with (data, size, "ALZ\1", 4) || begins_with (data, size, "EGGA", 4))
    return KIND_OTHER_ARCHIVE;

  start = begins_with (data, size, "\xEF\xBB\xBF", 3) ? 3 : 0;
  while (start < size && g_ascii_isspace (data[start]))
    start++;
  return start < size && data[start] == '<' ? guess_markup (data + start, size - start) : KIND_TEXT;
}

/* -- one file ------------------------------------------------------------------------------------------------------- */

static void
add (JbImportReader *self,
     JbImportItem   *item)
{
  g_queue_push_tail (&self->waiting, item);
  self->n_read++;
}

static void
refuse (JbImportReader *self,
        const char     *entry,
        const char     *sentence)
{
  JbImportItem *item = jb_import_item_new (entry, 0);

  item->sentence = g_strdup (sentence);
  add (self, item);
}

/* What the signature and the contents say. Nothing of it is a reason to refuse an original: it is evidence as it is. */
static void
judge_document (JbImportItem *item,
                JbDocument   *document)
{
  g_autoptr(GPtrArray) problems = jb_document_find_problems (item->invoice);
  g_autofree char *detail = NULL;

  item->verdict = jb_document_verify (document, &detail);
  if (item->verdict == JB_VERDICT_ALTERED || item->verdict == JB_VERDICT_UNKNOWN_FORM)
    {
      item->problem = g_strdup_printf (_("The signature of the original of %s is not as it should be. %s"), item->issue_id, detail);
      jb_import_item_take_sentence (item, g_strdup (item->problem));
    }
  for (guint i = 0; i < problems->len; i++)
    jb_import_item_take_sentence (item, g_strdup (g_ptr_array_index (problems, i)));
}

static void
read_xml (JbImportReader *self,
          GBytes         *bytes,
          const char     *entry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
  g_autoptr(JbInvoice) invoice = document != NULL ? jb_document_read (document, &error) : NULL;
  JbImportItem *item;

  if (invoice == NULL)
    {
      refuse (self, entry, error->message);
      return;
    }

  item = jb_import_item_new (entry, 0);
  item->issue_id = g_strdup (invoice->issue_id);
  item->invoice = g_steal_pointer (&invoice);
  item->original = g_bytes_ref (bytes);
  self->n_bytes += g_bytes_get_size (bytes);
  judge_document (item, document);
  add (self, item);
}

static void
read_mail (JbImportReader *self,
           GBytes         *bytes,
           const char     *entry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) xml = jb_secure_mail_open (bytes, (const char * const *) self->companies, &error);

  if (xml == NULL)
    refuse (self, entry, error->message);
  else
    read_xml (self, xml, entry);
}

/* Takes @table (nullable) and @error (nullable). */
static void
read_table (JbImportReader *self,
            JbImportTable  *table,
            const char     *entry,
            GError         *error)
{
  g_autoptr(JbImportTable) own = table;
  g_autoptr(GError) problem = error;
  g_autoptr(GPtrArray) items = own != NULL ? jb_import_list_read (own, entry, &problem) : NULL;

  if (items == NULL)
    {
      refuse (self, entry, problem->message);
      return;
    }

  if (items->len == 0)
    refuse (self, entry, _("There is no invoice in this list."));
  g_ptr_array_set_free_func (items, NULL);
  for (guint i = 0; i < items->len; i++)
    add (self, g_ptr_array_index (items, i));
}

static void
read_text (JbImportReader *self,
           GBytes         *bytes,
           const char     *entry,
           gboolean        is_html)
{
  GError *error = NULL;
  g_autofree char *text = jb_import_decode (bytes, &error);
  JbImportTable *table = NULL;

  if (text != NULL)
    table = is_html ? jb_import_read_html (text, &error) : jb_import_read_csv (text, &error);
  read_table (self, table, entry, error);
}

/* Whether any sheet has the list in it; the others hold what the user added. */
static void
read_workbook (JbImportReader *self,
               GBytes         *bytes,
               const char     *entry,
               gboolean        old)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) first_error = NULL;
  g_autoptr(GPtrArray) tables = old ? jb_import_read_xls (bytes, &error) : jb_import_read_xlsx (bytes, &error);
  gboolean any = FALSE;
  guint before = self->n_read;

  if (tables == NULL)
    {
      refuse (self, entry, error->message);
      return;
    }

  g_ptr_array_set_free_func (tables, NULL);
  for (guint i = 0; i < tables->len; i++)
    {
      g_autoptr(JbImportTable) table = g_ptr_array_index (tables, i);
      g_autoptr(GError) problem = NULL;
      g_autofree char *sheet = any ? g_strdup_printf ("%s%s%s", entry != NULL ? entry : "", entry != NULL ? " · " : "", table->name)
                                   : g_strdup (entry);
      g_autoptr(GPtrArray) items = jb_import_list_read (table, sheet, &problem);

      if (items == NULL)
        {
          if (first_error == NULL)
            first_error = g_steal_pointer (&problem);
          continue;
        }

      any = TRUE;
      g_ptr_array_set_free_func (items, NULL);
      for (guint n = 0; n < items->len; n++)
        add (self, g_ptr_array_index (items, n));
    }

  if (!any)
    refuse (self, entry, first_error->message);
  else if (self->n_read == before)
    refuse (self, entry, _("There is no invoice in this list."));
}

static gboolean
is_content_types (const char *path)
{
  return g_str_equal (path, "[Content_Types].xml");
}

static gboolean
is_workbook_part (const char *path)
{
  return g_str_equal (path, "xl/workbook.xml");
}

static gboolean
zip_has (GBytes    *bytes,
         gboolean (*wanted) (const char *path))
{
  g_autoptr(JbImportZip) zip = jb_import_zip_open (bytes, NULL);
  g_auto(JbImportZipEntry) entry = { 0 };

  return zip != NULL && jb_import_zip_next (zip, wanted, &entry, NULL);
}

static void
begin_zip (JbImportReader *self,
           GBytes         *bytes,
           const char     *entry)
{
  g_autoptr(GError) error = NULL;

  if (zip_has (bytes, is_workbook_part))
    read_workbook (self, bytes, entry, FALSE);
  else if (zip_has (bytes, is_content_types))
    refuse (self, entry, _("This is a document of Office, but no Excel file. Import HomeTax's list as .xlsx or CSV."));
  else if (entry != NULL)
    refuse (self, entry, _("A ZIP inside a ZIP is not opened. Unpack it yourself, and import what is in it."));
  else if ((self->zip = jb_import_zip_open (bytes, &error)) == NULL)
    refuse (self, entry, error->message);
}

/* @entry: (nullable): NULL = the file itself */
static void
read_file (JbImportReader *self,
           GBytes         *bytes,
           const char     *entry)
{
  switch (guess_kind (bytes))
    {
    case KIND_EMPTY:
      refuse (self, entry, _("This file is empty."));
      break;

    case KIND_XML:
      read_xml (self, bytes, entry);
      break;

    case KIND_MAIL:
      read_mail (self, bytes, entry);
      break;

    case KIND_HTML:
      read_text (self, bytes, entry, TRUE);
      break;

    case KIND_ZIP:
      begin_zip (self, bytes, entry);
      break;

    case KIND_OLD_EXCEL:
      read_workbook (self, bytes, entry, TRUE);
      break;

    case KIND_OTHER_ARCHIVE:
      refuse (self, entry, _("Jangbu does not open this kind of archive. Unpack it yourself, and import what is in it."));
      break;

    case KIND_PDF:
      refuse (self, entry, _("A PDF only shows an invoice. Import the XML of the invoice, or HomeTax's list as .xlsx or CSV."));
      break;

    case KIND_TEXT:
    default:
      read_text (self, bytes, entry, FALSE);
      break;
    }
}

/* -- going on ------------------------------------------------------------------------------------------------------- */

static void
read_entry (JbImportReader *self)
{
  g_auto(JbImportZipEntry) entry = { 0 };
  g_autoptr(GError) error = NULL;

  if (jb_import_zip_next (self->zip, NULL, &entry, &error))
    {
      if (entry.bytes != NULL)
        read_file (self, entry.bytes, entry.name);
      else
        refuse (self, entry.name, entry.problem);
      return;
    }

  g_clear_pointer (&self->zip, jb_import_zip_close);
  if (error != NULL)
    refuse (self, NULL, error->message);
  else if (self->n_read == 0)
    refuse (self, NULL, _("There is nothing in this ZIP file."));
}

GPtrArray *
jb_import_reader_next (JbImportReader *self,
                       guint           max,
                       GCancellable   *cancellable)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_import_item_free);

  if (!self->begun)
    {
      self->begun = TRUE;
      read_file (self, self->bytes, NULL);
    }

  while (self->zip != NULL && self->waiting.length < max && self->n_bytes < BATCH_BYTES && !g_cancellable_is_cancelled (cancellable))
    read_entry (self);
  self->n_bytes = 0;

  while (items->len < max && self->waiting.length > 0)
    {
      g_ptr_array_add (items, g_queue_pop_head (&self->waiting));
      self->n_given++;
    }
  return items;
}

/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One JSON array, an invoice a line: the objects of "jangbu-cli show --json". */

#define G_LOG_DOMAIN "jb-export-json"

#include "config.h"

#include "jb-export-writer.h"

#include "jb-invoice-json.h"

#include <string.h>

typedef struct
{
  JbExportWriter  parent;
  JbWholeFile   *file;
} Json;

static gboolean
write_text (Json        *self,
            const char  *text,
            GError     **error)
{
  return jb_whole_file_write (self->file, text, strlen (text), error);
}

static gboolean
json_add (JbExportWriter    *writer,
          const JbWalkStop  *stop,
          GError           **error)
{
  Json *self = (Json *) writer;
  g_autoptr(JsonNode) node = jb_invoice_to_json (stop->invoice, TRUE);
  g_autofree char *text = json_to_string (node, FALSE);

  return write_text (self, writer->n_written++ > 0 ? ",\n" : "[\n", error) && write_text (self, text, error);
}

static gboolean
json_end (JbExportWriter  *writer,
          GCancellable    *cancellable,
          GError         **error)
{
  return write_text ((Json *) writer, "\n]\n", error);
}

static void
json_free (JbExportWriter *writer)
{
  g_free (writer);
}

JbExportWriter *
jb_export_json_new (JbWholeFile *file)
{
  Json *self = g_new0 (Json, 1);

  self->parent = (JbExportWriter) { .add = json_add, .end = json_end, .free = json_free };
  self->file = file;
  return &self->parent;
}

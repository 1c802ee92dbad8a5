/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's envelope as it comes. Answers come from outside: the whole text is proven here once, before anybody looks into a
 * row, so that what follows may rely on it; or while a list is read that nobody sees before its end was good. Rows are read one at a
 * time, in the memory of the one before. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-json-reader.h"
#include "jb-smartbill-answer.h"
#include "jb-smartbill-errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The widest table known has 32 columns (smartbill.md 3.2), the longest answer a month of a very large company. */
#define MAX_COLUMNS 256
#define MAX_ROWS 500000

/* Where a column was found the last time. */
typedef struct
{
  const char *column;   /* (nullable): whoever asks in the same words asks with the same pointer, mostly */
  guint       index;
} Lookup;

#define N_LOOKUPS 64

struct _JbSmartbillRow
{
  GArray     *cells;     /* (element-type Cell): the first n_cells are of this row; their names are those of the row before until they differ */
  guint       n_cells;
  GString    *names;     /* of the cells, one behind the other */
  GString    *text;      /* the values that were asked for, each with its NUL; has room for all of them */
  const char *start;     /* as it stands in the answer */
  const char *end;
  Lookup     *lookups;   /* (owned) (array length=N_LOOKUPS) */
};

typedef struct
{
  gsize        name;         /* offset into the row's names */
  gsize        name_length;
  const char  *start;        /* as it stands in the answer, name and value */
  const char  *end;
  JbJsonToken  token;        /* of the value */
  const char  *text;         /* of a STRING or NUMBER, as it is written */
  gsize        length;
  gboolean     has_escapes;
  gsize        value;        /* offset into the row's text; NOT_READ, or NO_VALUE: neither text nor number */
} Cell;

#define NO_VALUE G_MAXSIZE
#define NOT_READ (G_MAXSIZE - 1)

struct _JbSmartbillAnswer
{
  GBytes         *body;     /* (owned) */
  JbJsonReader    reader;   /* inside the table, before the row that comes next */
  guint           n_rows;   /* of an unproven answer: so far */
  gboolean        is_proven;
  gboolean        ended;    /* there are no more rows */
  JbSmartbillRow  row;
};

/* A place in the answer where a table is expected. */
typedef enum
{
  TABLE_ABSENT,       /* or null: an empty one */
  TABLE_PRESENT,
  TABLE_WRONG,        /* something else is there */
} TableState;

typedef struct
{
  TableState    state;
  JbJsonReader  reader;
  guint         n_rows;
} Table;

enum { TABLE, TABLE1, N_TABLES };
static const char * const table_names[N_TABLES] = { "Table", "Table1" };

/* What an answer says beside its rows. */
typedef struct
{
  char       *signal;
  char       *code;
  char       *message;
  gboolean    set_is_wrong;
  Table       tables[N_TABLES];
} Envelope;

GError *
jb_smartbill_answer_error_new (const char *sentence)
{
  return jb_provider_error_new (JB_PROVIDER_ERROR_PROTOCOL, NULL, NULL, sentence);
}

static GError *
make_reader_error (JbJsonReader *reader)
{
  gsize position;
  JbJsonError error = jb_json_reader_get_error (reader, &position);

  /* The place, not the content. */
  g_debug ("no JSON object: %d at byte %" G_GSIZE_FORMAT, error, position);

  switch (error)
    {
    case JB_JSON_ERROR_EMPTY:
      return jb_smartbill_answer_error_new (_("SmartBill sent an empty answer. Try again later; if it goes on, ask SmartBill (1588-8064)."));
    case JB_JSON_ERROR_ENCODING:
      return jb_smartbill_answer_error_new (_("SmartBill's answer is not written in the character set that it names (UTF-8). "
                           "Try again later; if it goes on, ask SmartBill (1588-8064)."));
    case JB_JSON_ERROR_SIZE:
      return jb_smartbill_answer_error_new (_("SmartBill's answer is built in a way that Jangbu does not read: too deep or too wide. "
                           "Check the address of the connection; if it is right, ask SmartBill (1588-8064)."));
    case JB_JSON_ERROR_SYNTAX:
    default:
      return jb_smartbill_answer_error_new (_("SmartBill's answer is cut off or is no JSON. "
                           "Try again later; if it goes on, ask SmartBill (1588-8064)."));
    }
}

/* -- cells ---------------------------------------------------------------------------------------------------------------- */

/* The longest number of 15 digits. */
#define NUMBER_CHARS 24

/* 45000.0 and 4.5e4 are whole amounts too. */
static void
append_number (const char *digits,
               gsize       length,
               GString    *to)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gsize start = to->len;

  g_string_append_len (to, digits, (gssize) length);
  if (strpbrk (to->str + start, ".eE") == NULL)
    return;

  g_ascii_formatd (number, sizeof number, "%.15g", g_ascii_strtod (to->str + start, NULL));
  g_string_truncate (to, start);
  g_string_append (to, number);
}

/* Appends a value as text. FALSE: it is neither text nor number. */
static gboolean
append_value (JbJsonReader *reader,
              JbJsonToken   token,
              GString      *to)
{
  if (token == JB_JSON_STRING)
    jb_json_reader_append_text (reader, to);
  else if (token == JB_JSON_NUMBER)
    append_number (reader->text, reader->length, to);
  else
    return FALSE;

  return TRUE;
}

/* The rows of a list have the same columns in the same order: their names are kept from one row to the next. */
static Cell *
take_cell (JbJsonReader   *reader,
           JbSmartbillRow *row)
{
  Cell *cell = row->n_cells < row->cells->len ? &g_array_index (row->cells, Cell, row->n_cells) : NULL;
  Cell other = { 0 };

  if (cell == NULL || reader->has_escapes || cell->name_length != reader->length ||
      memcmp (row->names->str + cell->name, reader->text, reader->length) != 0)
    {
      if (cell != NULL)
        g_string_truncate (row->names, cell->name);
      other.name = row->names->len;
      jb_json_reader_append_text (reader, row->names);
      other.name_length = row->names->len - other.name;
      g_array_set_size (row->cells, row->n_cells);
      g_array_append_val (row->cells, other);
      memset (row->lookups, 0, N_LOOKUPS * sizeof *row->lookups);
      cell = &g_array_index (row->cells, Cell, row->n_cells);
    }

  row->n_cells++;
  return cell;
}

static void
read_cell (JbJsonReader   *reader,
           JbSmartbillRow *row)
{
  const char *start = reader->text;
  Cell *cell = take_cell (reader, row);

  cell->start = start;
  cell->token = jb_json_reader_next (reader);
  cell->text = reader->text;
  cell->length = reader->length;
  cell->has_escapes = reader->has_escapes;
  cell->value = cell->token == JB_JSON_STRING || cell->token == JB_JSON_NUMBER ? NOT_READ : NO_VALUE;
  jb_json_reader_skip (reader, cell->token);
  cell->end = reader->at;
}

static void
read_row (JbJsonReader   *reader,
          JbSmartbillRow *row)
{
  gsize room;

  row->n_cells = 0;
  row->start = reader->at;
  while (jb_json_reader_next (reader) == JB_JSON_NAME)
    read_cell (reader, row);
  row->end = reader->at;

  if (row->n_cells < row->cells->len)
    {
      g_string_truncate (row->names, g_array_index (row->cells, Cell, row->n_cells).name);
      g_array_set_size (row->cells, row->n_cells);
      memset (row->lookups, 0, N_LOOKUPS * sizeof *row->lookups);
    }

  /* Once for all, so that what was asked for stays where it is. */
  room = (gsize) (row->end - row->start) + row->n_cells * (NUMBER_CHARS + 1) + 1;
  if (row->text->allocated_len < room)
    g_string_set_size (row->text, room);
  g_string_truncate (row->text, 0);
}

static gboolean
is_cell (const JbSmartbillRow *row,
         guint                 index,
         const char           *column)
{
  const Cell *cell = &g_array_index (row->cells, Cell, index);

  return strncmp (row->names->str + cell->name, column, cell->name_length) == 0 && column[cell->name_length] == '\0';
}

static Cell *
find_cell (const JbSmartbillRow *row,
           const char           *column)
{
  Lookup *lookup = &row->lookups[(GPOINTER_TO_SIZE (column) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 32) % N_LOOKUPS];

  if (lookup->column == column && is_cell (row, lookup->index, column))
    return &g_array_index (row->cells, Cell, lookup->index);

  /* A name that comes twice: the last one counts. */
  for (guint i = row->cells->len; i > 0; i--)
    {
      if (!is_cell (row, i - 1, column))
        continue;

      *lookup = (Lookup) { column, i - 1 };
      return &g_array_index (row->cells, Cell, i - 1);
    }

  return NULL;
}

static void
read_value (Cell    *cell,
            GString *text)
{
  JbJsonReader reader = { .text = cell->text, .length = cell->length, .has_escapes = cell->has_escapes };
  gsize start = text->len;

  append_value (&reader, cell->token, text);
  cell->value = text->len > start ? start : NO_VALUE;
  g_string_append_c (text, '\0');
}

const char *
jb_smartbill_row_get_cell (const JbSmartbillRow *row,
                           const char           *column)
{
  Cell *cell = find_cell (row, column);

  if (cell != NULL && cell->value == NOT_READ)
    read_value (cell, row->text);

  return cell != NULL && cell->value != NO_VALUE ? row->text->str + cell->value : NULL;
}

/* Eight bytes at a time, each mixed into all of those before. */
static guint64
mix (guint64     hash,
     const char *bytes,
     gsize       size)
{
  guint64 word = 0;

  for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word)
    {
      memcpy (&word, bytes, sizeof word);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 32;
    }

  word = size;
  memcpy ((char *) &word + 1, bytes, size);
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ (hash >> 32);
}

/* What is written in another way says something else: that costs no more than reading it once more. */
guint64
jb_smartbill_row_hash (const JbSmartbillRow *row,
                       const char           *except)
{
  const Cell *cell = find_cell (row, except);
  guint64 hash;

  if (cell == NULL)
    return mix (0, row->start, (gsize) (row->end - row->start));

  hash = mix (0, row->start, (gsize) (cell->start - row->start));
  return mix (hash, cell->end, (gsize) (row->end - cell->end));
}

/* -- the envelope --------------------------------------------------------------------------------------------------------- */

static void
envelope_clear (Envelope *envelope)
{
  g_free (envelope->signal);
  g_free (envelope->code);
  g_free (envelope->message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Envelope, envelope_clear)

static void
read_text (JbJsonReader  *reader,
           char         **text)
{
  g_autoptr(GString) value = g_string_new (NULL);
  JbJsonToken token = jb_json_reader_next (reader);

  g_clear_pointer (text, g_free);
  if (append_value (reader, token, value) && value->len > 0)
    *text = g_string_free (g_steal_pointer (&value), FALSE);
  jb_json_reader_skip (reader, token);
}

/* Remembers where the table is and counts its rows, which proves them. */
static void
read_table (JbJsonReader *reader,
            Table        *table)
{
  JbJsonToken token = jb_json_reader_next (reader);

  *table = (Table) { .state = token == JB_JSON_NULL ? TABLE_ABSENT : TABLE_WRONG };
  if (token != JB_JSON_ARRAY)
    {
      jb_json_reader_skip (reader, token);
      return;
    }

  table->state = TABLE_PRESENT;
  table->reader = *reader;
  while ((token = jb_json_reader_next (reader)) != JB_JSON_ARRAY_END && token != JB_JSON_BROKEN)
    {
      table->n_rows++;
      jb_json_reader_skip (reader, token);
    }
}

static void
read_data_set (JbJsonReader *reader,
               Envelope     *envelope)
{
  JbJsonToken token = jb_json_reader_next (reader);

  memset (envelope->tables, 0, sizeof envelope->tables);
  envelope->set_is_wrong = token != JB_JSON_OBJECT && token != JB_JSON_NULL;
  if (token != JB_JSON_OBJECT)
    {
      jb_json_reader_skip (reader, token);
      return;
    }

  while (jb_json_reader_next (reader) == JB_JSON_NAME)
    {
      if (jb_json_reader_text_is (reader, table_names[TABLE]))
        read_table (reader, &envelope->tables[TABLE]);
      else if (jb_json_reader_text_is (reader, table_names[TABLE1]))
        read_table (reader, &envelope->tables[TABLE1]);
      else
        jb_json_reader_skip (reader, jb_json_reader_next (reader));
    }
}

static void
read_member (JbJsonReader *reader,
             Envelope     *envelope)
{
  if (jb_json_reader_text_is (reader, "Signal"))
    read_text (reader, &envelope->signal);
  else if (jb_json_reader_text_is (reader, "ResultCode"))
    read_text (reader, &envelope->code);
  else if (jb_json_reader_text_is (reader, "ResultMessage"))
    read_text (reader, &envelope->message);
  else if (jb_json_reader_text_is (reader, "ResultDataSet"))
    read_data_set (reader, envelope);
  else
    jb_json_reader_skip (reader, jb_json_reader_next (reader));
}

/* Goes once over the whole text, so that nothing is taken from an answer that is broken further on. */
static gboolean
read_envelope (JbJsonReader  *reader,
               Envelope      *envelope,
               GError       **error)
{
  JbJsonToken token = jb_json_reader_next (reader);

  if (token != JB_JSON_OBJECT)
    {
      /* What is whole but no object is told as what is broken. */
      if (jb_json_reader_skip (reader, token) != JB_JSON_BROKEN)
        reader->error = JB_JSON_ERROR_SYNTAX;
      g_propagate_error (error, make_reader_error (reader));
      return FALSE;
    }

  while (jb_json_reader_next (reader) == JB_JSON_NAME)
    read_member (reader, envelope);

  if (jb_json_reader_next (reader) == JB_JSON_END)
    return TRUE;

  g_propagate_error (error, make_reader_error (reader));
  return FALSE;
}

/* The answer names the signal it answers, or that signal with _FINISH (C7, U-12); when it names none, it is taken as it is. */
static gboolean
is_answer_to (const char *answered,
              const char *signal)
{
  gsize length = strlen (signal);

  if (answered == NULL)
    return TRUE;

  return strncmp (answered, signal, length) == 0 && (answered[length] == '\0' || g_str_equal (answered + length, "_FINISH"));
}

static gboolean
check_result (const Envelope  *envelope,
              const char      *signal,
              GError         **error)
{
  if (envelope->code == NULL)
    g_propagate_error (error, jb_smartbill_answer_error_new (_("SmartBill's answer holds no result code. "
                                            "Try again later; if it goes on, ask SmartBill (1588-8064).")));
  else if (!g_str_equal (envelope->code, JB_SMARTBILL_SUCCESS))
    g_propagate_error (error, jb_smartbill_error_new (envelope->code, envelope->message));
  else if (!is_answer_to (envelope->signal, signal))
    g_propagate_error (error, jb_smartbill_answer_error_new (_("SmartBill answered another question than was asked. "
                                            "Try again later; if it goes on, ask SmartBill (1588-8064).")));
  else
    return TRUE;

  return FALSE;
}

/* smartbill.md 4.1: Table1 for some signals, Table for the others; the other name when the expected one is missing;
 * a missing or null table is an empty one. FALSE when there is something else in its place. */
static gboolean
find_table (const Envelope  *envelope,
            const char      *signal,
            const Table    **table)
{
  gboolean second = g_str_equal (signal, "GET_TOKEN") || g_str_equal (signal, "PREVIEW_FORM") || g_str_equal (signal, "VIEW_XML");
  const Table *expected = &envelope->tables[second ? TABLE1 : TABLE];
  const Table *other = &envelope->tables[second ? TABLE : TABLE1];

  *table = expected->state != TABLE_ABSENT ? expected : other;
  return !envelope->set_is_wrong && (*table)->state != TABLE_WRONG;
}

/* -- the answer ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_web_page (const JbJsonReader *reader)
{
  return reader->at < reader->end && *reader->at == '<';
}

static JbSmartbillAnswer *
answer_new (GBytes      *body,
            const Table *table,
            gboolean     is_proven)
{
  JbSmartbillAnswer *answer = g_new0 (JbSmartbillAnswer, 1);

  answer->body = g_bytes_ref (body);
  answer->reader = table->reader;
  answer->n_rows = table->n_rows;
  answer->is_proven = is_proven;
  answer->ended = table->state != TABLE_PRESENT;
  answer->row.cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  answer->row.names = g_string_new (NULL);
  answer->row.text = g_string_new (NULL);
  answer->row.lookups = g_new0 (Lookup, N_LOOKUPS);

  return answer;
}

/* smartbill.md 4.1: the usual order, in which everything but the rows is known before them. */
static gboolean
find_rows (JbJsonReader *reader,
           const char   *signal)
{
  g_auto(Envelope) envelope = { 0 };
  JbJsonToken token;

  if (jb_json_reader_next (reader) != JB_JSON_OBJECT)
    return FALSE;

  while ((token = jb_json_reader_next (reader)) == JB_JSON_NAME && !jb_json_reader_text_is (reader, "ResultDataSet"))
    read_member (reader, &envelope);

  return token == JB_JSON_NAME && check_result (&envelope, signal, NULL) &&
         jb_json_reader_next (reader) == JB_JSON_OBJECT &&
         jb_json_reader_next (reader) == JB_JSON_NAME && jb_json_reader_text_is (reader, table_names[TABLE]) &&
         jb_json_reader_next (reader) == JB_JSON_ARRAY;
}

JbSmartbillAnswer *
jb_smartbill_answer_begin (GBytes     *body,
                           const char *signal)
{
  Table table = { .state = TABLE_PRESENT };
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  jb_json_reader_init (&table.reader, data, size, MAX_COLUMNS, MAX_ROWS);
  return find_rows (&table.reader, signal) ? answer_new (body, &table, FALSE) : NULL;
}

gboolean
jb_smartbill_answer_end (JbSmartbillAnswer *answer)
{
  return answer->ended &&
         jb_json_reader_next (&answer->reader) == JB_JSON_OBJECT_END &&
         jb_json_reader_next (&answer->reader) == JB_JSON_OBJECT_END &&
         jb_json_reader_next (&answer->reader) == JB_JSON_END;
}

JbSmartbillAnswer *
jb_smartbill_answer_parse (GBytes      *body,
                           const char  *signal,
                           GError     **error)
{
  g_auto(Envelope) envelope = { 0 };
  JbJsonReader reader;
  const Table *table;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  jb_json_reader_init (&reader, data, size, MAX_COLUMNS, MAX_ROWS);
  if (is_web_page (&reader))
    {
      g_propagate_error (error, jb_smartbill_answer_error_new (_("A web page came instead of SmartBill's answer. Check whether the network asks for a "
                                              "login first, and the address of the connection.")));
      return NULL;
    }
  if (!read_envelope (&reader, &envelope, error) || !check_result (&envelope, signal, error))
    return NULL;

  if (!find_table (&envelope, signal, &table))
    {
      g_propagate_error (error, jb_smartbill_answer_error_new (_("SmartBill's answer holds no table where one belongs. "
                                              "Try again later; if it goes on, ask SmartBill (1588-8064).")));
      return NULL;
    }

  return answer_new (body, table, TRUE);
}

/* To be raised when a list is read in another way than before, so that no answer counts as read that was read differently. */
#define READ_AS "smartbill 1"

/* smartbill.md 4.1: the data come last. The head before them is short. */
#define DATA_SET_NAME "\"ResultDataSet\""
#define MAX_HEAD 4096

static gboolean
is_other_each_time (JbJsonReader *reader)
{
  return jb_json_reader_text_is (reader, "MessageId") || jb_json_reader_text_is (reader, "ResponseTime");
}

/* @text: the members before the data as an object of their own. FALSE when there is anything but texts, numbers and null in it. */
static gboolean
add_head (JbDigest      *digest,
          const GString *text)
{
  JbJsonReader reader;
  JbJsonToken token;

  jb_json_reader_init (&reader, text->str, text->len, MAX_COLUMNS, MAX_ROWS);
  if (jb_json_reader_next (&reader) != JB_JSON_OBJECT)
    return FALSE;

  while ((token = jb_json_reader_next (&reader)) == JB_JSON_NAME)
    {
      const char *name = reader.text;
      gboolean other = is_other_each_time (&reader);

      token = jb_json_reader_next (&reader);
      if (token != JB_JSON_STRING && token != JB_JSON_NUMBER && token != JB_JSON_NULL)
        return FALSE;
      if (!other)
        jb_digest_add (digest, name, (gsize) (reader.at - name));
    }

  return token == JB_JSON_OBJECT_END && jb_json_reader_next (&reader) == JB_JSON_END;
}

static void
drop_blanks (GString *text)
{
  while (text->len > 0 && strchr (" \t\r\n", text->str[text->len - 1]) != NULL)
    g_string_truncate (text, text->len - 1);
}

/* What stands before the next member becomes an object of its own. FALSE when no member can come next. */
static gboolean
close_head (GString *head)
{
  gboolean is_first;

  drop_blanks (head);
  is_first = g_str_has_suffix (head->str, "{");
  if (!is_first && !g_str_has_suffix (head->str, ","))
    return FALSE;

  if (!is_first)
    {
      g_string_truncate (head, head->len - 1);
      drop_blanks (head);
      if (g_str_has_suffix (head->str, "{"))
        return FALSE;
    }
  g_string_append_c (head, '}');
  return TRUE;
}

gboolean
jb_smartbill_answer_get_digest (GBytes       *body,
                                const guint8  key[JB_DIGEST_BYTES],
                                guint8        out[JB_DIGEST_BYTES])
{
  g_autoptr(JbDigest) digest = jb_digest_new ();
  g_autoptr(GString) head = NULL;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  const char *tail = data != NULL ? g_strstr_len (data, (gssize) MIN (size, MAX_HEAD), DATA_SET_NAME) : NULL;

  if (tail == NULL)
    return FALSE;

  head = g_string_new_len (data, tail - data);
  if (!close_head (head))
    return FALSE;

  jb_digest_add (digest, READ_AS, sizeof READ_AS);
  jb_digest_add (digest, key, JB_DIGEST_BYTES);
  if (!add_head (digest, head))
    return FALSE;

  jb_digest_add (digest, tail, size - (gsize) (tail - data));
  jb_digest_end (digest, out);
  return TRUE;
}

void
jb_smartbill_answer_free (JbSmartbillAnswer *answer)
{
  if (answer == NULL)
    return;

  g_bytes_unref (answer->body);
  g_array_unref (answer->row.cells);
  g_string_free (answer->row.names, TRUE);
  g_string_free (answer->row.text, TRUE);
  g_free (answer->row.lookups);
  g_free (answer);
}

guint
jb_smartbill_answer_get_n_rows (const JbSmartbillAnswer *answer)
{
  return answer->n_rows;
}

gboolean
jb_smartbill_answer_next (JbSmartbillAnswer     *answer,
                          const JbSmartbillRow **row)
{
  JbJsonToken token;

  *row = NULL;
  if (answer->ended)
    return FALSE;

  token = jb_json_reader_next (&answer->reader);
  answer->ended = token == JB_JSON_ARRAY_END;
  if (answer->ended || token == JB_JSON_BROKEN)
    return FALSE;

  if (!answer->is_proven)
    answer->n_rows++;
  if (token == JB_JSON_OBJECT)
    {
      read_row (&answer->reader, &answer->row);
      *row = &answer->row;
      return TRUE;
    }

  jb_json_reader_skip (&answer->reader, token);
  return TRUE;
}

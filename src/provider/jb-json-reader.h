/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads JSON (RFC 8259) token by token, without a tree: a list of ten thousand rows costs the memory of its own text. For answers
 * that may be large; what is small or written by us is for json-glib. Used by the services' folders. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  JB_JSON_BROKEN,         /* see jb_json_reader_get_error(); stays so */
  JB_JSON_END,            /* after the one value of the text; stays so */
  JB_JSON_OBJECT,
  JB_JSON_OBJECT_END,
  JB_JSON_ARRAY,
  JB_JSON_ARRAY_END,
  JB_JSON_NAME,           /* of the member whose value comes next */
  JB_JSON_STRING,
  JB_JSON_NUMBER,
  JB_JSON_TRUE,
  JB_JSON_FALSE,
  JB_JSON_NULL,
} JbJsonToken;

typedef enum
{
  JB_JSON_ERROR_EMPTY,    /* nothing but blanks */
  JB_JSON_ERROR_ENCODING, /* not UTF-8 */
  JB_JSON_ERROR_SYNTAX,
  JB_JSON_ERROR_SIZE,     /* deeper or wider than the limits */
} JbJsonError;

/* The deepest nesting that is read. */
#define JB_JSON_MAX_DEPTH 16

typedef struct
{
  /* Input. */
  const char  *start;
  const char  *end;
  guint        max_members;            /* of one object */
  guint        max_elements;           /* of one array */

  /* In progress. */
  const char  *at;
  guint        depth;
  guint        state;
  gboolean     is_object[JB_JSON_MAX_DEPTH];
  guint        counts[JB_JSON_MAX_DEPTH];

  /* The token. */
  const char  *text;                   /* NAME, STRING: between the quotes, as it is written; NUMBER: its digits */
  gsize        length;
  gboolean     has_escapes;
  JbJsonError  error;
} JbJsonReader;

/* @data is borrowed until the reader is not used any more. A copy of a reader (an assignment) goes on from the same place on its own.
 * Beyond the grammar two things are tolerated: a byte order mark, and control characters other than NUL inside a text, because one
 * line break in a remark would cost every row. Names that come twice are handed on as they come. */
void         jb_json_reader_init        (JbJsonReader *self,
                                         const char   *data,
                                         gsize         size,
                                         guint         max_members,
                                         guint         max_elements);

JbJsonToken  jb_json_reader_next        (JbJsonReader *self);

/* Reads on to the end of the value that @first began; JB_JSON_BROKEN, or the token that ended it. */
JbJsonToken  jb_json_reader_skip        (JbJsonReader *self,
                                         JbJsonToken   first);

/* The text of a NAME or STRING, its escapes resolved. What no text can hold, half a surrogate pair and NUL, is U+FFFD there. */
void         jb_json_reader_append_text (JbJsonReader *self,
                                         GString      *to);
/* Is the text of a NAME or STRING @other? */
gboolean     jb_json_reader_text_is     (JbJsonReader *self,
                                         const char   *other);

/* After JB_JSON_BROKEN. @position: (out) (optional): the byte that it failed at. */
JbJsonError  jb_json_reader_get_error   (JbJsonReader *self,
                                         gsize        *position);

G_END_DECLS

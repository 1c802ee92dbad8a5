/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the writer of documents writes with: XML one element a line, and sentences about what cannot be written.
 * Used by jb-document-writer.c only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString    *xml;
  guint       depth;
  GPtrArray  *problems;   /* (element-type utf8) */
  const char *where;      /* (nullable): what the sentences are about: "Supplier" */
  guint       line;       /* or the line of that number; 0 = in none */
} JbWriter;

void      _jb_writer_complain        (JbWriter    *self,
                                      const char  *sentence);
/* @format: with one %s for the field and where it is. */
void      _jb_writer_complain_about  (JbWriter    *self,
                                      const char  *field,
                                      const char  *format);

void      _jb_writer_open            (JbWriter    *self,
                                      const char  *element);
void      _jb_writer_close           (JbWriter    *self,
                                      const char  *element);
/* @text: UTF-8 that fits XML. */
void      _jb_writer_put_element     (JbWriter    *self,
                                      const char  *element,
                                      const char  *text);
void      _jb_writer_put_number      (JbWriter    *self,
                                      const char  *element,
                                      gint64       number);

/* Blanks are no text. */
gboolean  _jb_has_text               (const char  *text);
/* Without the blanks around it; NULL after a complaint. @text must have text. (transfer full) */
char     *_jb_writer_take_text       (JbWriter    *self,
                                      const char  *field,
                                      const char  *text);
/* What is empty is left out. @max: characters. */
void      _jb_writer_put_text        (JbWriter    *self,
                                      const char  *element,
                                      const char  *field,
                                      const char  *text,
                                      glong        max);
void      _jb_writer_put_needed_text (JbWriter    *self,
                                      const char  *element,
                                      const char  *field,
                                      const char  *text,
                                      glong        max);
/* An empty one makes a service refuse the document (etax-domain.md 1.4), so it is left out. */
void      _jb_writer_put_decimal     (JbWriter    *self,
                                      const char  *element,
                                      const char  *field,
                                      const char  *text);
/* 0 is left out. */
void      _jb_writer_put_date        (JbWriter    *self,
                                      const char  *element,
                                      const char  *field,
                                      int          date);

G_END_DECLS

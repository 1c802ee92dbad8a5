/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Small pieces of text and of labels that several pages show the same way. */

#pragma once

#include <gtk/gtk.h>

#include "jb-archive.h"
#include "jb-codes.h"

G_BEGIN_DECLS

typedef enum
{
  JB_HINT_PLAIN,
  JB_HINT_WARNING,
  JB_HINT_ERROR,
} JbHint;

/* "₩1,200,000", "1,200,000원": in the user's language. (transfer full) */
char        *jb_text_won             (gint64      won);
/* "Today at 14:02" or "2026-09-14 14:02", local time. (transfer full) */
char        *jb_text_instant         (gint64      ms,
                                      gint64      now_ms);
/* "1,234": a plain count. (transfer full) */
char        *jb_text_count           (guint       count);
/* What a run brought, or the sentence of its failure. (transfer full) */
char        *jb_text_run_result      (const JbRun *run);
/* What an environment is called that is "demo", "production" or (nullable) an address. Static. */
const char  *jb_text_environment     (const char *environment);
/* Says in @hint, which stands near it, what is right or wrong with what is in @row; a screen reader says it with the row.
 * @row: a GtkWidget. */
void         jb_text_show_hint       (gpointer    row,
                                      GtkLabel   *hint,
                                      JbHint      kind,
                                      const char *sentence);
/* Shows won in @label and gives negatives their colour. */
void         jb_text_set_won         (GtkLabel   *label,
                                      gint64      won);
/* One word for a narrow column; jb_status_get_name() says it in full. Static. */
const char  *jb_text_short_status    (JbStatus    status);
void         jb_text_toggle_class    (GtkWidget  *widget,
                                      const char *css_class,
                                      gboolean    on);
/* What the user calls a service, or where else invoices come from. Static, or @service. */
const char  *jb_text_service         (const char *service);
/* The same of several with a blank between them. (transfer full) (nullable) */
char        *jb_text_services        (const char *services);
/* Icon, CSS class, one word and a sentence for an original's state. Static strings. */
const char  *jb_text_original_icon   (gboolean    has_original,
                                      JbVerdict   verdict);
const char  *jb_text_original_class  (gboolean    has_original,
                                      JbVerdict   verdict);
const char  *jb_text_original_word   (gboolean    has_original,
                                      JbVerdict   verdict);
const char  *jb_text_original_says   (gboolean    has_original,
                                      JbVerdict   verdict);
/* Icon and colour of that state in @image. */
void         jb_text_show_original   (GtkImage   *image,
                                      gboolean    has_original,
                                      JbVerdict   verdict);

G_END_DECLS

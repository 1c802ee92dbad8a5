/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One member of a JSON object at a time, for whoever writes JSON for other programs: exports and the CLI. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What came from outside may not be UTF-8; JSON must be. NULL is null. */
void  jb_json_add_text     (JsonBuilder  *builder,
                            const char   *key,
                            const char   *text);
void  jb_json_add_number   (JsonBuilder  *builder,
                            const char   *key,
                            gint64        number);
void  jb_json_add_boolean  (JsonBuilder  *builder,
                            const char   *key,
                            gboolean      value);
/* @date: yyyymmdd, 0 is null; written 2026-09-14. */
void  jb_json_add_date     (JsonBuilder  *builder,
                            const char   *key,
                            int           date);

G_END_DECLS

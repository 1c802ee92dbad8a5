/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Members of JSON objects. */

#define G_LOG_DOMAIN "jb-json-member"

#include "config.h"

#include "jb-json-member.h"

#include "jb-date.h"

void
jb_json_add_text (JsonBuilder *builder,
                  const char  *key,
                  const char  *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, key);
  if (valid == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, valid);
}

void
jb_json_add_number (JsonBuilder *builder,
                    const char  *key,
                    gint64       number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

void
jb_json_add_boolean (JsonBuilder *builder,
                     const char  *key,
                     gboolean     value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

void
jb_json_add_date (JsonBuilder *builder,
                  const char  *key,
                  int          date)
{
  g_autofree char *text = date != 0 ? jb_date_format (date) : NULL;

  jb_json_add_text (builder, key, text);
}

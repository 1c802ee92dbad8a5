/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* flags << 2 | table, id less the id before it (7 bits a byte, the lowest first), digest, private digest when there is one, the number
 * of marks and they themselves, and the name with its length before it when there is one. */

#define G_LOG_DOMAIN "jb-leaf"

#include "config.h"

#include "jb-leaf.h"

#include <string.h>

#define PACKED_FLAGS (JB_LEAF_NAMED | JB_LEAF_PRIVATE | JB_LEAF_CLOSED)

static void
append_varint (GByteArray *bytes,
               guint64     value)
{
  do
    {
      guint8 byte = (guint8) ((value & 0x7f) | (value > 0x7f ? 0x80 : 0));

      g_byte_array_append (bytes, &byte, 1);
      value >>= 7;
    }
  while (value != 0);
}

static void
append_short (GByteArray   *bytes,
              gconstpointer data,
              gsize         size)
{
  guint8 length = (guint8) size;

  g_byte_array_append (bytes, &length, 1);
  g_byte_array_append (bytes, data, length);
}

void
jb_leaf_write (JbLeafWriter *writer,
               const JbLeaf *leaf)
{
  guint8 head = (guint8) ((leaf->flags & PACKED_FLAGS) << 2 | leaf->table);

  if (leaf->table != writer->table)
    writer->id = 0;

  g_byte_array_append (writer->bytes, &head, 1);
  append_varint (writer->bytes, (guint64) leaf->id - (guint64) writer->id);
  g_byte_array_append (writer->bytes, leaf->digest, sizeof leaf->digest);
  if (leaf->flags & JB_LEAF_PRIVATE)
    g_byte_array_append (writer->bytes, leaf->private_, sizeof leaf->private_);
  append_short (writer->bytes, leaf->marks, leaf->n_marks);
  if (leaf->flags & JB_LEAF_NAMED)
    append_short (writer->bytes, leaf->name, strlen (leaf->name));

  writer->table = leaf->table;
  writer->id = leaf->id;
}

static gboolean
take (JbLeafReader *reader,
      gpointer      out,
      gsize         size)
{
  if (reader->left < size)
    return FALSE;

  memcpy (out, reader->at, size);
  reader->at += size;
  reader->left -= size;
  return TRUE;
}

static gboolean
take_varint (JbLeafReader *reader,
             guint64      *value)
{
  guint8 byte;

  *value = 0;
  for (guint shift = 0; shift < 64; shift += 7)
    {
      if (!take (reader, &byte, 1))
        return FALSE;

      *value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

/* *size (out) is at most @max. */
static gboolean
take_short (JbLeafReader *reader,
            gpointer      out,
            gsize         max,
            guint        *size)
{
  guint8 length;

  if (!take (reader, &length, 1) || length > max || !take (reader, out, length))
    return FALSE;

  *size = length;
  return TRUE;
}

/* A name that somebody altered is shown to a person all the same: as text, and of one line. */
static void
clean_name (char *name)
{
  if (!g_utf8_validate (name, -1, NULL))
    strcpy (name, "?");
  for (char *at = name; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = '?';
    }
}

gboolean
jb_leaf_read (JbLeafReader *reader,
              JbLeaf       *leaf)
{
  guint64 step;
  guint8 head;
  guint length;

  memset (leaf, 0, sizeof *leaf);
  if (!take (reader, &head, 1) || head >> 2 > PACKED_FLAGS || !take_varint (reader, &step))
    return FALSE;

  leaf->table = (JbLeafTable) (head & 3);
  leaf->flags = (JbLeafFlags) (head >> 2);
  leaf->id = (gint64) (step + (leaf->table == reader->table ? (guint64) reader->id : 0));
  if (!take (reader, leaf->digest, sizeof leaf->digest) ||
      ((leaf->flags & JB_LEAF_PRIVATE) && !take (reader, leaf->private_, sizeof leaf->private_)) ||
      !take_short (reader, leaf->marks, sizeof leaf->marks, &leaf->n_marks) ||
      ((leaf->flags & JB_LEAF_NAMED) && !take_short (reader, leaf->name, JB_LEAF_NAME_MAX, &length)))
    return FALSE;

  clean_name (leaf->name);
  reader->table = leaf->table;
  reader->id = leaf->id;
  return TRUE;
}

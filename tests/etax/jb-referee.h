/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What libxml2's own canonicalizer says about the octets that ours writes: slower, from a copy of the tree, and by other people. */

#pragma once

#include <string.h>

#include <libxml/c14n.h>

#include "jb-document-private.h"

/* " xmlns…" of the canonical start tag at @tag; sets @end behind the tag. (transfer full) */
static inline char *
jb_referee_namespaces (const char  *tag,
                       const char **end)
{
  GString *namespaces = g_string_new (NULL);
  const char *at = tag + strcspn (tag, " >");

  while (*at == ' ')
    {
      const char *value = strchr (at, '"');
      const char *next = strchr (value + 1, '"') + 1;

      if (g_str_has_prefix (at, " xmlns=") || g_str_has_prefix (at, " xmlns:"))
        g_string_append_len (namespaces, at, next - at);
      at = next;
    }

  *end = at + 1;
  return g_string_free (namespaces, FALSE);
}

/* The KEC octets as etax-domain.md 1.5 describes the way to them: copy, unlink, canonicalize, cut off the root's tags.
 * (transfer full) (nullable): NULL when libxml2 refuses to canonicalize. */
static inline char *
jb_referee_kec (JbDocument *document)
{
  xmlDoc *copy = xmlCopyDoc (document->doc, 1);
  xmlNode *root = xmlDocGetRootElement (copy);
  xmlNode *next;
  xmlChar *canonical = NULL;
  g_autofree char *mark = NULL;
  g_autofree char *namespaces = NULL;
  char *octets;
  const char *inside;
  const char *tag;
  int length;

  for (xmlNode *child = root->children; child != NULL; child = next)
    {
      next = child->next;
      if (_jb_xml_is_unsigned_part (child))
        {
          xmlUnlinkNode (child);
          xmlFreeNode (child);
        }
    }

  /* Instructions beside the root are no part of the content. */
  while (root->prev != NULL || root->next != NULL)
    {
      next = root->prev != NULL ? root->prev : root->next;
      xmlUnlinkNode (next);
      xmlFreeNode (next);
    }

  _jb_xml_listen ();
  length = xmlC14NDocDumpMemory (copy, NULL, XML_C14N_1_0, NULL, 0, &canonical);
  _jb_xml_stop_listening ();
  xmlFreeDoc (copy);
  if (length < 0)
    return NULL;

  tag = (const char *) canonical;
  namespaces = jb_referee_namespaces (tag, &inside);
  mark = g_strdup (inside);
  *strrchr (mark, '<') = '\0';
  octets = g_strconcat (namespaces, mark, NULL);
  xmlFree (canonical);
  return octets;
}

static inline int
jb_referee_is_inside (void    *user_data,
                      xmlNode *node,
                      xmlNode *parent)
{
  const xmlNode *at = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE ? parent : node;

  while (at != NULL && at != user_data)
    at = at->parent;

  return at != NULL;
}

/* (transfer full) (nullable) */
static inline char *
jb_referee_subtree (xmlNode  *apex,
                    gboolean  with_comments)
{
  xmlOutputBuffer *buffer = xmlAllocOutputBuffer (NULL);
  char *octets = NULL;

  if (xmlC14NExecute (apex->doc, jb_referee_is_inside, apex, XML_C14N_1_0, NULL, with_comments, buffer) >= 0)
    octets = g_strndup ((const char *) xmlOutputBufferGetContent (buffer), xmlOutputBufferGetSize (buffer));

  xmlOutputBufferClose (buffer);
  return octets;
}

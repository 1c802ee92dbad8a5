/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The canonical writer. Everything follows "Canonical XML 1.0" of the W3C: which characters are escaped, in which order
 * namespaces and attributes stand, which declarations are left out. The depth of a tree is bounded by the parser, so it recurses. */

#define G_LOG_DOMAIN "jb-canonical"

#include "config.h"

#include "jb-canonical.h"

#include <string.h>

#include <libxml/c14n.h>

#include "jb-document-private.h"

/* A buffer whose small appends are inlined: there are about a thousand in a document. */
typedef struct
{
  char     *data;
  gsize     length;
  gsize     capacity;
  gboolean  with_comments;
} Writer;

static void write_node (Writer        *writer,
                        const xmlNode *node);

static void
writer_init (Writer *writer)
{
  *writer = (Writer) { .capacity = 8192 };
  writer->data = g_malloc (writer->capacity);
}

static GBytes *
writer_finish (Writer *writer)
{
  return g_bytes_new_take (g_steal_pointer (&writer->data), writer->length);
}

static inline void
put (Writer     *writer,
     const char *text,
     gsize       length)
{
  if (G_UNLIKELY (writer->capacity - writer->length < length))
    {
      writer->capacity = MAX (writer->capacity * 2, writer->length + length);
      writer->data = g_realloc (writer->data, writer->capacity);
    }

  memcpy (writer->data + writer->length, text, length);
  writer->length += length;
}

static inline void
put_string (Writer     *writer,
            const char *text)
{
  put (writer, text, strlen (text));
}

#define put_literal(writer, literal) put ((writer), "" literal, sizeof (literal) - 1)

/* Copies runs between the characters in @specials, which stand as references. */
static void
put_escaped (Writer     *writer,
             const char *text,
             const char *specials)
{
  for (;;)
    {
      gsize run = strcspn (text, specials);

      put (writer, text, run);
      text += run;

      switch (*text++)
        {
        case '\0':
          return;

        case '&':
          put_literal (writer, "&amp;");
          break;

        case '<':
          put_literal (writer, "&lt;");
          break;

        case '>':
          put_literal (writer, "&gt;");
          break;

        case '"':
          put_literal (writer, "&quot;");
          break;

        case '\t':
          put_literal (writer, "&#x9;");
          break;

        case '\n':
          put_literal (writer, "&#xA;");
          break;

        case '\r':
          put_literal (writer, "&#xD;");
          break;

        default:
          g_assert_not_reached ();
        }
    }
}

static void
put_text (Writer        *writer,
          const xmlChar *text)
{
  if (text != NULL)
    put_escaped (writer, (const char *) text, "&<>\r");
}

static void
put_attribute_value (Writer        *writer,
                     const xmlChar *text)
{
  if (text != NULL)
    put_escaped (writer, (const char *) text, "&<\"\t\n\r");
}

static void
put_name (Writer        *writer,
          const xmlNs   *ns,
          const xmlChar *name)
{
  if (ns != NULL && ns->prefix != NULL)
    {
      put_string (writer, (const char *) ns->prefix);
      put_literal (writer, ":");
    }
  put_string (writer, (const char *) name);
}

static const char *
ns_prefix (const xmlNs *ns)
{
  return ns->prefix != NULL ? (const char *) ns->prefix : "";
}

static const char *
ns_uri (const xmlNs *ns)
{
  return ns != NULL && ns->href != NULL ? (const char *) ns->href : "";
}

/* What @prefix means at @node; "" when nothing. */
static const char *
uri_in_scope (const xmlNode *node,
              const char    *prefix)
{
  for (; node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent)
    {
      for (const xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next)
        {
          if (strcmp (ns_prefix (ns), prefix) == 0)
            return ns_uri (ns);
        }
    }

  return "";
}

static int
compare_namespaces (gconstpointer a,
                    gconstpointer b)
{
  return strcmp (ns_prefix (*(const xmlNs * const *) a), ns_prefix (*(const xmlNs * const *) b));
}

static int
compare_attributes (gconstpointer a,
                    gconstpointer b)
{
  const xmlAttr *first = *(const xmlAttr * const *) a;
  const xmlAttr *second = *(const xmlAttr * const *) b;
  int order = strcmp (ns_uri (first->ns), ns_uri (second->ns));

  return order != 0 ? order : strcmp ((const char *) first->name, (const char *) second->name);
}

static void
put_namespaces (Writer    *writer,
                GPtrArray *namespaces)
{
  g_ptr_array_sort (namespaces, compare_namespaces);

  for (guint i = 0; i < namespaces->len; i++)
    {
      const xmlNs *ns = g_ptr_array_index (namespaces, i);

      put_literal (writer, " xmlns");
      if (ns->prefix != NULL)
        {
          put_literal (writer, ":");
          put_string (writer, (const char *) ns->prefix);
        }
      put_literal (writer, "=\"");
      put_attribute_value (writer, ns->href);
      put_literal (writer, "\"");
    }
}

static void
put_attributes (Writer    *writer,
                GPtrArray *attributes)
{
  g_ptr_array_sort (attributes, compare_attributes);

  for (guint i = 0; i < attributes->len; i++)
    {
      const xmlAttr *attribute = g_ptr_array_index (attributes, i);

      put_literal (writer, " ");
      put_name (writer, attribute->ns, attribute->name);
      put_literal (writer, "=\"");
      for (const xmlNode *text = attribute->children; text != NULL; text = text->next)
        put_attribute_value (writer, text->content);
      put_literal (writer, "\"");
    }
}

/* Declarations of @element that say something new below its parent. */
static void
write_own_namespaces (Writer        *writer,
                      const xmlNode *element)
{
  g_autoptr(GPtrArray) namespaces = NULL;

  if (element->nsDef == NULL)
    return;

  namespaces = g_ptr_array_new ();
  for (xmlNs *ns = element->nsDef; ns != NULL; ns = ns->next)
    {
      if (strcmp (uri_in_scope (element->parent, ns_prefix (ns)), ns_uri (ns)) != 0)
        g_ptr_array_add (namespaces, ns);
    }
  put_namespaces (writer, namespaces);
}

static gboolean
declares (GPtrArray  *namespaces,
          const char *prefix)
{
  for (guint i = 0; i < namespaces->len; i++)
    {
      if (strcmp (ns_prefix (g_ptr_array_index (namespaces, i)), prefix) == 0)
        return TRUE;
    }

  return FALSE;
}

/* All that is in scope at @apex; an emptied default namespace is none. */
static void
write_namespaces_in_scope (Writer        *writer,
                           const xmlNode *apex)
{
  g_autoptr(GPtrArray) namespaces = g_ptr_array_new ();

  for (const xmlNode *node = apex; node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent)
    {
      for (xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next)
        {
          if (!declares (namespaces, ns_prefix (ns)))
            g_ptr_array_add (namespaces, ns);
        }
    }

  for (guint i = namespaces->len; i > 0; i--)
    {
      if (*ns_uri (g_ptr_array_index (namespaces, i - 1)) == '\0')
        g_ptr_array_remove_index (namespaces, i - 1);
    }
  put_namespaces (writer, namespaces);
}

static gboolean
is_xml_attribute (const xmlAttr *attribute)
{
  return strcmp (ns_uri (attribute->ns), (const char *) XML_XML_NAMESPACE) == 0;
}

static gboolean
has_same_name (GPtrArray     *attributes,
               const xmlAttr *attribute)
{
  for (guint i = 0; i < attributes->len; i++)
    {
      if (compare_attributes (&g_ptr_array_index (attributes, i), &attribute) == 0)
        return TRUE;
    }

  return FALSE;
}

/* An apex also wears the xml: attributes of those above it. */
static void
write_attributes (Writer        *writer,
                  const xmlNode *element,
                  gboolean       is_apex)
{
  g_autoptr(GPtrArray) attributes = NULL;

  if (element->properties == NULL && !is_apex)
    return;

  attributes = g_ptr_array_new ();
  for (xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
    g_ptr_array_add (attributes, attribute);

  if (is_apex)
    {
      for (const xmlNode *node = element->parent; node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent)
        {
          for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
            {
              if (is_xml_attribute (attribute) && !has_same_name (attributes, attribute))
                g_ptr_array_add (attributes, attribute);
            }
        }
    }
  put_attributes (writer, attributes);
}

static void
write_element (Writer        *writer,
               const xmlNode *element,
               gboolean       is_apex)
{
  put_literal (writer, "<");
  put_name (writer, element->ns, element->name);
  if (is_apex)
    write_namespaces_in_scope (writer, element);
  else
    write_own_namespaces (writer, element);
  write_attributes (writer, element, is_apex);
  put_literal (writer, ">");

  for (const xmlNode *child = element->children; child != NULL; child = child->next)
    write_node (writer, child);

  put_literal (writer, "</");
  put_name (writer, element->ns, element->name);
  put_literal (writer, ">");
}

/* Unlike in text, only a carriage return is written as a reference here. */
static void
write_instruction (Writer        *writer,
                   const xmlNode *node)
{
  put_literal (writer, "<?");
  put_string (writer, (const char *) node->name);
  if (node->content != NULL && *node->content != '\0')
    {
      put_literal (writer, " ");
      put_escaped (writer, (const char *) node->content, "\r");
    }
  put_literal (writer, "?>");
}

static void
write_comment (Writer        *writer,
               const xmlNode *node)
{
  put_literal (writer, "<!--");
  if (node->content != NULL)
    put_escaped (writer, (const char *) node->content, "\r");
  put_literal (writer, "-->");
}

static void
write_node (Writer        *writer,
            const xmlNode *node)
{
  switch (node->type)
    {
    case XML_ELEMENT_NODE:
      write_element (writer, node, FALSE);
      break;

    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
      put_text (writer, node->content);
      break;

    case XML_PI_NODE:
      write_instruction (writer, node);
      break;

    case XML_COMMENT_NODE:
      if (writer->with_comments)
        write_comment (writer, node);
      break;

    default:
      /* No DTD, no entity: the parser lets nothing else into a tree. */
      break;
    }
}

GBytes *
_jb_canonical_kec (xmlNode *root)
{
  Writer writer;

  writer_init (&writer);
  write_own_namespaces (&writer, root);
  for (const xmlNode *child = root->children; child != NULL; child = child->next)
    {
      if (!_jb_xml_is_unsigned_part (child))
        write_node (&writer, child);
    }

  return writer_finish (&writer);
}

GBytes *
_jb_canonical_subtree (xmlNode  *apex,
                       gboolean  with_comments)
{
  Writer writer;

  writer_init (&writer);
  writer.with_comments = with_comments;
  write_element (&writer, apex, TRUE);

  return writer_finish (&writer);
}

/* Of a namespace node and an attribute, @parent is the element that wears it. */
static int
is_visible_cb (void    *user_data,
               xmlNode *node,
               xmlNode *parent)
{
  const xmlNode *root = user_data;
  const xmlNode *at;

  if (node == root)
    return 0;

  at = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE ? parent : node;
  while (at != NULL && at != root && at->parent != root)
    at = at->parent;

  /* Beside the root stands nothing that is signed. */
  return at != NULL && (at == root || !_jb_xml_is_unsigned_part (at));
}

GBytes *
_jb_canonical_strict (xmlNode *root)
{
  xmlOutputBuffer *buffer = xmlAllocOutputBuffer (NULL);
  GBytes *octets = NULL;

  if (buffer == NULL)
    return NULL;

  _jb_xml_listen ();
  if (xmlC14NExecute (root->doc, is_visible_cb, root, XML_C14N_1_0, NULL, 0, buffer) >= 0)
    octets = g_bytes_new (xmlOutputBufferGetContent (buffer), xmlOutputBufferGetSize (buffer));
  _jb_xml_stop_listening ();

  xmlOutputBufferClose (buffer);
  return octets;
}

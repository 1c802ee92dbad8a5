/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK asks for the items around what is seen; a page of entries is read at once, on the main thread's own reader, and the last few
 * pages are kept. Entries never change. */

#define G_LOG_DOMAIN "jb-journal-list"

#include "config.h"

#include "jb-journal-list.h"

#define PAGE_ENTRIES 64
#define PAGES_MAX 16

struct _JbJournalItem
{
  GObject         parent_instance;

  JbJournalEntry *entry;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (JbJournalItem, jb_journal_item, G_TYPE_OBJECT)

static void
jb_journal_item_finalize (GObject *object)
{
  jb_journal_entry_free (JB_JOURNAL_ITEM (object)->entry);

  G_OBJECT_CLASS (jb_journal_item_parent_class)->finalize (object);
}

static void
jb_journal_item_class_init (JbJournalItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_journal_item_finalize;
}

static void
jb_journal_item_init (JbJournalItem *self)
{
}

const JbJournalEntry *
jb_journal_item_get_entry (JbJournalItem *self)
{
  g_return_val_if_fail (JB_IS_JOURNAL_ITEM (self), NULL);

  return self->entry;
}

/* -- the list ------------------------------------------------------------------------------------------------------- */

struct _JbJournalList
{
  GObject      parent_instance;

  JbArchive   *archive;
  GArray      *ids;     /* (owned) (nullable) (element-type gint64) */
  GHashTable  *pages;   /* (owned): number → GPtrArray of JbJournalItem */
};

/* Takes @entry (nullable). */
static JbJournalItem *
make_item (JbJournalEntry *entry)
{
  JbJournalItem *item = g_object_new (JB_TYPE_JOURNAL_ITEM, NULL);

  item->entry = entry;
  return item;
}

static GPtrArray *
load_page (JbJournalList *self,
           guint          page)
{
  guint from = page * PAGE_ENTRIES;
  guint n = MIN (PAGE_ENTRIES, self->ids->len - from);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = jb_archive_load_journal (self->archive, &g_array_index (self->ids, gint64, from), n, &error);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  if (entries == NULL)
    g_warning ("The journal cannot be read: %s", error->message);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, make_item (entries != NULL ? g_steal_pointer (&g_ptr_array_index (entries, i)) : NULL));
  return items;
}

static GPtrArray *
get_page (JbJournalList *self,
          guint          page)
{
  GPtrArray *items = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (page));

  if (items != NULL)
    return items;

  if (g_hash_table_size (self->pages) >= PAGES_MAX)
    g_hash_table_remove_all (self->pages);
  items = load_page (self, page);
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (page), items);
  return items;
}

static GType
get_item_type (GListModel *model)
{
  return JB_TYPE_JOURNAL_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  JbJournalList *self = JB_JOURNAL_LIST (model);

  return self->ids != NULL ? self->ids->len : 0;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JbJournalList *self = JB_JOURNAL_LIST (model);

  if (position >= get_n_items (model))
    return NULL;

  return g_object_ref (g_ptr_array_index (get_page (self, position / PAGE_ENTRIES), position % PAGE_ENTRIES));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (JbJournalList, jb_journal_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
jb_journal_list_finalize (GObject *object)
{
  JbJournalList *self = JB_JOURNAL_LIST (object);

  g_clear_object (&self->archive);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->pages, g_hash_table_unref);

  G_OBJECT_CLASS (jb_journal_list_parent_class)->finalize (object);
}

static void
jb_journal_list_class_init (JbJournalListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_journal_list_finalize;
}

static void
jb_journal_list_init (JbJournalList *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
}

JbJournalList *
jb_journal_list_new (JbArchive *archive)
{
  JbJournalList *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  self = g_object_new (JB_TYPE_JOURNAL_LIST, NULL);
  self->archive = g_object_ref (archive);
  return self;
}

void
jb_journal_list_set_ids (JbJournalList *self,
                         GArray        *ids)
{
  guint before;

  g_return_if_fail (JB_IS_JOURNAL_LIST (self));

  before = get_n_items (G_LIST_MODEL (self));
  g_array_ref (ids);
  g_clear_pointer (&self->ids, g_array_unref);
  self->ids = ids;
  g_hash_table_remove_all (self->pages);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, ids->len);
}
